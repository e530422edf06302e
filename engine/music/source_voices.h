// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

/// The notes of a piece as sequences, one per voice that other instruments can play.
struct SourceVoices {
    std::vector<Note> lead;    ///< the leading line
    std::vector<Note> upper;   ///< everything else from F#3 (54) up
    std::vector<Note> lower;   ///< everything else below it
};
[[nodiscard]] SourceVoices voicesOf(const TrackAnalysis& analysis);

/// Answers what sounds when.
class SoundingNotes {
public:
    explicit SoundingNotes(std::vector<Note> notes);

    /// Velocity-weighted seconds that each MIDI key sounds in [from, to).
    [[nodiscard]] std::array<double, 128> keys(double from, double to) const;

private:
    std::vector<Note> m_notes; ///< by start
    double m_longest = 0.0;
};

} // namespace morphony
