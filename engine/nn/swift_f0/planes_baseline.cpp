// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/swift_f0/planes_table.h"

#include <algorithm>

namespace morphony::swift_f0 {

namespace {
#include "nn/vector_math.h"
#include "nn/swift_f0/planes_loops.h"
} // namespace

RowLoop baselineRow() { return row; }

} // namespace morphony::swift_f0
