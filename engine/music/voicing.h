// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "music/chart.h"

#include <array>
#include <vector>

namespace morphony {

/// What a player of chords knows when striking one.
struct VoicingRequest {
    const ChartChord& chord;
    std::array<double, 128> sounding{}; ///< how much of each key the source plays meanwhile
    int notes = 3;
    int centre = 60;
    int low = 48;
    int high = 76;
    bool power = false;                ///< root, fifth and octave alone
};

/// Keys for a chord, rising: its tones and, before the less important of them, what the source itself plays. A tone takes
/// the octave that the source has it in, so that the band thickens the song instead of covering it; where it has none, the
/// one nearest to the voicing before (voice leading), drawn towards the centre.
[[nodiscard]] std::vector<int> voiceChord(const VoicingRequest& request, const std::vector<int>& before);

} // namespace morphony
