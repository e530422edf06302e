// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace morphony {

/// The loops in which networks spend their time, once for AVX2 with FMA and once for any x86-64, picked by the processor
/// the program runs on. One thread; sums run in an order that does not depend on how the work is cut up, so results are
/// the same for any number of threads, but differ in the last bits between the two sets of instructions.

/// Borrowed rows of floats; `stride` from row to row. Rows may overlap (stride < columns) where they are only read, which
/// makes the frames of a signal a matrix.
struct ConstMatrix {
    const float* data = nullptr;
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t stride = columns;
};
struct Matrix {
    float* data = nullptr;
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t stride = columns;
};

/// out += a b; out is [a.rows x b.columns]. Weights [out x in] must be transposed() first.
void addProduct(ConstMatrix a, ConstMatrix b, Matrix out);

/// out[i] += sum over j of taps[j] in[i + j]; in has out.size() + taps.size() - 1 values. A convolution layer is one call
/// per input channel and row of the kernel.
void addCorrelation(std::span<const float> in, std::span<const float> taps, std::span<float> out);

/// Each value in place. Sigmoid and tanh are within 3e-7 of the exact value.
void applySigmoid(std::span<float> values);
void applyTanh(std::span<float> values);
void applyLogarithm(
    std::span<float> values); ///< natural; of normal positive numbers, within 2e-7 of the exact value or 2e-7 of it
void applyHardSigmoid(std::span<float> values); ///< Keras: 0.2 x + 0.5, clipped to [0, 1]
void applyRelu(std::span<float> values);

/// [rows x columns] to [columns x rows].
[[nodiscard]] std::vector<float> transposed(std::span<const float> matrix, std::size_t rows, std::size_t columns);

/// Whether the loops for AVX2 and FMA run here. For networks that bring loops of their own.
[[nodiscard]] bool hasAvx2AndFma();

} // namespace morphony
