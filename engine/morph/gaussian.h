// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/matrix.h"

#include <span>
#include <vector>

namespace morphony {

/// Mean and covariance of vectors.
struct Gaussian {
    std::vector<double> mean;
    SquareMatrix covariance;

    [[nodiscard]] int size() const { return covariance.size(); }
};

/// x -> to + slope * (x - from).
struct AffineMap {
    std::vector<double> from;
    std::vector<double> to;
    SquareMatrix slope;

    void apply(std::span<const float> in, std::span<float> out) const;
};

/// The map that carries one Gaussian onto another with the least mean squared movement (Monge map of optimal transport;
/// Peyre & Cuturi, Computational Optimal Transport, remark 2.31): slope = C^-1/2 (C^1/2 D C^1/2)^1/2 C^-1/2. Both
/// covariances must be regularised (positive definite).
[[nodiscard]] AffineMap mongeMap(const Gaussian& from, const Gaussian& to);

/// The point at `share` (0 to 1) of the straight way from one Gaussian to the other in that geometry: what the source's
/// vectors are distributed like after moving `share` of their way.
[[nodiscard]] Gaussian geodesicPoint(const Gaussian& from, const Gaussian& to, double share);

/// Frechet (2-Wasserstein) distance squared: |m - n|^2 + tr(C + D - 2 (C^1/2 D C^1/2)^1/2).
[[nodiscard]] double frechetSquared(const Gaussian& a, const Gaussian& b);

} // namespace morphony
