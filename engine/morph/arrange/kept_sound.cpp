// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/arrange/kept_sound.h"

#include "dsp/biquad.h"
#include "dsp/hpss.h"
#include "dsp/loudness.h"
#include "music/effects.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace morphony {

namespace {

constexpr HpssShape kSplit{.stft = {2048, 512}, .timeWidth = 31};
constexpr double kBlockSeconds = 8.0;
constexpr double kSplitShare = 0.85; ///< of the stage's time

/// Brings loud and soft nearer to each other: gain (level / usual level) ^ -0.5 over 50 ms, at most 6 dB.
class Leveller {
public:
    Leveller(double lufs, SampleRate rate) : m_usual(std::pow(10.0, lufs / 10.0)), m_share(1.0 - std::exp(-1.0 / (0.05 * rate.hz))) {}

    void process(AudioView audio) {
        for (FrameCount n = 0; n < audio.frames(); ++n) {
            double power = 0.0;
            for (int c = 0; c < audio.channels(); ++c) {
                const double x = audio.channel(c)[static_cast<std::size_t>(n)];
                power += x * x;
            }
            m_power += m_share * (power - m_power);
            const auto gain = static_cast<float>(std::clamp(std::pow(m_power / m_usual + 1e-9, -0.25), 0.5, 2.0));
            for (int c = 0; c < audio.channels(); ++c) {
                audio.channel(c)[static_cast<std::size_t>(n)] *= gain;
            }
        }
    }

private:
    double m_usual;
    double m_share;
    double m_power = 0.0;
};

} // namespace

std::shared_ptr<ScratchAudio> keptSound(const AudioSource& source, double chorus, double& lufs, const ProgressSpan& progress) {
    const SampleRate rate = source.sampleRate();
    const int channels = source.channels();
    auto kept = std::make_shared<ScratchAudio>(channels, source.frames(), rate);
    const double split = progress.begin + kSplitShare * (progress.end - progress.begin);
    forFrameBlocks(source.frames(), framesOf(kBlockSeconds, rate), {progress.context, progress.begin, split}, [&](FrameRange samples) {
        kept->write(samples.begin, harmonicPart(source, samples, kSplit, progress.context).view());
    });

    const double before = measureLoudness(*kept, progress.context).integratedLufs;
    lufs = before;
    if (before <= -70.0) {
        return kept;
    }
    Biquad lowCut = Biquad::highPass(120.0, 0.7, rate, channels);
    Biquad highs = Biquad::highShelf(3500.0, 5.0, rate, channels);
    Leveller leveller(before, rate);
    std::optional<Chorus> width;
    if (chorus > 0.0 && channels == 2) {
        width.emplace(chorus, rate);
    }
    LoudnessMeter meter(rate, channels);
    constexpr FrameCount kChunk = 8192;
    AudioBuffer chunk(channels, kChunk);
    for (FrameCount at = 0; at < kept->frames(); at += kChunk) {
        progress.context.checkCancelled();
        kept->read(at, chunk.view());
        lowCut.process(chunk.view());
        highs.process(chunk.view());
        leveller.process(chunk.view());
        if (width) {
            width->process(chunk.view());
        }
        const auto used = chunk.view().slice({0, std::min(kChunk, kept->frames() - at)});
        meter.add(used);
        kept->write(at, used);
    }
    lufs = meter.summary().integratedLufs;
    return kept;
}

} // namespace morphony
