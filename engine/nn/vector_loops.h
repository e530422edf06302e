// SPDX-License-Identifier: GPL-3.0-or-later
// The loops of kernels.h, compiled by kernels.cpp (baseline) and kernels_avx2.cpp, each into a namespace of its own. No
// #pragma once and no includes: a file that includes this says before for which instructions.

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

void sigmoidLoop(float* values, std::size_t count) {
    mapInPlace(values, count, [](Float8& x) __attribute__((always_inline)) { sigmoid8(x); });
}

void tanhLoop(float* values, std::size_t count) {
    mapInPlace(values, count, [](Float8& x) __attribute__((always_inline)) { tanh8(x); });
}

/// out[0..Rows)[0..8 Vectors) += a b with all sums in registers.
template <int Rows, int Vectors>
MORPHONY_INLINE void productTile(const float* a, std::size_t aStride, const float* b, std::size_t bStride, float* out,
                                 std::size_t outStride, std::size_t depth) {
    Float8 sums[Rows][Vectors];
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 16
        for (int v = 0; v < Vectors; ++v) {
            load(out + r * outStride + v * kLanes, sums[r][v]);
        }
    }
    for (std::size_t k = 0; k < depth; ++k, b += bStride) {
        Float8 row[Vectors];
#pragma GCC unroll 16
        for (int v = 0; v < Vectors; ++v) {
            load(b + v * kLanes, row[v]);
        }
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
            const float factor = a[r * aStride + k];
#pragma GCC unroll 16
            for (int v = 0; v < Vectors; ++v) {
                sums[r][v] += factor * row[v];
            }
        }
    }
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 16
        for (int v = 0; v < Vectors; ++v) {
            store(out + r * outStride + v * kLanes, sums[r][v]);
        }
    }
}

/// All columns of `Rows` rows: tiles of 8 Wide columns, of 8, and single ones.
template <int Rows, int Wide>
MORPHONY_INLINE void productRows(const float* a, std::size_t aStride, const float* b, std::size_t bStride, float* out,
                                 std::size_t outStride, std::size_t depth, std::size_t columns) {
    std::size_t j = 0;
    for (; j + Wide * kLanes <= columns; j += Wide * kLanes) {
        productTile<Rows, Wide>(a, aStride, b + j, bStride, out + j, outStride, depth);
    }
    for (; j + kLanes <= columns; j += kLanes) {
        productTile<Rows, 1>(a, aStride, b + j, bStride, out + j, outStride, depth);
    }
    for (; j < columns; ++j) {
        for (int r = 0; r < Rows; ++r) {
            float sum = out[r * outStride + j];
            for (std::size_t k = 0; k < depth; ++k) {
                sum += a[r * aStride + k] * b[k * bStride + j];
            }
            out[r * outStride + j] = sum;
        }
    }
}

void productLoop(const float* a, std::size_t aStride, const float* b, std::size_t bStride, float* out, std::size_t outStride,
                 std::size_t rows, std::size_t depth, std::size_t columns) {
    std::size_t i = 0;
    for (; i + 4 <= rows; i += 4) {
        productRows<4, 3>(a + i * aStride, aStride, b, bStride, out + i * outStride, outStride, depth, columns);
    }
    for (; i < rows; ++i) {
        productRows<1, 8>(a + i * aStride, aStride, b, bStride, out + i * outStride, outStride, depth, columns);
    }
}

template <int Vectors>
MORPHONY_INLINE void correlationTile(const float* in, const float* taps, std::size_t count, float* out) {
    Float8 sums[Vectors];
#pragma GCC unroll 16
    for (int v = 0; v < Vectors; ++v) {
        load(out + v * kLanes, sums[v]);
    }
    for (std::size_t j = 0; j < count; ++j) {
#pragma GCC unroll 16
        for (int v = 0; v < Vectors; ++v) {
            Float8 values;
            load(in + j + v * kLanes, values);
            sums[v] += taps[j] * values;
        }
    }
#pragma GCC unroll 16
    for (int v = 0; v < Vectors; ++v) {
        store(out + v * kLanes, sums[v]);
    }
}

void correlationLoop(const float* in, const float* taps, std::size_t tapCount, float* out, std::size_t count) {
    std::size_t i = 0;
    for (; i + 8 * kLanes <= count; i += 8 * kLanes) {
        correlationTile<8>(in + i, taps, tapCount, out + i);
    }
    for (; i + kLanes <= count; i += kLanes) {
        correlationTile<1>(in + i, taps, tapCount, out + i);
    }
    for (; i < count; ++i) {
        float sum = out[i];
        for (std::size_t j = 0; j < tapCount; ++j) {
            sum += taps[j] * in[i + j];
        }
        out[i] = sum;
    }
}
