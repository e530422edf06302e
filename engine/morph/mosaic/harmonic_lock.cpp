// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/harmonic_lock.h"

#include "dsp/mel_bands.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr double kLowestHz = 40.0;
constexpr double kHighestHz = 10'000.0;
constexpr double kClassWidth = 0.5; // semitones, standard deviation
/// Share of a frame's energy below which a pitch class counts as absent: 40 dB down.
constexpr float kAbsent = 1e-4F;

} // namespace

HarmonicLock::HarmonicLock(StftShape shape, SampleRate rate) {
    const double binHz = static_cast<double>(rate.hz) / shape.size;
    m_firstBin = static_cast<std::size_t>(std::ceil(kLowestHz / binHz));
    const auto end = std::min(static_cast<std::size_t>(kHighestHz / binHz), static_cast<std::size_t>(shape.bins()));
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

void HarmonicLock::factors(const PitchClasses& found, const PitchClasses& wanted, float capDb, std::span<float> out) const {
    PitchClasses gainDb{};
    for (std::size_t k = 0; k < gainDb.size(); ++k) {
        gainDb[k] = std::clamp(wanted[k] - found[k], -capDb, capDb);
    }
    std::ranges::fill(out, 0.0F);
    for (std::size_t i = 0; i < m_weights.size(); ++i) {
        float sum = 0.0F;
        for (std::size_t k = 0; k < gainDb.size(); ++k) {
            sum += m_weights[i][k] * gainDb[k];
        }
        out[m_firstBin + i] = sum;
    }
    amplitudesFromDb(out);
}

} // namespace morphony
