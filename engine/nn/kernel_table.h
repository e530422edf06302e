// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace morphony {

/// The loops of vector_loops.h for one set of instructions.
struct KernelTable {
    void (*product)(const float* a, std::size_t aStride, const float* b, std::size_t bStride, float* out,
                    std::size_t outStride, std::size_t rows, std::size_t depth, std::size_t columns);
    void (*correlation)(const float* in, const float* taps, std::size_t tapCount, float* out, std::size_t count);
    void (*sigmoid)(float* values, std::size_t count);
    void (*tanh)(float* values, std::size_t count);
    void (*logarithm)(float* values, std::size_t count);
};

[[nodiscard]] const KernelTable& baselineKernels();
[[nodiscard]] const KernelTable& avx2Kernels(); ///< only where hasAvx2AndFma()

} // namespace morphony
