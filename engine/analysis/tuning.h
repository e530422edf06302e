// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace morphony {

/// How far A4 is from 440 Hz.
struct Tuning {
    double cents = 0.0;      ///< -50 to 50
    double confidence = 0.0; ///< 0 (peaks lie anywhere between the semitones, as in noise) to 1 (all at the same distance)
};

/// `magnitudes`: frames of 252 constant-Q bins, 36 per octave from C1. The spectral peaks of C2 to B6, their places
/// refined by a parabola through the levels of three bins, are averaged on the circle of a semitone, weighted by
/// magnitude.
[[nodiscard]] Tuning estimateTuning(std::span<const float> magnitudes);

/// The same mean's confidence for every frame over the two seconds on both sides of it, each frame's peaks weighted by
/// their share of the frame: near 0 for noise, most drums and speech.
[[nodiscard]] std::vector<float> tonality(std::span<const float> magnitudes);

} // namespace morphony
