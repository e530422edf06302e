// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "music/score.h"

#include <array>
#include <vector>

namespace morphony {

/// A chord as the players read it.
struct ChartChord {
    double beat = 0.0;            ///< place on the grid
    double end = 0.0;
    int root = -1;                ///< pitch class; -1: none sounds, nobody plays
    int bass = -1;                ///< pitch class of the lowest note
    std::vector<int> intervals;   ///< chord tones above the root
    std::array<int, 7> scale{};   ///< steps of the chord's scale above the root, fitted to the key
    std::string label;

    [[nodiscard]] bool sounds() const { return root >= 0; }
};

/// The chords of a piece on its grid, in order and without gaps from 0 to the grid's end.
class Chart {
public:
    Chart(const TrackAnalysis& analysis, const BeatGrid& grid);

    [[nodiscard]] const std::vector<ChartChord>& chords() const { return m_chords; }
    /// The chord at a place; one that begins within a twentieth of a beat counts.
    [[nodiscard]] const ChartChord& at(double beat) const { return m_chords[indexAt(beat)]; }
    [[nodiscard]] std::size_t indexAt(double beat) const;

private:
    std::vector<ChartChord> m_chords;
};

/// Root, bass and tones of a label as mir_eval writes it ("Bb:min7/b3"); no root for "N", "X" or one that is not known.
[[nodiscard]] ChartChord chordFromLabel(const std::string& label);

} // namespace morphony
