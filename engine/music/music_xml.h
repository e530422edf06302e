// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "music/score.h"

#include <string>

namespace morphony {

/// The score as MusicXML 4.0 (score-partwise), to be read rather than replayed: one voice per part, onsets moved to the
/// nearest sixteenth or, where they lie nearer, triplet eighth of their beat, notes that sound together written as a chord
/// that ends with the first of them or the next onset. Tempo where it changes by more than 3 %, chord symbols over the
/// first pitched part, drums on unpitched notes.
[[nodiscard]] std::string musicXml(const Score& score);

} // namespace morphony
