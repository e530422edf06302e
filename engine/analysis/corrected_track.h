// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/analysis_correction.h"
#include "analysis/harmony.h"
#include "io/audio_cache.h"

#include <memory>

namespace morphony {

/// The analysis of a track as the user corrected it, with the chords heard anew under the corrected beats and key.
/// Without a correction it is analyseTrack(). Engines call this, so that they work on what the window shows.
[[nodiscard]] std::shared_ptr<const TrackAnalysis> analyseTrack(const LoadedAudio& track,
                                                                const AnalysisCorrection& correction, JobContext& context);

// Its parts, for whoever corrects the same track again and again.

/// Whether a correction changes what chords are heard.
[[nodiscard]] bool changesChords(const AnalysisCorrection& correction);

/// What the chords are read from. Progress of the current stage is not told.
[[nodiscard]] HarmonyFeatures listenToHarmony(const AudioSource& audio, JobContext& context);

/// corrected(), with the chords read anew.
[[nodiscard]] TrackAnalysis corrected(const TrackAnalysis& found, const AnalysisCorrection& correction,
                                      const HarmonyFeatures& features);

} // namespace morphony
