// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "music/score.h"

#include <vector>

namespace morphony {

/// Notation counts in twelfths of a quarter: sixteenths are 3, triplet eighths 4.
inline constexpr int kDivisions = 12;

/// One symbol of a bar: a chord of keys or, with none, a rest. A symbol lies inside a beat or covers whole beats.
struct Symbol {
    int at = 0;       ///< divisions from the bar's start
    int length = 0;   ///< divisions
    std::vector<int> keys;
    bool tiedFrom = false; ///< continues the symbol before
    bool tiedTo = false;   ///< goes on in the next symbol
    bool triplet = false;
};

/// The notes of a part as one voice of symbols that fill every bar of the grid exactly.
[[nodiscard]] std::vector<std::vector<Symbol>> quantisedBars(const ScorePart& part, const BeatGrid& grid);

} // namespace morphony
