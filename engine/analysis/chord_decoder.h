// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/harmony.h"
#include "analysis/key_finder.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

/// Where a cell begins in its bar: chords change there more or less readily.
enum class BarPlace { Downbeat, HalfBar, Other, Unknown };

/// The piece cut at its beats (the last ones carried on to both ends; gaps cut evenly), or evenly where there are none.
struct ChordCells {
    std::vector<double> edges;                         ///< seconds; one more than cells, from 0 to the piece's end
    std::vector<BarPlace> places;
    std::vector<HarmonyCell> cells;
    std::vector<std::array<double, kChords>> scores;   ///< log probability of each chord, and none, up to a constant
    std::vector<std::array<double, 12>> basses;        ///< score of each bass note
};
[[nodiscard]] ChordCells chordCells(const HarmonyFeatures& features, const Rhythm& rhythm);

/// The most likely sequence of chords, given the key of every cell or nothing (`keys` empty).
[[nodiscard]] std::vector<std::size_t> decodeChords(const ChordCells& cells, std::span<const std::size_t> keys);

/// Neighbouring cells of the same chord joined; inversion, sounding bass and confidence of each.
[[nodiscard]] std::vector<ChordSpan> chordSpans(const ChordCells& cells, std::span<const std::size_t> chords);

} // namespace morphony
