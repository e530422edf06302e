// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/beat_decoder.h"
#include "analysis/beat_evidence.h"

#include <array>
#include <vector>

namespace morphony {

/// A chain of beats and how the whole piece's groove sees it.
struct Pulse {
    std::vector<DecodedBeat> beats; ///< opensBar is the groove's opinion; which of them do, withBarLines() decides
    double certainty = 0.0;         ///< 0 to 1: the network's probability that this, and no other pulse, is the beat
    std::array<double, 5> meters{}; ///< probability of each number of beats in a bar; two are compound time, 6/8
};

/// A decoder follows some pulse of the music, which may be half or twice the beat, two thirds or three halves of it, or lie
/// between the beats. This puts all of these, of each of the chains, to the groove network (groove_network.h), a stretch of
/// half a minute after the other, and returns the one that the piece as a whole speaks for. `figures` are those of every
/// frame.
[[nodiscard]] Pulse likeliestPulse(const std::vector<std::vector<DecodedBeat>>& chains,
                                   const std::vector<BeatEvidence::Figures>& figures, const JobContext& context);

} // namespace morphony
