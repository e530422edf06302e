// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/layer_files.h"

#include "io/audio_writer.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace morphony::cli {

namespace fs = std::filesystem;

namespace {

constexpr FrameCount kBlockFrames = 65'536; // 1.5 s at 44.1 kHz

void writeAudio(const AudioSource& audio, const fs::path& file, bool overwrite, JobContext& context) {
    AudioWriteSettings settings;
    settings.format = AudioFormat::Wav;
    settings.sampleFormat = SampleFormat::Float32;
    settings.overwrite = overwrite;
    AudioWriter writer(file, audio.sampleRate(), audio.channels(), settings);
    AudioBuffer block(audio.channels(), std::min(kBlockFrames, audio.frames()));
    for (FrameCount at = 0; at < audio.frames(); at += kBlockFrames) {
        context.progress(static_cast<double>(at) / static_cast<double>(audio.frames()));
        const AudioView part = block.view().slice({0, std::min(kBlockFrames, audio.frames() - at)});
        audio.read(at, part);
        writer.write(part);
    }
    writer.commit();
}

/// Two layers may have names that only differ in what a file name drops.
std::string unusedName(const std::string& wanted, std::set<std::string>& used) {
    std::string name = wanted;
    for (int i = 2; !used.insert(name).second; ++i) {
        name = wanted + "-" + std::to_string(i);
    }
    return name;
}

} // namespace

std::string layerFileName(const std::string& layerName) {
    std::string name;
    for (const char c : layerName) {
        const bool keeps = static_cast<unsigned char>(c) < 0x80 && std::isalnum(static_cast<unsigned char>(c)) != 0;
        if (keeps) {
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    while (!name.empty() && name.back() == '-') {
        name.pop_back();
    }
    return name.empty() ? "layer" : name;
}

void writeLayers(const MorphResult& result, const fs::path& folder, int variant, int variants, OutputPlan& plan,
                 JobContext& context) {
    std::set<std::string> used;
    for (const Layer& layer : result.layers) {
        context.beginStage("Writing layer " + layer.name);
        const fs::path file =
            variantPath(folder / (unusedName(layerFileName(layer.name), used) + ".wav"), variant, variants);
        plan.addLate(file);
        writeAudio(*layer.audio, file, plan.overwrite(), context);
        plan.written(file);
    }
}

} // namespace morphony::cli
