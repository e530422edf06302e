// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/corrected_track.h"

#include "analysis/analyse_track.h"
#include "analysis/analysis_rate.h"
#include "io/resampled.h"

namespace morphony {

bool changesChords(const AnalysisCorrection& correction) { return !correction.empty(); }

HarmonyFeatures listenToHarmony(const AudioSource& audio, JobContext& context) {
    return harmonyFeatures(*resampledMono(audio, kAnalysisRate, context), context);
}

TrackAnalysis corrected(const TrackAnalysis& found, const AnalysisCorrection& correction, const HarmonyFeatures& features) {
    TrackAnalysis result = corrected(found, correction);
    if (changesChords(correction)) {
        result.harmony = harmonyOf(features, result.rhythm, correction.key);
    }
    return result;
}

std::shared_ptr<const TrackAnalysis> analyseTrack(const LoadedAudio& track, const AnalysisCorrection& correction,
                                                  JobContext& context) {
    if (!changesChords(correction)) {
        return analyseTrack(track, context);
    }
    std::optional<HarmonyFeatures> heard;
    const auto found = analyseTrack(track, context, &heard);
    if (!heard) {
        heard = listenToHarmony(*track.audio, context);
    }
    return std::make_shared<const TrackAnalysis>(corrected(*found, correction, *heard));
}

} // namespace morphony
