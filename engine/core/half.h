// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace morphony {

/// IEEE 754 half floats, for storage: 11 bits of precision, up to 65,504.
[[nodiscard]] inline float fromHalf(std::uint16_t half) {
    const std::uint32_t sign = (half & 0x8000U) << 16U;
    const std::uint32_t exponent = (half >> 10U) & 0x1FU;
    const std::uint32_t fraction = half & 0x3FFU;
    if (exponent == 0) { // zero and the numbers below 2^-14
        const float value = static_cast<float>(fraction) * 0x1p-24F;
        return sign != 0 ? -value : value;
    }
    const std::uint32_t wide = exponent == 0x1F ? 0xFFU : exponent + 112U;
    return std::bit_cast<float>(sign | (wide << 23U) | (fraction << 13U));
}

/// The nearest half float; what is too large becomes infinite.
[[nodiscard]] inline std::uint16_t toHalf(float value) {
    const auto sign = static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(value) >> 16U & 0x8000U);
    const float size = std::abs(value);
    if (std::isnan(value)) {
        return 0x7E00U;
    }
    if (size >= 65520.0F) {
        return sign | 0x7C00U;
    }
    if (size < 0x1p-14F) {
        return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::lrint(size * 0x1p24F)));
    }
    std::uint32_t bits = std::bit_cast<std::uint32_t>(size) - (112U << 23U);
    bits += 0xFFFU + (bits >> 13U & 1U); // to nearest, ties to even; may carry into the exponent, as it should
    return static_cast<std::uint16_t>(sign | bits >> 13U);
}

} // namespace morphony
