// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"

#include <cstddef>
#include <vector>

namespace morphony {

/// How likely a beat that opens no bar, and one that opens a bar, falls on each frame. The two never add up to more than 1.
struct BeatActivations {
    double framesPerSecond = 0.0;
    std::vector<float> beat;
    std::vector<float> downbeat;
};

/// The bar-pointer model of Krebs, Böck and Widmer (ISMIR 2015) for beats alone: a piece is a chain of beats, the tempo
/// changes at beats only and seldom by much.
struct BeatModel {
    double slowestBpm = 50.0;
    double fastestBpm = 215.0;
    double tempoSteadiness = 100.0; ///< log probability lost per unit of relative change of the beat's length
    int beatShare = 10;             ///< a beat is heard during the first 1/beatShare of its length
    double likelyBpm = 125.0;       ///< centre of the tempo prior
    double tempoPriorOctaves = 1.0; ///< its spread
    double tempoPriorWeight = 1.0;  ///< per beat, in units of log probability
};

struct DecodedBeat {
    double time = 0.0;  ///< seconds
    int indexInBar = 0; ///< 0: the downbeat; this and what follows is decided by withBarLines()
    int beatsPerBar = 4;
    double opensBar = 0.0; ///< probability
};

/// The likeliest chain (Viterbi). Memory is bounded: decisions older than 40 s are final. Polls `context` for cancel.
[[nodiscard]] std::vector<DecodedBeat> decodeBeats(const BeatActivations& activations, const BeatModel& model,
                                                   const JobContext& context);

} // namespace morphony
