// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace morphony {

/// Patches of music with their labels. Those numbered 2i and 2i + 1 are of the same piece.
struct TagBatch {
    std::size_t patches = 0;
    std::vector<float> mel;              ///< patches x AudioNetShape::kPatchFrames x AudioNetShape::kBands
    std::vector<std::int64_t> family;    ///< of each patch; -1: not known
    std::vector<float> instruments;      ///< patches x instruments: 1 where it sounds
    std::vector<float> instrumentsKnown; ///< of each patch: 1, or 0 where instruments are not labelled
};

} // namespace morphony
