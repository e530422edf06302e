// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/analyse_track.h"

#include "analysis/analysis_cache.h"
#include "analysis/analysis_rate.h"
#include "analysis/harmony.h"
#include "analysis/levels.h"
#include "analysis/melody.h"
#include "analysis/notes.h"
#include "analysis/percussion.h"
#include "analysis/rhythm.h"
#include "analysis/sections.h"
#include "analysis/tags.h"
#include "io/resampled.h"
#include "nn/basic_pitch/basic_pitch.h"

#include <future>

namespace morphony {

namespace {

constexpr const char* kNoteStage = "Listening for notes";
constexpr const char* kBeatStage = "Finding beats";
constexpr const char* kHarmonyStage = "Hearing chords and key";
constexpr const char* kTagStage = "Listening for instruments and voices";
constexpr const char* kFormStage = "Finding sections";

std::vector<double> barEnergies(const Rhythm& rhythm, const std::vector<float>& blockPowers, double seconds) {
    std::vector<double> energies;
    for (std::size_t i = 0; i < rhythm.downbeats.size(); ++i) {
        const double end = i + 1 < rhythm.downbeats.size() ? rhythm.downbeats[i + 1] : seconds;
        energies.push_back(blockLoudness(blockPowers, {rhythm.downbeats[i], end}));
    }
    return energies;
}

} // namespace

std::vector<std::pair<std::string, double>> analysisStages() {
    return {{kNoteStage, 4.0}, {kBeatStage, 2.0}, {kHarmonyStage, 1.0}, {kTagStage, 0.5}, {kFormStage, 1.0}};
}

TrackAnalysis analyseAudio(const std::shared_ptr<const AudioSource>& audio, JobContext& context,
                           std::optional<HarmonyFeatures>* heard) {
    const BasicPitch transcriber; // first of all: a missing model is told before any work is done
    // the meters work through the piece from end to end, on a thread of their own beside everything else
    std::future<LevelAnalysis> metering = std::async(std::launch::async, [&] { return analyseLevels(*audio, context); });
    TrackAnalysis analysis;
    analysis.seconds = audio->seconds();
    context.beginStage(kNoteStage);
    const auto mono = resampledMono(*audio, kAnalysisRate, context);
    analysis.notes = notesFrom(transcriber.transcribe(*mono, context), context);
    analysis.melody = melodyFrom(analysis.notes, context);
    context.beginStage(kBeatStage);
    analysis.rhythm = analyseRhythm(*mono, context);
    context.beginStage(kHarmonyStage);
    HarmonyFeatures features = harmonyFeatures(*mono, context);
    analysis.harmony = harmonyOf(features, analysis.rhythm);
    if (heard != nullptr) {
        *heard = std::move(features);
    }
    context.beginStage(kTagStage);
    TagSet tags = analyseTags(*audio, context);
    analysis.tags = std::move(tags.tags);
    analysis.singing = tags.singing;
    if (!tags.problem.empty()) {
        analysis.remarks.push_back("There are no tags: " + tags.problem);
    }
    context.beginStage(kFormStage);
    analysis.percussiveShare = percussiveShare(*mono, context);
    analysis.sections = analyseSections(*mono, analysis.rhythm.downbeats, context);
    const LevelAnalysis levels = metering.get();
    analysis.levels = levels.levels;
    analysis.energyPerBar = barEnergies(analysis.rhythm, levels.blockPowers, analysis.seconds);
    return analysis;
}

std::shared_ptr<const TrackAnalysis> analyseTrack(const LoadedAudio& track, JobContext& context,
                                                  std::optional<HarmonyFeatures>* heard) {
    const AnalysisCache cache;
    if (const auto known = cache.find(track.hash)) {
        return std::make_shared<const TrackAnalysis>(*known);
    }
    auto analysis = std::make_shared<const TrackAnalysis>(analyseAudio(track.audio, context, heard));
    if (analysis->remarks.empty()) { // what is missing today may be there tomorrow
        cache.store(track.hash, *analysis);
    }
    return analysis;
}

} // namespace morphony
