// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace morphony {

/// The nearest non-decreasing sequence in least squares, by pooling adjacent violators (Barlow, Bartholomew, Bremner &
/// Brunk 1972).
[[nodiscard]] std::vector<double> nonDecreasing(const std::vector<double>& values);

} // namespace morphony
