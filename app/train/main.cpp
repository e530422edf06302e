// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "train/render/read_recordings.h"
#include "train/settings_reader.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace morphony {

namespace {

constexpr int kCancelled = 130; // 128 + SIGINT, as shells count

std::atomic<bool> g_cancel{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void onSignal(int signal) {
    g_cancel = true;
    std::signal(signal, SIG_DFL); // a second one ends the process
}

constexpr const char* kHelp = "Makes training data for the project's own networks.\n\n"
                              "morphony-train render --config FILE.json --out FOLDER\n"
                              "    renders labelled music; a folder that is there already is completed\n"
                              "morphony-train read --config FILE.json --out FOLDER\n"
                              "    the same from recordings, labelled by their folders or tags\n\n"
                              "The settings are documented in models/README.md. Ctrl-C stops; the same command goes on.\n";

/// The values behind the options.
std::map<std::string, std::string> optionsFrom(const std::vector<std::string>& words, const std::vector<std::string>& expected) {
    std::map<std::string, std::string> options;
    for (std::size_t i = 2; i < words.size(); i += 2) {
        if (std::find(expected.begin(), expected.end(), words[i]) == expected.end() || i + 1 == words.size()) {
            throw EngineError(ErrorKind::BadUsage, "\"" + words[i] + "\" is not understood here or has no value; see morphony-train --help.");
        }
        options[words[i]] = words[i + 1];
    }
    for (const std::string& option : expected) {
        if (!options.contains(option)) {
            throw EngineError(ErrorKind::BadUsage, option + " is missing; see morphony-train --help.");
        }
    }
    return options;
}

/// What render and read have in common.
template <class Settings, class Make>
void makeData(const std::vector<std::string>& words, Settings settingsFrom, Make make) {
    auto options = optionsFrom(words, {"--config", "--out"});
    const auto settings = settingsFrom(options["--config"]);
    const auto told = [](const RenderReport& report) {
        std::fprintf(stderr, "%zu shards made, %zu kept; %.0f s of music in %.0f s\n", report.shards, report.keptShards, report.audioSeconds,
                     report.wallSeconds);
    };
    const RenderReport report = make(settings, SettingsReader(options["--config"]).text(), options["--out"], g_cancel, told);
    std::printf("{\"shards\": %zu, \"kept\": %zu, \"audio_seconds\": %.1f, \"wall_seconds\": %.2f}\n", report.shards, report.keptShards,
                report.audioSeconds, report.wallSeconds);
}
void render(const std::vector<std::string>& words) { makeData(words, renderSettingsFrom, renderData); }
void read(const std::vector<std::string>& words) { makeData(words, recordingSettingsFrom, readRecordings); }

void run(const std::vector<std::string>& words) {
    const std::string verb = words.size() > 1 ? words[1] : "";
    if (verb == "--help" || verb == "-h") {
        std::fputs(kHelp, stdout);
    } else if (verb == "render") {
        render(words);
    } else if (verb == "read") {
        read(words);
    } else {
        throw EngineError(ErrorKind::BadUsage, "\"render\" or \"read\" is expected; see morphony-train --help.");
    }
}

} // namespace

} // namespace morphony

int main(int argc, char** argv) {
    using namespace morphony;
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
    try {
        run({argv, argv + argc});
        return 0;
    } catch (const JobCancelled&) {
        std::fputs("morphony-train: cancelled.\n", stderr);
        return kCancelled;
    } catch (const EngineError& error) {
        std::fprintf(stderr, "morphony-train: %s\n", error.what());
        return static_cast<int>(error.kind());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "morphony-train: unexpected problem: %s\n", error.what());
        return 1;
    }
}
