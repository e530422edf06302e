// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "core/job_context.h"
#include "io/audio_cache.h"

#include <memory>

namespace morphony {

/// Everything that is known about a piece. Runs on all processors; memory is bounded for any length. Progress runs over
/// stages of its own, which analysisStages() names. Throws EngineError (MissingResource) when a network's weights are not
/// there (but for the taggers', whose absence becomes a remark), and JobCancelled within 200 ms of being asked to stop.
[[nodiscard]] TrackAnalysis analyseAudio(const std::shared_ptr<const AudioSource>& audio, JobContext& context);

/// The same for a file, read from the cache when these bytes have been analysed before by the same version of the
/// analysis, and stored there otherwise, unless it has remarks.
[[nodiscard]] std::shared_ptr<const TrackAnalysis> analyseTrack(const LoadedAudio& track, JobContext& context);

/// The stages of analyseAudio() with their shares of its time, for JobContext::plan().
[[nodiscard]] std::vector<std::pair<std::string, double>> analysisStages();

} // namespace morphony
