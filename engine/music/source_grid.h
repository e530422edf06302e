// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "music/score.h"

namespace morphony {

/// Whether there is a beat to play to.
[[nodiscard]] bool hasBeat(const TrackAnalysis& analysis);

/// The beats and bars of a piece over its whole length, its own beats untouched. Without a beat: one beat a second in bars
/// of four, for music that only floats.
[[nodiscard]] BeatGrid beatGridOf(const TrackAnalysis& analysis);

} // namespace morphony
