// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/beat_evidence.h"
#include "core/audio_source.h"
#include "core/job_context.h"

namespace morphony {

/// Lets BeatNet's three models and the ear for changes listen to `mono` (22,050 Hz).
[[nodiscard]] BeatEvidence gatherBeatEvidence(const AudioSource& mono, JobContext& context);

} // namespace morphony
