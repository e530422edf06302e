// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/swift_f0/planes_table.h"

#include <algorithm>

#pragma GCC target("avx2,fma") // after every include, see nn/kernels_avx2.cpp
#pragma GCC optimize("fp-contract=fast")

namespace morphony::swift_f0 {

namespace {
#include "nn/vector_math.h"
#include "nn/swift_f0/planes_loops.h"
} // namespace

RowLoop avx2Row() { return row; }

} // namespace morphony::swift_f0
