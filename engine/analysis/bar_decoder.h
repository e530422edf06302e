// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"

#include <cstddef>
#include <span>
#include <vector>

namespace morphony {

/// How likely a beat that opens no bar, and one that opens a bar, falls on each frame. The two never add up to more than 1.
struct BeatActivations {
    double framesPerSecond = 0.0;
    std::vector<float> beat;
    std::vector<float> downbeat;
};

/// The bar-pointer model of Krebs, Böck and Widmer (ISMIR 2015): a piece is a chain of bars of two, three or four beats,
/// the tempo changes at beats only and seldom by much.
struct BarModel {
    double slowestBpm = 50.0;
    double fastestBpm = 215.0;
    double tempoSteadiness = 100.0;  ///< log probability lost per unit of relative change of the beat's length
    int beatShare = 16;              ///< a beat is heard during the first 1/beatShare of its length
    double likelyBpm = 125.0;        ///< centre of the tempo prior
    double tempoPriorOctaves = 1.0;  ///< its spread
    double tempoPriorWeight = 1.0;   ///< per beat, in units of log probability
    double twoBeatPenalty = 3.0;     ///< per bar of two beats: they explain every march of four
    double threeBeatPenalty = 0.0;   ///< per bar of three
    double meterChangePenalty = 14.0; ///< per change of the number of beats
};

struct DecodedBeat {
    double time = 0.0;      ///< seconds
    int indexInBar = 0;     ///< 0: the downbeat
    int beatsPerBar = 4;
    double opensBar = 0.0;  ///< probability, from withBarLines()
};

struct DecodedBars {
    std::vector<DecodedBeat> beats;
    double logLikelihood = 0.0; ///< against silence; comparable between models on the same activations
};

/// The likeliest chain (Viterbi). Memory is bounded: decisions older than 40 s are final. Polls `context` for cancel.
[[nodiscard]] DecodedBars decodeBars(const BeatActivations& activations, const BarModel& model, const JobContext& context);

} // namespace morphony
