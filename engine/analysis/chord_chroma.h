// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

/// What sounds in a frame by pitch class (C first), fundamentals alone: after Mauch & Dixon, "Approximate note
/// transcription for the improved identification of difficult chords", ISMIR 2010.
struct ChordChroma {
    std::array<float, 12> treble{}; ///< from about C3 to C7
    std::array<float, 12> bass{};   ///< up to about A2
};

/// `magnitudes`: frames of 252 constant-Q bins, 36 per octave from C1, tuned so that every third one stands on a
/// semitone. Each frame's semitones are freed of their spectral background (mean and deviation over 19 semitones under a
/// Hann window) and explained as non-negative sums of notes with ten partials of 0.7 times the one before, by 40
/// multiplicative updates. Any thread; polls `context` for cancel.
[[nodiscard]] std::vector<ChordChroma> chordChroma(std::span<const float> magnitudes, const JobContext& context);

} // namespace morphony
