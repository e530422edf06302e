// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "core/job_context.h"

#include <span>
#include <vector>

namespace morphony {

/// The leading line among the notes of a piece (sorted by start, as notesFrom() gives them), one note at a time: of all
/// chains of notes the one with the most time on notes that are clear, on top, louder than what sounds with them and not
/// low, less a price for every leap. A note ends where the next of the line begins. Empty where no note is worth it.
[[nodiscard]] std::vector<Note> melodyFrom(std::span<const Note> notes, JobContext& context);

} // namespace morphony
