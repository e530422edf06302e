// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train/verbs.h"
#include "train/render/read_recordings.h"
#include "train/settings_reader.h"

#include <cstdio>

namespace morphony {

namespace {

/// What render and read have in common.
template <class Settings, class Make>
void makeData(const Words& words, const std::atomic<bool>& cancel, Settings settingsFrom, Make make) {
    auto options = optionsFrom(words, {"--config", "--out"});
    const auto settings = settingsFrom(options["--config"]);
    const auto told = [](const RenderReport& report) {
        std::fprintf(stderr, "%zu shards made, %zu kept; %.0f s of music in %.0f s\n", report.shards, report.keptShards,
                     report.audioSeconds, report.wallSeconds);
    };
    const RenderReport report = make(settings, SettingsReader(options["--config"]).text(), options["--out"], cancel, told);
    std::printf("{\"shards\": %zu, \"kept\": %zu, \"audio_seconds\": %.1f, \"wall_seconds\": %.2f}\n", report.shards,
                report.keptShards, report.audioSeconds, report.wallSeconds);
}

} // namespace

void runRender(const Words& words, const std::atomic<bool>& cancel) {
    makeData(words, cancel, renderSettingsFrom, renderData);
}
void runRead(const Words& words, const std::atomic<bool>& cancel) {
    makeData(words, cancel, recordingSettingsFrom, readRecordings);
}

} // namespace morphony
