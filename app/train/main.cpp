// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train/verbs.h"
#include "core/engine_error.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>

namespace morphony {

namespace {

constexpr int kCancelled = 130; // 128 + SIGINT, as shells count

std::atomic<bool> g_cancel{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void onSignal(int signal) {
    g_cancel = true;
    std::signal(signal, SIG_DFL); // a second one ends the process
}

constexpr const char* kHelp = "Makes training data for the project's own networks, and trains them.\n\n"
                              "morphony-train render --config FILE.json --out FOLDER\n"
                              "    renders labelled music; a folder that is there already is completed\n"
                              "morphony-train read --config FILE.json --out FOLDER\n"
                              "    the same from recordings, labelled by their folders or tags\n"
                              "morphony-train fit --config FILE.json --out FOLDER [--resume]\n"
                              "    trains the audio network; --resume goes on where the folder's training stopped\n\n"
                              "The settings are documented in models/README.md. Ctrl-C stops; the same command goes on\n"
                              "(fit: with --resume).\n\n"
                              "Exit status: 0 done, 1 unexpected, 2 wrong usage, 3 a file cannot be read, 4 something is\n"
                              "missing, 5 a file cannot be written, 130 cancelled.\n";

struct Verb {
    const char* name;
    void (*run)(const Words& words, const std::atomic<bool>& cancel);
    const char* needs; ///< what this build lacks where it has no `run`
};
constexpr std::array kVerbs{
#ifdef MORPHONY_TRAIN_ONLY
    Verb{"render", nullptr, "the libraries for audio"},
    Verb{"read", nullptr, "the libraries for audio"},
#else
    Verb{"render", runRender, ""},
    Verb{"read", runRead, ""},
#endif
#ifdef MORPHONY_HAS_TORCH
    Verb{"fit", runFit, ""},
#else
    Verb{"fit", nullptr, "LibTorch"},
#endif
};

void run(const Words& words) {
    const std::string name = words.size() > 1 ? words[1] : "";
    if (name == "--help" || name == "-h") {
        std::fputs(kHelp, stdout);
        return;
    }
    const auto* const verb = std::ranges::find_if(kVerbs, [&](const Verb& each) { return each.name == name; });
    if (verb == kVerbs.end()) {
        throw EngineError(ErrorKind::BadUsage, "\"render\", \"read\" or \"fit\" is expected; see morphony-train --help.");
    }
    if (verb->run == nullptr) {
        throw EngineError(ErrorKind::MissingResource, "This morphony-train was built without " + std::string(verb->needs) +
                                                          ", which " + name +
                                                          " needs; build the preset release after packaging/dev setup.");
    }
    verb->run(words, g_cancel);
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
