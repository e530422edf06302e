// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"

#include <cstdint>
#include <vector>

namespace morphony {

/// All of a piece's analysis frames as one range, or `mostSeconds` of them as evenly spread sections of 8 s.
[[nodiscard]] std::vector<FrameRange> spreadSections(FrameCount frames, double framesASecond, double mostSeconds);

/// The parts of a style track that an engine listens to, as ranges of its analysis frames in order.
///
/// Seed 1: the whole track, spread as above. Any other seed: a third
/// of the track's sections (at least one), drawn by that seed, at most `mostSeconds` of them. Sections are 8 s long,
/// shorter where the track has fewer than twelve such. The same seed gives the same sections on every machine.
[[nodiscard]] std::vector<FrameRange> styleSections(FrameCount frames, double framesASecond, std::uint64_t seed,
                                                    double mostSeconds);

} // namespace morphony
