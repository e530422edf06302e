// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/basic_pitch/layer_table.h"

#include <algorithm>

namespace morphony::basic_pitch {

namespace {
#include "nn/vector_math.h"
#include "nn/basic_pitch/layer_loops.h"
} // namespace

const LayerTable& baselineLayers() {
    static constexpr LayerTable kTable{transformRows, contourPair,   finishPair, edgeSums,
                                       spread,        gatherContour, gatherNote, gatherOnset};
    return kTable;
}

} // namespace morphony::basic_pitch
