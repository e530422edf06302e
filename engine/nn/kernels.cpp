// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernels.h"

#include "nn/kernel_table.h"

#include <algorithm>
#include <cassert>

namespace morphony {

namespace {

#include "nn/vector_math.h"
#include "nn/vector_loops.h"

const KernelTable& kernels() {
    static const KernelTable& table = hasAvx2AndFma() ? avx2Kernels() : baselineKernels();
    return table;
}

} // namespace

bool hasAvx2AndFma() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

const KernelTable& baselineKernels() {
    static constexpr KernelTable kTable{productLoop, correlationLoop, sigmoidLoop, tanhLoop, logarithmLoop};
    return kTable;
}

void addProduct(ConstMatrix a, ConstMatrix b, Matrix out) {
    assert(a.columns == b.rows && out.rows == a.rows && out.columns == b.columns);
    kernels().product(a.data, a.stride, b.data, b.stride, out.data, out.stride, a.rows, a.columns, b.columns);
}

void addCorrelation(std::span<const float> in, std::span<const float> taps, std::span<float> out) {
    assert(in.size() + 1 == out.size() + taps.size());
    kernels().correlation(in.data(), taps.data(), taps.size(), out.data(), out.size());
}

void applySigmoid(std::span<float> values) { kernels().sigmoid(values.data(), values.size()); }

void applyTanh(std::span<float> values) { kernels().tanh(values.data(), values.size()); }

void applyLogarithm(std::span<float> values) { kernels().logarithm(values.data(), values.size()); }

void applyHardSigmoid(std::span<float> values) {
    for (float& value : values) {
        value = std::clamp(0.2F * value + 0.5F, 0.0F, 1.0F);
    }
}

void applyRelu(std::span<float> values) {
    for (float& value : values) {
        value = std::max(value, 0.0F);
    }
}

std::vector<float> transposed(std::span<const float> matrix, std::size_t rows, std::size_t columns) {
    assert(matrix.size() == rows * columns);
    std::vector<float> out(matrix.size());
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            out[c * rows + r] = matrix[r * columns + c];
        }
    }
    return out;
}

} // namespace morphony
