// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/arrange/kept_sound.h"

#include "dsp/biquad.h"
#include "dsp/hpss.h"
#include "dsp/integrated_loudness.h"
#include "music/effects.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace morphony {

namespace {

constexpr HpssShape kSplit{.stft = {2048, 512}, .timeWidth = 31};
constexpr double kBlockSeconds = 8.0;
/// Every block is coloured from this much before it on: filters, leveller and chorus have forgotten what was before.
constexpr double kRunUpSeconds = 0.4;
constexpr double kSplitShare = 0.95; ///< of the stage's time

/// Brings loud and soft nearer to each other: gain (level / usual level) ^ -0.5 over 50 ms, at most 6 dB.
class Leveller {
public:
    Leveller(double lufs, SampleRate rate)
        : m_usual(std::pow(10.0, lufs / 10.0)), m_share(1.0 - std::exp(-1.0 / (0.05 * rate.hz))) {}

    void process(AudioView audio) {
        for (FrameCount n = 0; n < audio.frames(); ++n) {
            double power = 0.0;
            for (int c = 0; c < audio.channels(); ++c) {
                const double x = audio.channel(c)[static_cast<std::size_t>(n)];
                power += x * x;
            }
            m_power += m_share * (power - m_power);
            const auto gain =
                static_cast<float>(std::clamp(1.0 / std::sqrt(std::sqrt(m_power / m_usual + 1e-9)), 0.5, 2.0));
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

/// Colours consecutive blocks.
class Colour {
public:
    Colour(double usualLufs, double chorus, SampleRate rate, int channels, FrameCount startFrame)
        : m_lowCut(Biquad::highPass(120.0, 0.7, rate, channels)), m_highs(Biquad::highShelf(3500.0, 5.0, rate, channels)),
          m_leveller(usualLufs, rate) {
        if (chorus > 0.0 && channels == 2) {
            m_width.emplace(chorus, rate, startFrame);
        }
    }

    void process(AudioView audio) {
        m_lowCut.process(audio);
        m_highs.process(audio);
        m_leveller.process(audio);
        if (m_width) {
            m_width->process(audio);
        }
    }

private:
    Biquad m_lowCut;
    Biquad m_highs;
    Leveller m_leveller;
    std::optional<Chorus> m_width;
};

} // namespace

std::shared_ptr<ScratchAudio> keptSound(const AudioSource& source, double sourceLufs, double chorus, double& lufs,
                                        const ProgressSpan& progress) {
    const SampleRate rate = source.sampleRate();
    auto kept = std::make_shared<ScratchAudio>(source.channels(), source.frames(), rate);
    const double split = progress.begin + kSplitShare * (progress.end - progress.begin);
    const FrameCount runUp = framesOf(kRunUpSeconds, rate);
    forFrameBlocks(
        source.frames(), framesOf(kBlockSeconds, rate), {progress.context, progress.begin, split}, [&](FrameRange samples) {
            const FrameRange heard = FrameRange{samples.begin - runUp, samples.end}.clippedTo({0, source.frames()});
            AudioBuffer lasting = harmonicPart(source, heard, kSplit, progress.context);
            Colour colour(sourceLufs, chorus, rate, source.channels(), heard.begin);
            colour.process(lasting.view());
            kept->write(samples.begin, lasting.view().slice({samples.begin - heard.begin, heard.size()}));
        });
    lufs = integratedLufs(*kept, progress.context);
    progress.context.progress(progress.end);
    return kept;
}

} // namespace morphony
