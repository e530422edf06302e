// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"

namespace morphony {

/// The analysis of a made-up piece: 120 BPM in 4/4 from 0.25 s on after a pickup of one beat, A minor, a chord per bar.
inline TrackAnalysis madeUpAnalysis(double seconds) {
    TrackAnalysis made;
    made.seconds = seconds;
    Rhythm& rhythm = made.rhythm;
    for (int i = 0; 0.25 + 0.5 * i < seconds; ++i) {
        const double beat = 0.25 + 0.5 * i;
        rhythm.beats.push_back(beat);
        rhythm.tempoCurve.push_back({beat, 120.0});
        if (i % 4 == 1) {
            rhythm.downbeats.push_back(beat);
        }
    }
    rhythm.tempoBpm = 120.0;
    rhythm.tempoConfidence = rhythm.beatConfidence = rhythm.downbeatConfidence = 0.87;
    rhythm.meter = "4/4";
    rhythm.beatsPerBar = 4;
    made.harmony.key = KeySpan{{0.0, seconds}, 9, true, 0.7};
    made.harmony.keys = {*made.harmony.key};
    const char* const labels[] = {"A:min", "F:maj7", "G:7/3", "N"};
    made.harmony.chords.push_back({{0.0, 0.75}, "N", {}, 0.9});
    for (std::size_t bar = 0; bar < rhythm.downbeats.size(); ++bar) {
        const double end = bar + 1 < rhythm.downbeats.size() ? rhythm.downbeats[bar + 1] : seconds;
        made.harmony.chords.push_back({{rhythm.downbeats[bar], end}, labels[bar % 4], {}, 0.8});
    }
    made.sections = {{{0.0, rhythm.downbeats[1]}, "A"}, {{rhythm.downbeats[1], seconds}, "B"}};
    return made;
}

} // namespace morphony
