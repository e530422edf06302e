// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"

#include <optional>

namespace morphony {

// Corrections of a beat grid as a person makes them. Pure functions; a rhythm without beats comes back as it is, except
// from tappedRhythm(). The meter stays, so at half the tempo a bar lasts twice as long.

/// Every second beat, counted from the bar lines; every second bar line.
[[nodiscard]] Rhythm halfTempo(const Rhythm& rhythm);

/// A beat more between any two; bars of half the length.
[[nodiscard]] Rhythm doubleTempo(const Rhythm& rhythm);

/// Every bar begins `beats` later; the bar before the first is filled up where there are beats for it.
[[nodiscard]] Rhythm shiftedDownbeats(const Rhythm& rhythm, int beats);

/// Even beats of a tapped tempo over the whole piece, one of them at `beat` if given. Where the beats that were found
/// are within 4 % of that tempo or of its double or half, they are used instead: they follow the music, a tapped tempo
/// does not. Without a meter to go by, bars have four beats and one begins at `beat`.
[[nodiscard]] Rhythm tappedRhythm(const Rhythm& found, double bpm, std::optional<double> beat, double seconds);

} // namespace morphony
