// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/gain_render.h"

#include <algorithm>

namespace morphony {

namespace {

constexpr FrameCount kBlockFrames = 512;

/// Part of a longer piece, at its place in it; silence around. What lies outside is never asked for by a frame that counts.
class PartSource final : public AudioSource {
public:
    PartSource(const AudioBuffer& part, FrameCount begin, const AudioSource& whole)
        : m_part(part), m_begin(begin), m_frames(whole.frames()), m_rate(whole.sampleRate()) {}

    [[nodiscard]] SampleRate sampleRate() const override { return m_rate; }
    [[nodiscard]] int channels() const override { return m_part.channels(); }
    [[nodiscard]] FrameCount frames() const override { return m_frames; }
    void read(FrameCount position, AudioView out) const override {
        out.clear();
        const FrameRange wanted{position, position + out.frames()};
        const FrameRange both = wanted.clippedTo({m_begin, m_begin + m_part.frames()});
        if (!both.empty()) {
            out.slice({both.begin - position, both.end - position})
                .copyFrom(m_part.view().slice({both.begin - m_begin, both.end - m_begin}));
        }
    }

private:
    const AudioBuffer& m_part;
    FrameCount m_begin;
    FrameCount m_frames;
    SampleRate m_rate;
};

/// Samples of `range` with the gains applied.
AudioBuffer gainedRange(const AudioSource& source, const BandLayout& layout, const BandFrames& gains, FrameRange range,
                        JobContext& context) {
    AudioBuffer result(source.channels(), range.size());
    std::vector<StftSynthesiser> synthesisers; // one per channel
    for (int c = 0; c < source.channels(); ++c) {
        synthesisers.emplace_back(layout.shape(), source.frames(), range);
    }
    StftAnalyser analyser(source, layout.shape());
    std::vector<float> factors(static_cast<std::size_t>(layout.shape().bins()));
    const FrameCount first = synthesisers.front().firstFrame();
    FrameCount written = 0;
    for (FrameCount t = first; t < synthesisers.front().endFrame(); ++t) {
        if ((t - first) % kFramesPerPoll == 0) {
            context.checkCancelled();
        }
        analyser.transform(t);
        layout.binGains(gains.row(t), factors);
        std::size_t done = 0;
        for (int c = 0; c < source.channels(); ++c) {
            StftSynthesiser& synthesiser = synthesisers[static_cast<std::size_t>(c)];
            std::ranges::transform(analyser.bins(c), factors, synthesiser.bins().begin(),
                                   [](std::complex<float> bin, float factor) { return bin * factor; });
            const auto samples = synthesiser.addFrame();
            std::ranges::copy(samples, result.channel(c).begin() + written);
            done = samples.size();
        }
        written += static_cast<FrameCount>(done);
    }
    return result;
}

} // namespace

std::shared_ptr<ScratchAudio> renderGains(const AudioSource& audio, const BandLayout& layout, const BandFrames& gains,
                                          const LockTo* lock, const ProgressSpan& progress) {
    auto result = std::make_shared<ScratchAudio>(audio.channels(), audio.frames(), audio.sampleRate());
    forFrameBlocks(audio.frames(), kBlockFrames * layout.shape().hop, progress, [&](FrameRange range) {
        if (lock == nullptr) {
            result->write(range.begin, gainedRange(audio, layout, gains, range, progress.context).view());
            return;
        }
        // the frames that touch the range reach at most a window beyond it
        const FrameCount reach = layout.shape().size;
        const FrameRange wide = FrameRange{range.begin - reach, range.end + reach}.clippedTo({0, audio.frames()});
        const AudioBuffer locked = lock->lock.prepare(audio, lock->reference, gains, lock->capDb, wide, progress.context);
        const PartSource part(locked, wide.begin, audio);
        result->write(range.begin, gainedRange(part, layout, gains, range, progress.context).view());
    });
    return result;
}

} // namespace morphony
