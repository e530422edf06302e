// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/matrix.h"
#include "morph/style_frames.h"

#include <optional>
#include <vector>

namespace morphony {

/// How a piece moves, whatever its equalisation: which bands rise and fall together, and how fast each of them does.
///
/// The 24 structure bands of its StyleFrames; 10 log10, floored 60 dB under the band's largest value. Frames more than 45
/// dB below the loudest one are left out. Each band then loses its mean and is divided by its deviation, so no gain per
/// band and no widening or narrowing of a band's range can be heard by what follows: the correlations between the bands,
/// and those of each band with itself 12, 46 and 186 ms earlier.
struct StructureProfile {
    SquareMatrix together;            ///< 24 x 24
    std::vector<SquareMatrix> inTime; ///< per band, 4 x 4
    bool silent = true;
};

[[nodiscard]] StructureProfile structureProfile(const StyleFrames& frames, const JobContext& context);
/// Profile of the whole piece, or of `mostSeconds` of it in evenly spread 8-s sections when it is longer.
[[nodiscard]] StructureProfile structureProfile(const AudioSource& source, double limitHz, double mostSeconds,
                                                const ProgressSpan& progress);

/// Bhattacharyya distance of the two Gaussians without mean that have these correlations, those between the bands and those
/// in time as independent ones: the sum over all matrices of log(det ((C + D) / 2) / sqrt(det C det D)) / 2. 0 for the same
/// piece, without unit. None when one is silent.
[[nodiscard]] std::optional<double> structureDistance(const StructureProfile& a, const StructureProfile& b);

} // namespace morphony
