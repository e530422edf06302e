// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/harmony.h"
#include "analysis/track_analysis.h"
#include "core/job_context.h"
#include "io/audio_cache.h"

#include <memory>
#include <optional>

namespace morphony {

/// Everything that is known about a piece. Runs on all processors; memory is bounded for any length. Progress runs over
/// stages of its own, which analysisStages() names. Throws EngineError (MissingResource) when a network's weights are not
/// there (but for the taggers', whose absence becomes a remark), and JobCancelled within 200 ms of being asked to stop.
/// `heard`, if given, gets what the chords were read from, for reading them again under other beats.
[[nodiscard]] TrackAnalysis analyseAudio(const std::shared_ptr<const AudioSource>& audio, JobContext& context,
                                         std::optional<HarmonyFeatures>* heard = nullptr);

/// The same for a file, read from the cache when these bytes have been analysed before by the same version of the
/// analysis, and stored there otherwise, unless it has remarks. From the cache nothing is put into `heard`.
[[nodiscard]] std::shared_ptr<const TrackAnalysis> analyseTrack(const LoadedAudio& track, JobContext& context,
                                                                std::optional<HarmonyFeatures>* heard = nullptr);

/// The stages of analyseAudio() with their shares of its time, for JobContext::plan().
[[nodiscard]] std::vector<std::pair<std::string, double>> analysisStages();

} // namespace morphony
