// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "music/plan.h"
#include "music/score.h"
#include "music/style.h"

namespace morphony {

/// The piece for the style's band: its rhythm section plays the style's grooves on the source's own beats and chords, lead
/// and counter lines play the source's notes on other instruments, one sequence per voice. Every beat of the score is a
/// beat of the analysis, which holds the user's corrections already. Without a beat there are no drums and no groove, only
/// sustained chords under the source's notes. Same input and options: same score, on every machine.
[[nodiscard]] Score arrange(const TrackAnalysis& analysis, const Style& style, const ArrangeOptions& options);

} // namespace morphony
