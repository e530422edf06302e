// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/gaussian.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {
/// Variance below which a direction counts as this wide, in the vectors' unit squared; keeps the inverse root finite.
constexpr double kLeastVariance = 1e-9;
} // namespace

void AffineMap::apply(std::span<const float> in, std::span<float> out) const {
    const int n = slope.size();
    for (int i = 0; i < n; ++i) {
        double sum = to[static_cast<std::size_t>(i)];
        for (int j = 0; j < n; ++j) {
            sum += slope(i, j) * (in[static_cast<std::size_t>(j)] - from[static_cast<std::size_t>(j)]);
        }
        out[static_cast<std::size_t>(i)] = static_cast<float>(sum);
    }
}

AffineMap mongeMap(const Gaussian& from, const Gaussian& to) {
    const auto eigenRoot = [](double w) { return std::sqrt(std::max(w, kLeastVariance)); };
    const SquareMatrix root = symmetricFunction(from.covariance, eigenRoot);
    const SquareMatrix inverseRoot = symmetricFunction(from.covariance, [&](double w) { return 1.0 / eigenRoot(w); });
    const SquareMatrix middle = symmetricRoot(multiply(multiply(root, to.covariance), root));
    return {from.mean, to.mean, multiply(multiply(inverseRoot, middle), inverseRoot)};
}

Gaussian geodesicPoint(const Gaussian& from, const Gaussian& to, double share) {
    const AffineMap map = mongeMap(from, to);
    const SquareMatrix slope = combine(1.0 - share, SquareMatrix::identity(from.size()), share, map.slope);
    Gaussian point{from.mean, multiply(multiply(slope, from.covariance), slope)}; // the slope is symmetric
    for (std::size_t i = 0; i < point.mean.size(); ++i) {
        point.mean[i] = (1.0 - share) * from.mean[i] + share * to.mean[i];
    }
    return point;
}

double frechetSquared(const Gaussian& a, const Gaussian& b) {
    double means = 0.0;
    for (std::size_t i = 0; i < a.mean.size(); ++i) {
        means += (a.mean[i] - b.mean[i]) * (a.mean[i] - b.mean[i]);
    }
    const SquareMatrix root = symmetricRoot(a.covariance);
    const double cross = trace(symmetricRoot(multiply(multiply(root, b.covariance), root)));
    return std::max(0.0, means + trace(a.covariance) + trace(b.covariance) - 2.0 * cross);
}

} // namespace morphony
