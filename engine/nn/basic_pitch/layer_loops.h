// SPDX-License-Identifier: GPL-3.0-or-later
// The loops of the layers, compiled by layers.cpp (baseline) and layers_avx2.cpp, each after
// nn/vector_math.h and under its rules.

// ---- transforms of kTransform = 4 * 4 * 4 * 3 * 2 points, eight at a time, one in each lane ----------------------------

/// A complex number of each of eight transforms: 16 floats in memory.
struct Complex8 {
    Float8 re;
    Float8 im;
};

MORPHONY_INLINE void load(const float* from, Complex8& value) {
    load(from, value.re);
    load(from + kLanes, value.im);
}

MORPHONY_INLINE void store(float* to, const Complex8& value) {
    store(to, value.re);
    store(to + kLanes, value.im);
}

/// value *= (cosine, Sign * sine)
template <int Sign>
MORPHONY_INLINE void turn(Complex8& value, const float* twiddle) {
    const float c = twiddle[0];
    const float s = Sign * twiddle[1];
    const Float8 re = value.re * c - value.im * s;
    value.im = value.re * s + value.im * c;
    value.re = re;
}

/// DFT of four, in place; Sign is that of the exponent.
template <int Sign>
MORPHONY_INLINE void butterfly4(Complex8 (&a)[4]) {
    constexpr float kSign = Sign;
    const Complex8 even{a[0].re + a[2].re, a[0].im + a[2].im};
    const Complex8 odd{a[1].re + a[3].re, a[1].im + a[3].im};
    const Complex8 evenLess{a[0].re - a[2].re, a[0].im - a[2].im};
    const Complex8 oddLess{kSign * (a[3].im - a[1].im), kSign * (a[1].re - a[3].re)}; // times i * Sign
    a[0] = {even.re + odd.re, even.im + odd.im};
    a[1] = {evenLess.re + oddLess.re, evenLess.im + oddLess.im};
    a[2] = {even.re - odd.re, even.im - odd.im};
    a[3] = {evenLess.re - oddLess.re, evenLess.im - oddLess.im};
}

template <int Sign>
MORPHONY_INLINE void butterfly3(Complex8 (&a)[3]) {
    constexpr float kHalfRoot3 = Sign * 0.866025403784438647F;
    const Complex8 sum{a[1].re + a[2].re, a[1].im + a[2].im};
    const Complex8 middle{a[0].re - 0.5F * sum.re, a[0].im - 0.5F * sum.im};
    const Complex8 side{kHalfRoot3 * (a[2].im - a[1].im), kHalfRoot3 * (a[1].re - a[2].re)};
    a[0] = {a[0].re + sum.re, a[0].im + sum.im};
    a[1] = {middle.re + side.re, middle.im + side.im};
    a[2] = {middle.re - side.re, middle.im - side.im};
}

template <int Sign>
MORPHONY_INLINE void butterfly2(Complex8 (&a)[2]) {
    const Complex8 difference{a[0].re - a[1].re, a[0].im - a[1].im};
    a[0] = {a[0].re + a[1].re, a[0].im + a[1].im};
    a[1] = difference;
}

/// One pass of Stockham's transform: sub-transforms of `length` points become Radix of length / Radix, `stride` of them
/// side by side. Twiddles are [p][k - 1][cosine, sine] of exp(2 pi i p k / length).
template <int Radix, int Sign>
MORPHONY_INLINE void pass(const float* in, float* out, std::size_t length, std::size_t stride, const float* twiddles) {
    constexpr std::size_t kComplex = 2 * kLanes;
    const std::size_t blocks = length / Radix;
    for (std::size_t p = 0; p < blocks; ++p) {
        const float* turns = twiddles + p * (Radix - 1) * 2;
        for (std::size_t q = 0; q < stride; ++q) {
            Complex8 a[Radix];
#pragma GCC unroll 4
            for (int k = 0; k < Radix; ++k) {
                load(in + (q + stride * (p + k * blocks)) * kComplex, a[k]);
            }
            if constexpr (Radix == 4) {
                butterfly4<Sign>(a);
            } else if constexpr (Radix == 3) {
                butterfly3<Sign>(a);
            } else {
                butterfly2<Sign>(a);
            }
            store(out + (q + stride * Radix * p) * kComplex, a[0]);
#pragma GCC unroll 4
            for (int k = 1; k < Radix; ++k) {
                turn<Sign>(a[k], turns + (k - 1) * 2);
                store(out + (q + stride * (Radix * p + k)) * kComplex, a[k]);
            }
        }
    }
}

/// From `data` through `other` and back; the result is in `other` after the fifth pass.
template <int Sign>
MORPHONY_INLINE void transform(float* data, float* other, const float* twiddles) {
    pass<4, Sign>(data, other, 384, 1, twiddles);
    pass<4, Sign>(other, data, 96, 4, twiddles + 96 * 6);
    pass<4, Sign>(data, other, 24, 16, twiddles + (96 + 24) * 6);
    pass<3, Sign>(other, data, 6, 64, twiddles + (96 + 24 + 6) * 6);
    pass<2, Sign>(data, other, 2, 192, twiddles + (96 + 24 + 6) * 6 + 2 * 4);
}

// ---- the first contour layer: eight harmonics of one map, correlated with 3 x 39 kernels --------------------------------

/// Spectra of eight rows of `bins` values.
void transformRows(const float* rows, std::size_t rowStride, std::size_t bins, const float* twiddles, float* spectrum,
                   float* scratch) {
    std::fill(scratch, scratch + kSpectrum, 0.0F);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const float* row = rows + lane * rowStride;
        for (std::size_t bin = 0; bin < bins; ++bin) {
            scratch[bin * 2 * kLanes + lane] = row[bin];
        }
    }
    transform<-1>(scratch, spectrum, twiddles);
}

/// Two rows of output, each the sum over three rows of input of spectrum times kernel, back in bins. spectra[0..3] and
/// lanes[0..3] say where the four rows are; the first three make the first row. The kernel is [bin][row][re, im] of
/// four pairs of features (o and o + 4 as real and imaginary part), written twice. The result is in scratch + kSpectrum:
/// [bin][features 0 to 3, 4 to 7][four of the first row, four of the second].
void contourPair(const float* const* spectra, const std::size_t* lanes, const float* kernel, const float* twiddles,
                 float* scratch) {
    for (std::size_t bin = 0; bin < kTransform; ++bin) {
        float re[4];
        float im[4];
#pragma GCC unroll 4
        for (int r = 0; r < 4; ++r) {
            re[r] = spectra[r][bin * 2 * kLanes + lanes[r]];
            im[r] = spectra[r][bin * 2 * kLanes + kLanes + lanes[r]];
        }
        Complex8 sum{};
#pragma GCC unroll 3
        for (int r = 0; r < 3; ++r) {
            const Float8 xRe{re[r], re[r], re[r], re[r], re[r + 1], re[r + 1], re[r + 1], re[r + 1]};
            const Float8 xIm{im[r], im[r], im[r], im[r], im[r + 1], im[r + 1], im[r + 1], im[r + 1]};
            Complex8 k;
            load(kernel + (bin * 3 + static_cast<std::size_t>(r)) * 2 * kLanes, k);
            sum.re += xRe * k.re;
            sum.re -= xIm * k.im;
            sum.im += xRe * k.im;
            sum.im += xIm * k.re;
        }
        store(scratch + bin * 2 * kLanes, sum);
    }
    transform<1>(scratch, scratch + kSpectrum, twiddles);
}

/// Bias, edges and ReLU on what contourPair() left; out is two rows [bin][feature]. `edges` are the sums of edgeSums() for
/// the first row, edgeStride further those for the second.
void finishPair(const float* transformed, const float* edges, std::size_t edgeStride, const float* bias, float* out,
                std::size_t outStride) {
    Float8 start;
    load(bias, start);
    const Float8 zero{};
    for (std::size_t bin = 0; bin < kContourBins; ++bin) {
        Complex8 value;
        load(transformed + bin * 2 * kLanes, value);
        Float8 first = __builtin_shufflevector(value.re, value.im, 0, 1, 2, 3, 8, 9, 10, 11) + start;
        Float8 second = __builtin_shufflevector(value.re, value.im, 4, 5, 6, 7, 12, 13, 14, 15) + start;
        const bool low = bin < kEdge;
        if (low || bin >= kContourBins - kEdge) {
            const std::size_t edge = low ? bin : bin - (kContourBins - 2 * kEdge);
            Float8 less;
            load(edges + edge * kLanes, less);
            first -= less;
            load(edges + edgeStride + edge * kLanes, less);
            second -= less;
        }
        first = first > zero ? first : zero;
        second = second > zero ? second : zero;
        store(out + bin * kLanes, first);
        store(out + outStride + bin * kLanes, second);
    }
}

/// For eight rows, the sum of one bin's edge runs: [row][feature].
void edgeSums(const float* row, std::size_t rowStride, const EdgeRun* runs, std::size_t count, const float* weights,
              float* sums, std::size_t sumStride) {
    Float8 total[kLanes] = {};
    for (const EdgeRun* run = runs; run != runs + count; ++run) {
        const float* values = row + run->offset;
        const float* taps = weights + run->firstTap * kChannels;
        for (std::size_t i = 0; i < run->count; ++i) {
            Float8 tap;
            load(taps + i * kChannels, tap);
#pragma GCC unroll 8
            for (std::size_t r = 0; r < kLanes; ++r) {
                total[r] += values[r * rowStride + i] * tap;
            }
        }
    }
#pragma GCC unroll 8
    for (std::size_t r = 0; r < kLanes; ++r) {
        store(sums + r * sumStride, total[r]);
    }
}

// ---- convolutions with every third bin: few channels in, kFeatures out --------------------------------------------------

/// Sixteen features of `Keys` keys with all sums in registers; weights [tap][16].
template <int Keys>
MORPHONY_INLINE void spreadTile(const float* base, const std::ptrdiff_t* offsets, std::size_t taps, const float* weights,
                                const float* bias, float* out) {
    Float8 sums[Keys][2];
#pragma GCC unroll 8
    for (int key = 0; key < Keys; ++key) {
        load(bias, sums[key][0]);
        load(bias + kLanes, sums[key][1]);
    }
    for (std::size_t tap = 0; tap < taps; ++tap) {
        const float* in = base + offsets[tap];
        Float8 first;
        Float8 second;
        load(weights + tap * 2 * kLanes, first);
        load(weights + tap * 2 * kLanes + kLanes, second);
#pragma GCC unroll 8
        for (int key = 0; key < Keys; ++key) {
            sums[key][0] += in[3 * key] * first;
            sums[key][1] += in[3 * key] * second;
        }
    }
    const Float8 zero{};
#pragma GCC unroll 8
    for (int key = 0; key < Keys; ++key) {
        store(out + key * kFeatures, sums[key][0] > zero ? sums[key][0] : zero);
        store(out + key * kFeatures + kLanes, sums[key][1] > zero ? sums[key][1] : zero);
    }
}

/// One row [key][feature] with ReLU; weights [half][tap][16].
void spread(const float* base, const std::ptrdiff_t* offsets, std::size_t taps, const float* weights, const float* bias,
            float* out) {
    constexpr std::size_t kTile = 6;
    for (std::size_t half = 0; half < 2; ++half) {
        const float* const part = weights + half * taps * 2 * kLanes;
        const float* const partBias = bias + half * 2 * kLanes;
        float* const partOut = out + half * 2 * kLanes;
        std::size_t key = 0;
        for (; key + kTile <= kKeys; key += kTile) {
            spreadTile<kTile>(base + 3 * key, offsets, taps, part, partBias, partOut + key * kFeatures);
        }
        spreadTile<kKeys % kTile>(base + 3 * key, offsets, taps, part, partBias, partOut + key * kFeatures);
    }
}

// ---- convolutions of many channels to one -------------------------------------------------------------------------------

/// The sum of the lanes of each of eight registers, in one.
MORPHONY_INLINE void sumLanes(const Float8 (&s)[8], Float8& out) {
    Float8 pairs[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
        pairs[i] = __builtin_shufflevector(s[2 * i], s[2 * i + 1], 0, 8, 2, 10, 4, 12, 6, 14) +
                   __builtin_shufflevector(s[2 * i], s[2 * i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
    }
    Float8 fours[2];
#pragma GCC unroll 2
    for (int i = 0; i < 2; ++i) {
        fours[i] = __builtin_shufflevector(pairs[2 * i], pairs[2 * i + 1], 0, 1, 8, 9, 4, 5, 12, 13) +
                   __builtin_shufflevector(pairs[2 * i], pairs[2 * i + 1], 2, 3, 10, 11, 6, 7, 14, 15);
    }
    out = __builtin_shufflevector(fours[0], fours[1], 0, 1, 2, 3, 8, 9, 10, 11) +
          __builtin_shufflevector(fours[0], fours[1], 4, 5, 6, 7, 12, 13, 14, 15);
}

/// Eight outputs side by side of a Rows x Columns kernel over [position][8 Vectors channels]; weights like the input.
template <int Rows, int Columns, int Vectors>
MORPHONY_INLINE void gatherTile(const float* base, std::size_t rowStride, const float* weights, Float8& out) {
    constexpr std::size_t kDepth = Vectors * kLanes;
    Float8 sums[8] = {};
    for (int row = 0; row < Rows; ++row) {
        const float* in = base + static_cast<std::size_t>(row) * rowStride;
        for (std::size_t i = 0; i < Columns * kDepth; i += kLanes) {
            Float8 weight;
            load(weights, weight);
            weights += kLanes;
#pragma GCC unroll 8
            for (std::size_t position = 0; position < 8; ++position) {
                Float8 values;
                load(in + position * kDepth + i, values);
                sums[position] += values * weight;
            }
        }
    }
    sumLanes(sums, out);
}

/// A row of the contour, kernel 5 x 5 over the first layer's features, through a sigmoid.
void gatherContour(const float* base, std::size_t rowStride, const float* weights, float bias, float* out) {
    for (std::size_t bin = 0; bin < kContourBins; bin += kLanes) {
        Float8 value;
        gatherTile<5, 5, 1>(base + bin * kChannels, rowStride, weights, value);
        value += bias;
        sigmoid8(value);
        store(out + bin, value);
    }
}

/// A row of notes, kernel 7 x 3.
void gatherNote(const float* base, std::size_t rowStride, const float* weights, float bias, float* out) {
    for (std::size_t key = 0; key < kKeys; key += kLanes) {
        Float8 value;
        gatherTile<7, 3, 4>(base + key * kFeatures, rowStride, weights, value);
        value += bias;
        sigmoid8(value);
        store(out + key, value);
    }
}

/// A row of onsets, kernel 3 x 3 over the hidden features and the notes.
void gatherOnset(const float* base, std::size_t rowStride, const float* weights, float bias, const float* note,
                 std::size_t noteStride, const float* noteWeights, float* out) {
    for (std::size_t key = 0; key < kKeys; key += kLanes) {
        Float8 value;
        gatherTile<3, 3, 4>(base + key * kFeatures, rowStride, weights, value);
        for (std::size_t tap = 0; tap < 9; ++tap) {
            Float8 played;
            load(note + tap / 3 * noteStride + key + tap % 3, played);
            value += played * noteWeights[tap];
        }
        value += bias;
        sigmoid8(value);
        store(out + key, value);
    }
}
