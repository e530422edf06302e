// SPDX-License-Identifier: GPL-3.0-or-later
// The loops of kernels.h, after vector_math.h and under its rules.

void sigmoidLoop(float* values, std::size_t count) {
    mapInPlace(
        values, count, [](Float8 & x) __attribute__((always_inline)) { sigmoid8(x); });
}

void tanhLoop(float* values, std::size_t count) {
    mapInPlace(
        values, count, [](Float8 & x) __attribute__((always_inline)) { tanh8(x); });
}

void logarithmLoop(float* values, std::size_t count) {
    mapInPlace(
        values, count, [](Float8 & x) __attribute__((always_inline)) { logarithm(x); });
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

/// 8 Vectors columns of every row: the part of b they need stays in the first cache.
template <int Vectors>
MORPHONY_INLINE void productColumns(const float* a, std::size_t aStride, const float* b, std::size_t bStride, float* out,
                                    std::size_t outStride, std::size_t rows, std::size_t depth) {
    std::size_t i = 0;
    for (; i + 4 <= rows; i += 4) {
        productTile<4, Vectors>(a + i * aStride, aStride, b, bStride, out + i * outStride, outStride, depth);
    }
    for (; i < rows; ++i) {
        productTile<1, Vectors>(a + i * aStride, aStride, b, bStride, out + i * outStride, outStride, depth);
    }
}

constexpr std::size_t kSlabDepth = 256;

/// Any number of columns, kSlabDepth deep at most where there are many rows; sums go on from what `out` holds, so cutting
/// up the depth changes no bit.
void productSlab(const float* a, std::size_t aStride, const float* b, std::size_t bStride, float* out,
                 std::size_t outStride, std::size_t rows, std::size_t depth, std::size_t columns) {
    constexpr std::size_t kPanel = 3 * kLanes;
    float panel[kSlabDepth * kPanel]; // 24 kB, three quarters of the first cache
    std::size_t j = 0;
    for (; rows < 4 && j + 8 * kLanes <= columns; j += 8 * kLanes) {
        productColumns<8>(a, aStride, b + j, bStride, out + j, outStride, rows, depth);
    }
    for (; j + kPanel <= columns; j += kPanel) {
        if (rows < 16) {
            productColumns<3>(a, aStride, b + j, bStride, out + j, outStride, rows, depth);
            continue;
        }
        for (std::size_t k = 0; k < depth; ++k) {
            std::copy(b + k * bStride + j, b + k * bStride + j + kPanel, panel + k * kPanel);
        }
        productColumns<3>(a, aStride, panel, kPanel, out + j, outStride, rows, depth);
    }
    for (; j + kLanes <= columns; j += kLanes) {
        productColumns<1>(a, aStride, b + j, bStride, out + j, outStride, rows, depth);
    }
    for (; j < columns; ++j) {
        for (std::size_t i = 0; i < rows; ++i) {
            float sum = out[i * outStride + j];
            for (std::size_t k = 0; k < depth; ++k) {
                sum += a[i * aStride + k] * b[k * bStride + j];
            }
            out[i * outStride + j] = sum;
        }
    }
}

void productLoop(const float* a, std::size_t aStride, const float* b, std::size_t bStride, float* out,
                 std::size_t outStride, std::size_t rows, std::size_t depth, std::size_t columns) {
    const std::size_t slab = rows < 16 ? depth : kSlabDepth;
    for (std::size_t k = 0; k < depth; k += slab) {
        productSlab(a + k, aStride, b + k * bStride, bStride, out, outStride, rows, depth - k < slab ? depth - k : slab,
                    columns);
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
