// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/corrected_track.h"

#include "analysis/analyse_track.h"
#include "io/resampled.h"

namespace morphony {

namespace {
constexpr SampleRate kHarmonyRate{22'050}; // what harmonyFeatures() wants
} // namespace

bool changesChords(const AnalysisCorrection& correction) { return !correction.empty(); }

HarmonyFeatures listenToHarmony(const AudioSource& audio, JobContext& context) {
    return harmonyFeatures(*resampledMono(audio, kHarmonyRate, context), context);
}

TrackAnalysis corrected(const TrackAnalysis& found, const AnalysisCorrection& correction, const HarmonyFeatures& features) {
    TrackAnalysis result = corrected(found, correction);
    if (changesChords(correction)) {
        result.harmony = harmonyOf(features, result.rhythm,
                                   correction.key ? std::optional(KeyChoice{correction.key->tonic, correction.key->minor}) : std::nullopt);
    }
    return result;
}

std::shared_ptr<const TrackAnalysis> analyseTrack(const LoadedAudio& track, const AnalysisCorrection& correction,
                                                  JobContext& context) {
    auto found = analyseTrack(track, context);
    if (!changesChords(correction)) {
        return found;
    }
    return std::make_shared<const TrackAnalysis>(corrected(*found, correction, listenToHarmony(*track.audio, context)));
}

} // namespace morphony
