// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors of eight floats, for loops that are compiled once for AVX2 with FMA and once for any x86-64 (see kernels.h),
// each time into a namespace of its own. No #pragma once and no includes: a file that includes this says before for which
// instructions.

/// Eight floats: one register of AVX2, two of SSE.
using Float8 = float __attribute__((vector_size(32)));
using Int8 = int __attribute__((vector_size(32)));
using LooseFloat8 = float __attribute__((vector_size(32), aligned(4), may_alias));
constexpr std::size_t kLanes = 8;

#define MORPHONY_INLINE inline __attribute__((always_inline))

/// By reference: passing such values by value means different things with and without AVX.
MORPHONY_INLINE void load(const float* from, Float8& value) { value = *reinterpret_cast<const LooseFloat8*>(from); }
MORPHONY_INLINE void store(float* to, const Float8& value) { *reinterpret_cast<LooseFloat8*>(to) = value; }

/// e^x, relative error 2e-7: Cephes' polynomial of degree 6 on [-ln 2 / 2, ln 2 / 2].
MORPHONY_INLINE void exponential(Float8& x) {
    constexpr float kRound = 12582912.0F; // 1.5 * 2^23: adding it rounds to whole numbers
    const Float8 low = Float8{} - 87.0F;
    const Float8 high = Float8{} + 88.0F;
    x = x < low ? low : x;
    x = x > high ? high : x;
    const Float8 shifted = x * 1.44269504088896341F + kRound;
    const Float8 whole = shifted - kRound;
    x = x - whole * 0.693359375F;
    x = x + whole * 2.12194440e-4F;
    Float8 sum = x * 1.9875691500e-4F + 1.3981999507e-3F;
    sum = sum * x + 8.3334519073e-3F;
    sum = sum * x + 4.1665795894e-2F;
    sum = sum * x + 1.6666665459e-1F;
    sum = sum * x + 5.0000001201e-1F;
    sum = sum * (x * x) + x + 1.0F;
    const Int8 exponent = (__builtin_convertvector(whole, Int8) + 127) << 23;
    x = sum * __builtin_bit_cast(Float8, exponent);
}

/// Natural logarithm of normal positive numbers, relative error 2e-7: Cephes' polynomial around 1.
MORPHONY_INLINE void logarithm(Float8& x) {
    const Int8 bits = __builtin_bit_cast(Int8, x);
    Float8 exponent = __builtin_convertvector((bits >> 23) - 126, Float8);
    Float8 part = __builtin_bit_cast(Float8, (bits & 0x007fffff) | 0x3f000000); // in [0.5, 1)
    const Float8 one = Float8{} + 1.0F;
    const Float8 none{};
    const auto small = part < 0.707106781186547524F;
    exponent = exponent - (small ? one : none);
    part = part - 1.0F + (small ? part : none);
    const Float8 square = part * part;
    Float8 sum = part * 7.0376836292e-2F - 1.1514610310e-1F;
    sum = sum * part + 1.1676998740e-1F;
    sum = sum * part - 1.2420140846e-1F;
    sum = sum * part + 1.4249322787e-1F;
    sum = sum * part - 1.6668057665e-1F;
    sum = sum * part + 2.0000714765e-1F;
    sum = sum * part - 2.4999993993e-1F;
    sum = sum * part + 3.3333331174e-1F;
    sum = sum * part * square - exponent * 2.12194440e-4F - 0.5F * square;
    x = part + sum + exponent * 0.693359375F;
}

MORPHONY_INLINE void sigmoid8(Float8& x) {
    x = -x;
    exponential(x);
    x = 1.0F / (x + 1.0F);
}

MORPHONY_INLINE void tanh8(Float8& x) {
    x = x * 2.0F;
    exponential(x);
    x = 1.0F - 2.0F / (x + 1.0F);
}

/// Applies `change` to eight values at a time, the last ones in a register that is partly empty.
template <class Change>
MORPHONY_INLINE void mapInPlace(float* values, std::size_t count, const Change& change) {
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        Float8 value;
        load(values + i, value);
        change(value);
        store(values + i, value);
    }
    if (i < count) {
        float rest[kLanes] = {};
        std::copy(values + i, values + count, rest);
        Float8 value;
        load(rest, value);
        change(value);
        store(rest, value);
        std::copy(rest, rest + (count - i), values + i);
    }
}
