// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/bar_decoder.h"
#include "core/audio_source.h"
#include "core/job_context.h"

namespace morphony {

/// What the networks hear in `mono` (22,050 Hz), 50 times a second; see rhythm.h.
[[nodiscard]] BeatActivations hearBeats(const AudioSource& mono, JobContext& context);

} // namespace morphony
