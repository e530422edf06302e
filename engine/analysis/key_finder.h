// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/chord_vocabulary.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

/// Twelve major keys by tonic, then twelve minor ones.
inline constexpr std::size_t kKeys = 24;

/// How well a chord belongs to a key: 0 for the key's own chords, -0.6 for those of rock and blues with
/// a flat seventh, -1 for other usual borrowed and secondary ones, less the more of its notes lie outside the scale.
[[nodiscard]] double chordFit(std::size_t key, std::size_t chord);

/// What is known of the harmony between two neighbouring beats.
struct HarmonyCell {
    double seconds = 0.0;                ///< length
    double evidence = 0.0;               ///< HarmonyFeatures::evidence, mean
    std::array<double, kChords> chords{}; ///< probabilities, summing to 1
    std::array<double, 12> pitches{};    ///< log odds of the pitch classes
};

/// Fit of each key to each cell: the expected chordFit(), how likely the cell holds the tonic chord, and the correlation
/// of the pitch classes with the key profiles of Faraldo and others ("Key estimation in electronic dance music", ECIR
/// 2016). The tonic of the piece's first and last chords counts a little everywhere. Weighted by length in half seconds
/// and by evidence.
[[nodiscard]] std::vector<std::array<double, kKeys>> keyScores(std::span<const HarmonyCell> cells);

/// The best key of every cell, where a change of key costs as much as some fifteen cells' tonic chord. Empty for no cells.
[[nodiscard]] std::vector<std::size_t> keyPath(std::span<const std::array<double, kKeys>> scores);

} // namespace morphony
