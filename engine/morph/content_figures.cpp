// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/content_figures.h"

#include "analysis/analysis_rate.h"
#include "analysis/harmony.h"
#include "analysis/metrics/beat_metrics.h"
#include "analysis/metrics/event_matching.h"
#include "analysis/metrics/key_score.h"
#include "analysis/metrics/note_metrics.h"
#include "analysis/metrics/song_kept.h"
#include "analysis/onsets.h"
#include "analysis/rhythm.h"
#include "core/engine_error.h"
#include "dsp/chroma.h"
#include "io/resampled.h"
#include "morph/style_sections.h"
#include "nn/basic_pitch/basic_pitch.h"

#include <algorithm>

namespace morphony {

namespace {

using Source = std::shared_ptr<const AudioSource>;

constexpr double kMostSeconds = 120.0;

std::shared_ptr<const AudioSource> monoPart(const Source& audio, FrameRange range, JobContext& context) {
    return resampledMono(ExcerptSource(audio, range), kAnalysisRate, context);
}

void measureChroma(Report& report, const Source& source, const Source& result, JobContext& context, double& floor) {
    const auto before = chromagram(*source, context);
    const ChromaSimilarity similarity = chromaSimilarity(before, chromagram(*result, context));
    report.content.chromaCosine = similarity.oneHot;
    report.content.chromaCosineSoft = similarity.soft;
    floor = chromaFloor(before);
}

void measureOnsets(Report& report, const Source& source, const Source& result, JobContext& context) {
    const auto before = pickOnsets(onsetStrength(*source, {context, 0.0, 0.5}));
    report.content.onsetF1 = onsetF1(before, pickOnsets(onsetStrength(*result, {context, 0.5, 1.0})));
    if (!report.content.onsetF1) {
        report.notMeasured["onset_f1"] = "nothing begins in the source";
    }
}

void measureNotes(Report& report, const Source& source, const Source& result, JobContext& context) {
    const BasicPitch transcriber;
    NoteComparison comparison;
    for (const FrameRange& section : spreadSections(source->frames(), source->sampleRate().hz, kMostSeconds)) {
        const auto posteriorOf = [&](const Source& audio) {
            return transcriber.transcribe(*monoPart(audio, section, context), context).note;
        };
        comparison.add(posteriorOf(source), posteriorOf(result), NotePosteriors::kKeys);
    }
    report.content.noteRecall = comparison.recall();
    report.content.pitchJaccardDistance = comparison.jaccardDistance();
    if (!report.content.noteRecall) {
        report.notMeasured["note_recall"] = "no note sounds in the source";
    }
}

bool isUncertain(const Rhythm& rhythm) { return !rhythm.beats.empty() && rhythm.beatConfidence < kCertainConfidence; }

/// Of a part of a piece; times from the part's beginning.
HeardMusic musicOf(const Source& audio, FrameRange part, JobContext& context) {
    const auto mono = monoPart(audio, part, context);
    const Rhythm rhythm = analyseRhythm(*mono, context);
    return {rhythm, harmonyOf(harmonyFeatures(*mono, context), rhythm).key};
}

void measureMusic(Report& report, const Source& source, const Source& result, JobContext& context) {
    const SampleRate rate = source->sampleRate();
    const FrameCount length = std::min(source->frames(), framesOf(kMostSeconds, rate));
    const FrameCount begin = (source->frames() - length) / 2;
    const FrameRange part{begin, begin + length};
    const HeardMusic before = musicOf(source, part, context);
    compareMusic(report, before, musicOf(result, part, context));
}

/// Runs what needs networks: without their weights its figures stay empty, with the reason.
template <typename Measure>
void withNetworks(Report& report, std::initializer_list<const char*> names, Measure measure) {
    try {
        measure();
    } catch (const EngineError& error) {
        if (error.kind() != ErrorKind::MissingResource) {
            throw;
        }
        for (const char* name : names) {
            report.notMeasured[name] = error.what();
        }
    }
}

} // namespace

void compareMusic(Report& report, const HeardMusic& before, const HeardMusic& after) {
    Report::Content& content = report.content;
    const bool uncertain = isUncertain(before.rhythm) || isUncertain(after.rhythm);
    if (!uncertain) {
        content.beatF1 = beatF1(before.rhythm.beats, after.rhythm.beats);
        content.beatAmlt = beatAmlt(before.rhythm.beats, after.rhythm.beats);
        content.tempoRatio = tempoRatio(before.rhythm.tempoBpm, after.rhythm.tempoBpm);
    }
    content.keyScore = keyScore(before.key, after.key);
    const auto missing = [&](const char* name, const std::optional<double>& value, const char* reason) {
        if (!value) {
            report.notMeasured[name] = reason;
        }
    };
    const char* doubt =
        isUncertain(before.rhythm) ? "the beats of the source are uncertain" : "the beats of the result are uncertain";
    missing("beat_f1", content.beatF1, uncertain ? doubt : "no beat was found in the source");
    missing("beat_amlt", content.beatAmlt, uncertain ? doubt : "no beat was found in the source");
    missing("tempo_ratio", content.tempoRatio, uncertain ? doubt : "one of the two has no beat");
    missing("key_score", content.keyScore, "no key was found in the source");
}

void measureContent(Report& report, const Source& source, const Source& result, JobContext& context) {
    context.beginStage(kComparingHarmony);
    double floor = 1.0;
    measureChroma(report, source, result, context, floor);
    context.beginStage(kComparingRhythm);
    measureOnsets(report, source, result, context);
    withNetworks(report, {"beat_f1", "beat_amlt", "tempo_ratio", "key_score"},
                 [&] { measureMusic(report, source, result, context); });
    context.beginStage(kComparingNotes);
    withNetworks(report, {"note_recall", "pitch_jaccard_distance"}, [&] { measureNotes(report, source, result, context); });
    Report::Content& content = report.content;
    content.songKept = songKept(*content.chromaCosineSoft, floor, content.noteRecall, content.beatAmlt);
    if (!content.songKept) {
        report.notMeasured["song_kept"] = "the source has neither changing harmony, notes nor beats";
    }
}

} // namespace morphony
