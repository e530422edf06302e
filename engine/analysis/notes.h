// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "core/job_context.h"
#include "nn/basic_pitch/note_posteriors.h"

#include <vector>

namespace morphony {

/// How notes are read out of posteriors; the values are those of the basic-pitch package, which has all but the last.
struct NoteSettings {
    float onsetThreshold = 0.5F; ///< least posterior of an onset that starts a note
    float frameThreshold = 0.3F; ///< below it a note is on its way out
    int shortestFrames = 11;     ///< a note must be longer than this: 127.7 ms
    int toleratedFrames = 11;    ///< that many frames below frameThreshold end a note
    bool inferOnsets = true;     ///< sudden rises of the note posterior count as onsets too
    bool keepUnstarted = true;   ///< notes without an onset, where the posterior alone is high enough
    /// Where not one note of the piece is this clear, there is none: noise reads as weak notes of up to 0.52 in four
    /// minutes, the clearest note of 30 s of music is at 0.66 or more.
    float leastClearest = 0.57F;
};

/// The notes of a piece by start, then pitch. A note's velocity is 127 times its mean posterior, which says how clearly it
/// is heard rather than how hard it was struck. The method and its results are those of the basic-pitch package 0.4.0
/// (output_to_notes_polyphonic), but for its times, which jump by 10 ms every two seconds where these are exact, and its
/// habit of leaving out the last 0.7 % of a file.
[[nodiscard]] std::vector<Note> notesFrom(const NotePosteriors& posteriors, JobContext& context,
                                          const NoteSettings& settings = {});

/// How much starts at each frame of the posteriors: the sum over the keys [lowestPitch, highestPitch] of the squared onset
/// posterior. A struck chord of three clear notes gives about 2, a held one less than 0.05. Frames are not evenly spaced:
/// NotePosteriors::timeOf() has their times.
[[nodiscard]] std::vector<float> noteOnsetStrength(const NotePosteriors& posteriors, int lowestPitch = 21,
                                                   int highestPitch = 108);

} // namespace morphony
