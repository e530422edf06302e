// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/mosaic/band_statistics.h"

#include <array>
#include <span>

namespace morphony {

/// How quickly each band of a piece rises and falls: the autocorrelation of its shape over some 0.2 s. Two pieces with one
/// colour differ in it as plucked strings differ from an organ.
struct Movement {
    static constexpr int kReach = 8; ///< frames, 0.19 s

    using Lags = std::array<double, kReach + 1>;
    std::array<Lags, BandLayout::kBands> bands{}; ///< variance, then covariances, dB^2
};

/// Sums up one stretch of frames after the other.
class MovementMeter {
public:
    /// Shapes of successive frames with their weight in the statistics; frames of weight 0 are left out.
    void add(const BandFrames& shapes, std::span<const double> weights, std::span<const double> mean);
    [[nodiscard]] Movement movement() const;

private:
    Movement m_sums;
    std::array<double, Movement::kReach + 1> m_counts{};
};

/// A filter per band along time, symmetric so that nothing is moved, that gives one piece the movement of another and
/// leaves each band's variance.
class MovementFilter {
public:
    MovementFilter() = default;
    /// `share`: of the way, 0 to 1.
    MovementFilter(const Movement& from, const Movement& to, double share);

    /// `frames` filtered around `mean`; at the ends they are continued with their end values.
    [[nodiscard]] BandFrames apply(const BandFrames& frames, std::span<const double> mean) const;

private:
    std::array<std::array<float, 2 * Movement::kReach + 1>, BandLayout::kBands> m_taps{};
};

} // namespace morphony
