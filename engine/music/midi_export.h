// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "music/score.h"

#include <string>

namespace morphony {

/// The score as a Standard MIDI File of type 1, 480 ticks to the beat: a track with title, tempo map, meters, key and
/// chords as markers, then one named track per part. Its clock is the piece's: every beat falls on the second of the grid
/// within half a microsecond per beat passed. Drums are on channel 10; a tuning other than 440 Hz is a pitch bend at the
/// start of each part. More than fifteen pitched parts share channels from the first on.
[[nodiscard]] std::string midiFile(const Score& score);

} // namespace morphony
