// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "morph/report.h"

namespace morphony {

/// What is heard of the beats, tempo and key of a piece.
struct HeardMusic {
    Rhythm rhythm;
    std::optional<KeySpan> key;
};

/// Report::content's figures of beats, tempo and key. Beats that are uncertain in one of the two (kCertainConfidence) and
/// the tempo that they make are not compared: the figures would tell of the tracker, not of the music. A figure that cannot
/// be measured stays empty and gets its reason.
void compareMusic(Report& report, const HeardMusic& before, const HeardMusic& after);

/// The figures of Report::content from two pieces of the same rate and length. Onsets and chroma are compared over the
/// whole piece; notes, beats and key, which take networks, over two minutes of it where it is longer: notes in evenly
/// spread sections of 8 s, beats and key in the middle. Both pieces are listened to in the same way over the same
/// time, so that a piece compared with itself scores 1 whatever is known of it from elsewhere. A figure that cannot be
/// measured stays empty and gets its reason.
void measureContent(Report& report, const std::shared_ptr<const AudioSource>& source,
                    const std::shared_ptr<const AudioSource>& result, JobContext& context);

} // namespace morphony
