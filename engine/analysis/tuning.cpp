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

} // namespace morphony
