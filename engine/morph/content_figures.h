// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/report.h"

namespace morphony {

/// The figures of Report::content from two pieces of the same rate and length. Onsets and chroma are compared over the
/// whole piece; notes, beats and key, which take networks, over two minutes of it where it is longer: notes in evenly
/// spread sections of 8 s, beats and key in the middle. Both pieces are listened to in the same way over the same
/// time, so that a piece compared with itself scores 1 whatever is known of it from elsewhere. Beats that are uncertain in
/// one of the two (kCertainConfidence) are not compared: the figure would tell of the tracker, not of the music. A
/// figure that cannot be measured stays empty and gets its reason.
void measureContent(Report& report, const std::shared_ptr<const AudioSource>& source,
                    const std::shared_ptr<const AudioSource>& result, JobContext& context);

} // namespace morphony
