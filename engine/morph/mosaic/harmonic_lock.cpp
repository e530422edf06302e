// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/harmonic_lock.h"

#include <algorithm>
#include <cmath>
#include <complex>

namespace morphony {

namespace {

constexpr StftShape kShape{16'384, 4'096}; // 2.7 Hz a bin at 44.1 kHz: semitones part from 50 Hz on
constexpr double kLowestHz = 40.0;
constexpr double kHighestHz = 10'000.0;
constexpr double kClassWidth = 0.5; // semitones, standard deviation
/// Share of a frame's energy below which a pitch class counts as absent: 40 dB down.
constexpr float kAbsent = 1e-4F;

} // namespace

HarmonicLock::HarmonicLock(SampleRate rate, double limitHz, StftShape gainShape)
    : m_gainShape(gainShape), m_layout(kShape.scaledTo(rate), rate, limitHz) {
    const double binHz = static_cast<double>(rate.hz) / m_layout.shape().size;
    m_firstBin = static_cast<std::size_t>(std::ceil(kLowestHz / binHz));
    const auto end = std::min(static_cast<std::size_t>(kHighestHz / binHz), static_cast<std::size_t>(m_layout.shape().bins()));
    for (std::size_t bin = m_firstBin; bin < end; ++bin) {
        const double note = 69.0 + 12.0 * std::log2(static_cast<double>(bin) * binHz / 440.0);
        PitchClasses weights{};
        float sum = 0.0F;
        for (std::size_t k = 0; k < weights.size(); ++k) {
            const double away = std::remainder(note - static_cast<double>(k), 12.0) / kClassWidth;
            weights[k] = static_cast<float>(std::exp(-0.5 * away * away));
            sum += weights[k];
        }
        for (float& weight : weights) {
            weight /= sum;
        }
        m_weights.push_back(weights);
    }
}

HarmonicLock::PitchClasses HarmonicLock::balance(std::span<const float> power) const {
    PitchClasses sums{};
    for (std::size_t i = 0; i < m_weights.size(); ++i) {
        for (std::size_t k = 0; k < sums.size(); ++k) {
            sums[k] += m_weights[i][k] * power[m_firstBin + i];
        }
    }
    float total = 0.0F;
    for (const float sum : sums) {
        total += sum;
    }
    for (float& sum : sums) {
        sum = 10.0F * std::log10((total > 0.0F ? sum / total : 0.0F) + kAbsent);
    }
    return sums;
}

void HarmonicLock::meanGains(const BandFrames& gains, FrameCount sample, std::span<float> out) const {
    // the frames under the middle half of the long window, where most of its weight lies
    const FrameCount reach = m_layout.shape().size / 4;
    const FrameCount first = std::clamp<FrameCount>((sample - reach) / m_gainShape.hop, 0, gains.frames() - 1);
    const FrameCount last = std::clamp<FrameCount>((sample + reach) / m_gainShape.hop, first, gains.frames() - 1);
    std::ranges::fill(out, 0.0F);
    for (FrameCount t = first; t <= last; ++t) {
        std::ranges::transform(out, gains.row(t), out.begin(), std::plus{});
    }
    for (float& value : out) {
        value /= static_cast<float>(last - first + 1);
    }
}

void HarmonicLock::factors(std::span<const float> power, const PitchClasses& wanted, std::span<const float> bandGainsDb,
                           float capDb, std::span<float> out) const {
    m_layout.binGains(bandGainsDb, out);
    std::vector<float> after(power.begin(), power.end());
    for (std::size_t b = 0; b < after.size(); ++b) {
        after[b] *= out[b] * out[b];
    }
    const PitchClasses found = balance(after);
    PitchClasses gainDb{};
    for (std::size_t k = 0; k < gainDb.size(); ++k) {
        gainDb[k] = std::clamp(wanted[k] - found[k], -capDb, capDb);
    }
    std::ranges::fill(out, 0.0F);
    for (std::size_t i = 0; i < m_weights.size(); ++i) {
        for (std::size_t k = 0; k < gainDb.size(); ++k) {
            out[m_firstBin + i] += m_weights[i][k] * gainDb[k];
        }
    }
    amplitudesFromDb(out);
}

AudioBuffer HarmonicLock::prepare(const AudioSource& audio, const AudioSource& reference, const BandFrames& gains,
                                  float capDb, FrameRange range, JobContext& context) const {
    const int channels = audio.channels();
    AudioBuffer result(channels, range.size());
    std::vector<StftSynthesiser> synthesisers;
    for (int c = 0; c < channels; ++c) {
        synthesisers.emplace_back(m_layout.shape(), audio.frames(), range);
    }
    StftAnalyser analyser(audio, m_layout.shape());
    StftAnalyser other(reference, m_layout.shape());
    std::vector<float> power(static_cast<std::size_t>(m_layout.shape().bins()));
    std::vector<float> factor(power.size());
    std::array<float, BandLayout::kBands> bandGains{};
    const auto measure = [&](StftAnalyser& from, int count, FrameCount t) {
        from.transform(t);
        std::ranges::fill(power, 0.0F);
        for (int c = 0; c < count; ++c) {
            addPowerSpectrum(from.bins(c), 1.0F, power);
        }
    };
    FrameCount written = 0;
    for (FrameCount t = synthesisers.front().firstFrame(); t < synthesisers.front().endFrame(); ++t) {
        context.checkCancelled(); // a frame of stereo takes about a millisecond
        PitchClasses wanted{};
        if (&reference != &audio) {
            measure(other, reference.channels(), t);
            wanted = balance(power);
        }
        measure(analyser, channels, t);
        if (&reference == &audio) {
            wanted = balance(power);
        }
        meanGains(gains, t * m_layout.shape().hop, bandGains);
        factors(power, wanted, bandGains, capDb, factor);
        std::size_t done = 0;
        for (int c = 0; c < channels; ++c) {
            StftSynthesiser& synthesiser = synthesisers[static_cast<std::size_t>(c)];
            std::ranges::transform(analyser.bins(c), factor, synthesiser.bins().begin(),
                                   [](std::complex<float> bin, float amount) { return bin * amount; });
            const auto samples = synthesiser.addFrame();
            std::ranges::copy(samples, result.channel(c).begin() + written);
            done = samples.size();
        }
        written += static_cast<FrameCount>(done);
    }
    return result;
}

} // namespace morphony
