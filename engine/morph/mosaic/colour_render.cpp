// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/colour_render.h"

#include <algorithm>

namespace morphony {

namespace {

constexpr FrameCount kBlockFrames = 512;

/// One output under way: a set of gains on one channel.
struct Voice {
    StftSynthesiser synthesiser;
    std::vector<float> samples;
};

/// Renders the samples of `range` for every set of gains and writes them to their targets.
void renderRange(const AudioSource& source, const BandLayout& layout, std::span<const BandFrames> gains, FrameRange range,
                 JobContext& context, std::span<const std::shared_ptr<ScratchAudio>> targets) {
    const auto channels = static_cast<std::size_t>(source.channels());
    std::vector<Voice> voices; // [gains][channel]
    for (std::size_t i = 0; i < gains.size() * channels; ++i) {
        voices.push_back({StftSynthesiser(layout.shape(), source.frames(), range), {}});
        voices.back().samples.reserve(static_cast<std::size_t>(range.size()));
    }
    StftAnalyser analyser(source, layout.shape());
    std::vector<float> factors(static_cast<std::size_t>(layout.shape().bins()));
    const FrameCount first = voices.front().synthesiser.firstFrame();
    for (FrameCount t = first; t < voices.front().synthesiser.endFrame(); ++t) {
        if ((t - first) % kFramesPerPoll == 0) {
            context.checkCancelled();
        }
        analyser.transform(t);
        for (std::size_t i = 0; i < voices.size(); ++i) {
            if (i % channels == 0) {
                layout.binGains(gains[i / channels].row(t), factors);
            }
            Voice& voice = voices[i];
            std::ranges::transform(analyser.bins(static_cast<int>(i % channels)), factors, voice.synthesiser.bins().begin(),
                                   [](std::complex<float> bin, float factor) { return bin * factor; });
            const auto done = voice.synthesiser.addFrame();
            voice.samples.insert(voice.samples.end(), done.begin(), done.end());
        }
    }
    for (std::size_t g = 0; g < gains.size(); ++g) {
        std::vector<const float*> rows;
        for (std::size_t c = 0; c < channels; ++c) {
            rows.push_back(voices[g * channels + c].samples.data());
        }
        targets[g]->write(range.begin, ConstAudioView(rows.data(), source.channels(), range.size()));
    }
}

} // namespace

std::vector<std::shared_ptr<ScratchAudio>> renderColours(const AudioSource& source, const BandLayout& layout,
                                                         std::span<const BandFrames> gains, const ProgressSpan& progress) {
    std::vector<std::shared_ptr<ScratchAudio>> results;
    for (std::size_t i = 0; i < gains.size(); ++i) {
        results.push_back(std::make_shared<ScratchAudio>(source.channels(), source.frames(), source.sampleRate()));
    }
    forFrameBlocks(source.frames(), kBlockFrames * layout.shape().hop, progress, [&](FrameRange range) {
        renderRange(source, layout, gains, range, progress.context, results);
    });
    return results;
}

} // namespace morphony
