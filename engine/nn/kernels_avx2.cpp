// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernel_table.h"

#include <algorithm>

// After every include: what the standard library defines inline is shared with the rest of the program, which must also
// run without these instructions.
#pragma GCC target("avx2,fma")
#pragma GCC optimize("fp-contract=fast")

namespace morphony {

namespace {
#include "nn/vector_math.h"
#include "nn/vector_loops.h"
} // namespace

const KernelTable& avx2Kernels() {
    static constexpr KernelTable kTable{productLoop, correlationLoop, sigmoidLoop, tanhLoop, logarithmLoop};
    return kTable;
}

} // namespace morphony
