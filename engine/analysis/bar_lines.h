// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/pulse.h"

namespace morphony {

/// The same beats with their bars decided anew from all that is heard on and between them: drums, chords and bass as well
/// as BeatNet (bar_line_network.h), and from the groove's opinion of them and of the meter (pulse.h). The number of beats
/// in a bar changes seldom, and so does the place of the bar lines. `figures` are those of every frame of the piece.
[[nodiscard]] std::vector<DecodedBeat> withBarLines(const Pulse& pulse, const std::vector<BeatEvidence::Figures>& figures);

} // namespace morphony
