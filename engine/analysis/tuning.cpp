// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/tuning.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace morphony {

namespace {

constexpr std::size_t kBins = 252;
constexpr std::size_t kBinsPerSemitone = 3;
constexpr std::size_t kLowestBin = 36;  ///< C2
constexpr std::size_t kHighestBin = 216; ///< B6
constexpr float kLeastPeak = 0.05F;     ///< of the frame's highest: -26 dB
constexpr std::size_t kReach = 21;      ///< frames of 93 ms on both sides

/// A frame's peaks as one arrow on the circle of a semitone, and how long it would be if all of them agreed.
struct Arrow {
    std::complex<double> sum;
    double length = 0.0;
};

Arrow arrowOf(std::span<const float> bins) {
    Arrow arrow;
    const float highest = *std::max_element(bins.begin() + kLowestBin, bins.begin() + kHighestBin);
    for (std::size_t k = kLowestBin; k < kHighestBin; ++k) {
        if (bins[k] <= kLeastPeak * highest || bins[k] < bins[k - 1] || bins[k] <= bins[k + 1]) {
            continue;
        }
        const double below = std::log(std::max(bins[k - 1], 1e-9F));
        const double here = std::log(std::max(bins[k], 1e-9F));
        const double above = std::log(std::max(bins[k + 1], 1e-9F));
        const double curvature = below - 2.0 * here + above;
        const double offset = curvature < 0.0 ? 0.5 * (below - above) / curvature : 0.0;
        const double semitones = (static_cast<double>(k) + offset) / kBinsPerSemitone;
        arrow.sum += std::polar(static_cast<double>(bins[k]), 2.0 * std::numbers::pi * semitones);
        arrow.length += bins[k];
    }
    return arrow;
}

} // namespace

Tuning estimateTuning(std::span<const float> magnitudes) {
    Arrow all;
    for (std::size_t at = 0; at < magnitudes.size(); at += kBins) {
        const Arrow arrow = arrowOf(magnitudes.subspan(at, kBins));
        all.sum += arrow.sum;
        all.length += arrow.length;
    }
    if (all.length <= 0.0) {
        return {};
    }
    return {std::arg(all.sum) / (2.0 * std::numbers::pi) * 100.0, std::abs(all.sum) / all.length};
}

std::vector<float> tonality(std::span<const float> magnitudes) {
    const std::size_t frames = magnitudes.size() / kBins;
    std::vector<std::complex<double>> sums(frames + 1);
    std::vector<double> lengths(frames + 1);
    for (std::size_t t = 0; t < frames; ++t) {
        const Arrow arrow = arrowOf(magnitudes.subspan(t * kBins, kBins));
        const bool sounds = arrow.length > 0.0;
        sums[t + 1] = sums[t] + (sounds ? arrow.sum / arrow.length : 0.0);
        lengths[t + 1] = lengths[t] + (sounds ? 1.0 : 0.0);
    }
    std::vector<float> result(frames);
    for (std::size_t t = 0; t < frames; ++t) {
        const std::size_t begin = t - std::min(t, kReach);
        const std::size_t end = std::min(frames, t + kReach + 1);
        const double length = lengths[end] - lengths[begin];
        result[t] = length > 0.0 ? static_cast<float>(std::abs(sums[end] - sums[begin]) / length) : 0.0F;
    }
    return result;
}

} // namespace morphony
