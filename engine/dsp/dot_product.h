// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

namespace morphony {

/// Sum of products in sixteen partial sums of a fixed order: the same bits everywhere, and the loop vectorises.
[[nodiscard]] inline float dotProduct(const float* a, const float* b, std::size_t count) {
    constexpr std::size_t kLanes = 16;
    std::array<float, kLanes> sums{};
    const std::size_t whole = count / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            sums[lane] += a[i + lane] * b[i + lane];
        }
    }
    for (std::size_t i = whole; i < count; ++i) {
        sums[i - whole] += a[i] * b[i];
    }
    float sum = 0.0F;
    for (const float value : sums) {
        sum += value;
    }
    return sum;
}

} // namespace morphony
