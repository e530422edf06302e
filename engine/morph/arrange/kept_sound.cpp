// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/arrange/kept_sound.h"

#include "dsp/biquad.h"
#include "dsp/loudness.h"
#include "dsp/sliding_median.h"
#include "dsp/stft.h"
#include "music/effects.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <optional>
#include <vector>

namespace morphony {

namespace {

constexpr StftShape kShape{2048, 512};
constexpr std::size_t kWidth = 31; ///< of both medians
constexpr double kBlockSeconds = 8.0;
constexpr double kSplitShare = 0.85; ///< of the stage's time

/// Spectra and magnitudes of the frames of a block and of those that its medians reach.
class HarmonicBlock {
public:
    HarmonicBlock(const AudioSource& source, StftShape shape, FrameRange samples, JobContext& context) : m_source(source), m_shape(shape), m_context(context) {
        for (int c = 0; c < source.channels(); ++c) {
            m_synthesisers.emplace_back(shape, source.frames(), samples);
        }
        m_frames = {m_synthesisers.front().firstFrame(), m_synthesisers.front().endFrame()};
        const auto reach = static_cast<FrameCount>(kWidth / 2);
        m_wide = FrameRange{m_frames.begin - reach, m_frames.end + reach}.clippedTo({0, shape.framesFor(source.frames())});
    }

    AudioBuffer harmonic(FrameCount samples) {
        transform();
        std::vector<float> alongTime(m_magnitudes.size());
        SlidingMedian time(kWidth);
        const auto wide = static_cast<std::size_t>(m_wide.size());
        for (std::size_t b = 0; b < bins(); ++b) {
            if (b % 256 == 0) {
                m_context.checkCancelled();
            }
            time.filter(std::span(m_magnitudes).subspan(b * wide, wide), std::span(alongTime).subspan(b * wide, wide));
        }
        AudioBuffer result(m_source.channels(), samples);
        SlidingMedian frequency(kWidth);
        std::vector<float> frame(bins());
        std::vector<float> percussive(bins());
        FrameCount written = 0;
        for (FrameCount t = m_frames.begin; t < m_frames.end; ++t) {
            if (t % kFramesPerPoll == 0) {
                m_context.checkCancelled();
            }
            const auto column = static_cast<std::size_t>(t - m_wide.begin);
            for (std::size_t b = 0; b < bins(); ++b) {
                frame[b] = m_magnitudes[b * wide + column];
            }
            frequency.filter(frame, percussive);
            for (std::size_t b = 0; b < bins(); ++b) {
                const float h = alongTime[b * wide + column] * alongTime[b * wide + column];
                frame[b] = h / (h + percussive[b] * percussive[b] + 1e-20F);
            }
            written += addFrame(t, frame, written, result);
        }
        return result;
    }

private:
    [[nodiscard]] std::size_t bins() const { return static_cast<std::size_t>(m_shape.bins()); }
    [[nodiscard]] std::complex<float>* spectrum(FrameCount t, int channel) {
        return m_spectra.data() + (static_cast<std::size_t>(t - m_frames.begin) * m_synthesisers.size() + static_cast<std::size_t>(channel)) * bins();
    }

    void transform() {
        const auto wide = static_cast<std::size_t>(m_wide.size());
        m_magnitudes.assign(bins() * wide, 0.0F);
        m_spectra.resize(static_cast<std::size_t>(m_frames.size()) * m_synthesisers.size() * bins());
        StftAnalyser analyser(m_source, m_shape);
        std::vector<float> power(bins());
        for (FrameCount t = m_wide.begin; t < m_wide.end; ++t) {
            if (t % kFramesPerPoll == 0) {
                m_context.checkCancelled();
            }
            analyser.transform(t);
            std::ranges::fill(power, 0.0F);
            for (int c = 0; c < m_source.channels(); ++c) {
                const auto in = analyser.bins(c);
                std::ranges::transform(power, in, power.begin(), [](float sum, std::complex<float> bin) { return sum + std::norm(bin); });
                if (m_frames.contains(t)) {
                    std::ranges::copy(in, spectrum(t, c));
                }
            }
            for (std::size_t b = 0; b < bins(); ++b) {
                m_magnitudes[b * wide + static_cast<std::size_t>(t - m_wide.begin)] = std::sqrt(power[b]);
            }
        }
    }

    FrameCount addFrame(FrameCount t, std::span<const float> mask, FrameCount written, AudioBuffer& result) {
        std::size_t done = 0;
        for (int c = 0; c < m_source.channels(); ++c) {
            StftSynthesiser& synthesiser = m_synthesisers[static_cast<std::size_t>(c)];
            std::transform(mask.begin(), mask.end(), spectrum(t, c), synthesiser.bins().begin(),
                           [](float share, std::complex<float> bin) { return bin * share; });
            const auto samples = synthesiser.addFrame();
            std::ranges::copy(samples, result.channel(c).begin() + written);
            done = samples.size();
        }
        return static_cast<FrameCount>(done);
    }

    const AudioSource& m_source;
    StftShape m_shape;
    JobContext& m_context;
    std::vector<StftSynthesiser> m_synthesisers; ///< one per channel
    FrameRange m_frames;
    FrameRange m_wide;
    std::vector<float> m_magnitudes;             ///< bin after bin, over all wide frames
    std::vector<std::complex<float>> m_spectra;  ///< frame after frame, channel after channel
};

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
    const StftShape shape = kShape.scaledTo(rate);
    auto kept = std::make_shared<ScratchAudio>(channels, source.frames(), rate);
    const double split = progress.begin + kSplitShare * (progress.end - progress.begin);
    forFrameBlocks(source.frames(), framesOf(kBlockSeconds, rate), {progress.context, progress.begin, split}, [&](FrameRange samples) {
        HarmonicBlock block(source, shape, samples, progress.context);
        kept->write(samples.begin, block.harmonic(samples.size()).view());
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
