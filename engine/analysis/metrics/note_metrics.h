// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

namespace morphony {

// How much of a source's notes still sounds in a result. Both functions take note posteriors: how likely each pitch
// sounds in each frame, 0 to 1, `pitches` values a frame, one frame after another, both on the same grid of time. What one
// of the two is longer by is silence in the other.

/// A pitch sounds from this posterior on (Basic Pitch's own frame threshold).
inline constexpr float kSoundingPosterior = 0.3F;

/// note_recall: of the source's posterior in pitches that sound there, the share in pitches that sound in the result too.
/// None where no pitch of the source sounds.
[[nodiscard]] std::optional<double> noteRecall(std::span<const float> source, std::span<const float> result);

/// pitch_jaccard_distance: mean over all frames of 1 - |A and B| / |A or B|, A and B the pitches that sound in source and
/// result; 0 for a frame in which neither has one (Cifka et al., "Self-supervised VQ-VAE for one-shot music style
/// transfer", 2021, which takes the pitches from Melodia at 8 kHz; here they come from the note posterior, which hears
/// chords of a whole band). None without frames.
[[nodiscard]] std::optional<double> pitchJaccardDistance(std::span<const float> source, std::span<const float> result,
                                                         int pitches);

} // namespace morphony
