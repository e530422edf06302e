// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/render/read_recordings.h"

#include "core/engine_error.h"
#include "core/json_value.h"
#include "dsp/log_mel.h"
#include "io/audio_reader.h"
#include "io/resampler.h"
#include "io/tags.h"
#include "train/settings_reader.h"

#include <algorithm>
#include <optional>

namespace morphony {

namespace fs = std::filesystem;

namespace {

/// Every regular file below the folders, in the order of their names, which does not depend on the disk.
std::vector<fs::path> filesBelow(const std::vector<fs::path>& folders) {
    std::vector<fs::path> files;
    for (const fs::path& folder : folders) {
        std::error_code error;
        fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
        if (error) {
            throw EngineError(ErrorKind::InputUnreadable,
                              "The folder " + folder.string() + " cannot be read: " + error.message() + ".");
        }
        for (const fs::recursive_directory_iterator end; entry != end; entry.increment(error)) {
            if (std::error_code none; entry->is_regular_file(none)) {
                files.push_back(entry->path());
            }
        }
    }
    std::ranges::sort(files);
    return files;
}

/// FNV-1a: which recordings are held out is the same everywhere and does not change when others come in.
double shareOf(const std::string& name) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return static_cast<double>((hash ^ hash >> 29U) % 10'000) / 10'000.0;
}

/// The mean of all channels at LogMel's rate; none for what is no audio.
std::optional<std::vector<float>> monoOf(const fs::path& file, double mostSeconds, const JobContext& context) {
    std::unique_ptr<AudioReader> reader;
    try {
        reader = openAudio(file);
    } catch (const EngineError&) {
        return std::nullopt;
    }
    const SampleRate rate = reader->info().sampleRate;
    constexpr FrameCount kBlock = 16'384; // 0.4 s: how often cancel is looked at
    AudioBuffer block(reader->info().channels, kBlock);
    AudioBuffer mean(1, kBlock);
    Resampler resampler(rate, LogMel::kRate, 1);
    std::vector<float> mono;
    const auto keep = [&](ConstAudioView audio) {
        mono.insert(mono.end(), audio.channel(0).begin(), audio.channel(0).end());
    };
    const auto most = static_cast<std::size_t>(mostSeconds * LogMel::kRate.hz);
    while (mono.size() < most) {
        context.checkCancelled();
        const FrameCount count = reader->read(block.view());
        if (count == 0) {
            break;
        }
        mean.view().clear();
        for (int c = 0; c < block.channels(); ++c) {
            std::ranges::transform(mean.channel(0), block.channel(c), mean.channel(0).begin(),
                                   [&](float sum, float x) { return sum + x / static_cast<float>(block.channels()); });
        }
        keep(resampler.process(mean.view().slice({0, count})));
    }
    keep(resampler.flush());
    mono.resize(std::min(mono.size(), most));
    return mono;
}

std::string familyOf(const fs::path& file, RecordingSettings::Label label) {
    return label == RecordingSettings::Label::Folder ? file.parent_path().filename().string() : readTags(file).genre;
}

/// None for what is no audio or has no label.
std::optional<ShardEntry> entryOf(const fs::path& file, std::size_t number, const RecordingSettings& settings,
                                  const JobContext& context) {
    const std::string family = familyOf(file, settings.label);
    const auto mono = family.empty() ? std::nullopt : monoOf(file, settings.mostSeconds, context);
    if (!mono) {
        return std::nullopt;
    }
    ShardEntry entry;
    entry.name = std::to_string(number) + "-" + file.stem().string();
    LogMel logMel;
    entry.setMel(*mono, logMel);
    const bool heldOut = shareOf(file.filename().string()) < settings.heldOutShare;
    entry.shortLabels = "{\"name\":" + jsonQuoted(entry.name) + ",\"family\":" + jsonQuoted(family) +
                        ",\"file\":" + jsonQuoted(file.string()) +
                        ",\"instruments\":[],\"held_out\":" + (heldOut ? "true" : "false") + "}";
    entry.fullLabels = entry.shortLabels;
    return entry;
}

} // namespace

RecordingSettings recordingSettingsFrom(const fs::path& file) {
    SettingsReader reader(file);
    RecordingSettings settings;
    reader.read("folders", settings.folders);
    if (settings.folders.empty()) {
        reader.fail("folders", "the names of folders are expected");
    }
    std::string label = "folder";
    reader.read("label", label);
    if (label != "folder" && label != "tag") {
        reader.fail("label", "\"folder\" or \"tag\" is expected");
    }
    settings.label = label == "tag" ? RecordingSettings::Label::Tag : RecordingSettings::Label::Folder;
    reader.read("held_out_share", settings.heldOutShare, 0.0, 1.0);
    reader.read("most_seconds", settings.mostSeconds, 1.0, 36'000.0);
    reader.read("recordings_per_shard", settings.recordingsPerShard, 1);
    reader.finish();
    return settings;
}

RenderReport readRecordings(const RecordingSettings& settings, const std::string& settingsText, const fs::path& out,
                            const std::atomic<bool>& cancel, const std::function<void(const RenderReport&)>& told) {
    const ShardFolder folder(out, settingsText);
    const std::vector<fs::path> files = filesBelow(settings.folders);
    const std::size_t shards = (files.size() + settings.recordingsPerShard - 1) / settings.recordingsPerShard;
    const auto make = [&](std::size_t shard, JobContext& context) {
        const std::size_t first = shard * settings.recordingsPerShard;
        double seconds = 0.0;
        std::vector<ShardEntry> entries;
        for (std::size_t i = first; i < std::min(first + settings.recordingsPerShard, files.size()); ++i) {
            if (auto entry = entryOf(files[i], i, settings, context)) {
                seconds += static_cast<double>(entry->frames) * LogMel::kHop / LogMel::kRate.hz;
                entries.push_back(std::move(*entry));
            }
        }
        folder.save(shard, entries);
        return seconds;
    };
    return makeShards(folder, shards, cancel, make, told);
}

} // namespace morphony
