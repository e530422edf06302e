// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "core/audio_source.h"
#include "core/job_context.h"

#include <span>
#include <vector>

namespace morphony {

/// The form of a piece: boundaries and labels.
///
/// Each cell of the grid (a bar; 2 s where there are no bars; several of them in long pieces) gets the mean chroma of its
/// halves and 20 mel-band levels. Boundaries lie where timbre or what is repeated changes (section_boundaries.h); a section
/// gets the letter of an earlier one when the two run alike along their best common diagonal. `mono` is at 22,050 Hz. Empty
/// for less than ten seconds and for silence; sections cover the piece and begin on `downbeats` where these are given.
[[nodiscard]] std::vector<SectionSpan> analyseSections(const AudioSource& mono, std::span<const double> downbeats,
                                                       const JobContext& context);

} // namespace morphony
