// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"

#include <cstdint>

namespace morphony {

/// A song without a sound: own chords, melody and bars, as an analysis of a recording of it would tell them, so that the
/// arranger plays it in any style.
struct Piece {
    std::uint64_t seed = 0;
    int chart = 0; ///< which progression its chords come from
    TrackAnalysis analysis;
};

/// Number of chord progressions in the book; the last sixth of them is kept for testing.
[[nodiscard]] int chartCount();
[[nodiscard]] bool isHeldOutChart(int chart);

/// What is decided beside the seed.
struct PieceOptions {
    double seconds = 24.0; ///< rounded up to whole phrases of four bars
    double bpm = 110.0;
    bool waltz = false;   ///< 3/4 instead of 4/4
    bool heldOut = false; ///< from a held-out progression
};

/// The piece of a seed: same seed and options, same piece, on every machine.
[[nodiscard]] Piece makePiece(std::uint64_t seed, const PieceOptions& options);

} // namespace morphony
