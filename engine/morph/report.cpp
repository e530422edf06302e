// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/report.h"

#include "analysis/metrics/clicks.h"
#include "analysis/tags.h"
#include "dsp/loudness.h"
#include "io/resampled.h"
#include "dsp/frame_blocks.h"
#include "morph/content_figures.h"
#include "morph/render.h"
#include "dsp/sample_statistics.h"
#include "morph/structure_distance.h"
#include "morph/timbre_distance.h"

#include <algorithm>
#include <sys/resource.h>

namespace morphony {

namespace {

using Source = std::shared_ptr<const AudioSource>;

constexpr double kMostTimbreSeconds = 600.0;

Source firstFrames(const Source& audio, FrameCount frames) {
    return audio->frames() == frames ? audio : Source(std::make_shared<ExcerptSource>(audio, FrameRange{0, frames}));
}

void measureQuality(Report& report, const AudioSource& source, const AudioSource& result, JobContext& context) {
    const LoudnessSummary before = measureLoudness(source, context);
    const LoudnessSummary after = measureLoudness(result, context);
    const SampleStatistics samples = sampleStatistics(result, context);
    report.quality.lufsSource = before.integratedLufs;
    report.quality.lufsResult = after.integratedLufs;
    report.quality.truePeakDbtp = after.truePeakDbtp;
    report.quality.clippedShare = samples.clippedShare;
    report.quality.silenceShare = samples.silenceShare;
    report.quality.stereoCorrelation = samples.stereoCorrelation;
    const auto rollOffBefore = rollOffHz(source, context);
    const auto rollOffAfter = rollOffHz(result, context);
    report.quality.bandwidthRatio =
        rollOffBefore && rollOffAfter ? std::optional(*rollOffAfter / *rollOffBefore) : std::nullopt;
    report.quality.seamClicks = seamClicks(findClicks(source, {context}), findClicks(result, {context}), result.seconds());
    if (!report.quality.bandwidthRatio) {
        report.notMeasured["bandwidth_ratio"] = "one of the two is silent";
    }
    if (!report.quality.stereoCorrelation) {
        report.notMeasured["stereo_correlation"] = "the result is mono, or a channel of it stands still";
    }
}

void measureStyle(Report& report, const AudioSource& source, const AudioSource& result, const AudioSource& style,
                  JobContext& context) {
    const double limitHz = timbreLimitHz({source.sampleRate(), result.sampleRate(), style.sampleRate()});
    const auto hear = [&](const AudioSource& audio, int third) {
        return styleFrames(audio, limitHz, kMostTimbreSeconds, {context, third / 3.0, (third + 1) / 3.0});
    };
    const StyleFrames ofStyle = hear(style, 0);
    const StyleFrames ofSource = hear(source, 1);
    const StyleFrames ofResult = hear(result, 2);
    const TimbreProfile target = timbreProfile(ofStyle, context);
    Report::Style& figures = report.style_;
    figures.distanceSource = timbreDistance(timbreProfile(ofSource, context), target);
    figures.distanceResult = timbreDistance(timbreProfile(ofResult, context), target);
    if (figures.distanceSource && figures.distanceResult && *figures.distanceSource > 0.0) {
        figures.gapCovered = 1.0 - *figures.distanceResult / *figures.distanceSource;
        figures.styleReached = std::clamp(*figures.gapCovered, 0.0, 1.0);
    } else {
        const char* reason = figures.distanceSource && figures.distanceResult ? "the source sounds like the style already"
                                                                              : "source, result or style is silent";
        report.notMeasured["gap_covered"] = report.notMeasured["style_reached"] = reason;
    }
    const StructureProfile wanted = structureProfile(ofStyle, context);
    figures.structureDistanceSource = structureDistance(structureProfile(ofSource, context), wanted);
    figures.structureDistanceResult = structureDistance(structureProfile(ofResult, context), wanted);
    if (figures.structureDistanceSource && figures.structureDistanceResult && *figures.structureDistanceSource > 0.0) {
        figures.structureGapCovered = 1.0 - *figures.structureDistanceResult / *figures.structureDistanceSource;
    } else {
        report.notMeasured["structure_gap_covered"] = "source, result or style is silent, or source and style move alike";
    }
}

/// Mean probability that the audio networks give to those of the words they know; none where they know none.
std::optional<double> targetScore(const AudioSource& audio, const std::vector<std::string>& words, JobContext& context) {
    double sum = 0.0;
    int known = 0;
    for (const MusicTag& tag : analyseTags(audio, context).tags) {
        if (std::ranges::find(words, tag.name) != words.end()) {
            sum += tag.probability;
            ++known;
        }
    }
    return known > 0 ? std::optional(sum / known) : std::nullopt;
}

double peakMemoryMb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0; // Linux counts kilobytes
}

} // namespace

std::vector<std::pair<std::string, double>> comparisonStages() {
    return {{kComparingLevels, 4.0},
            {kComparingHarmony, 2.0},
            {kComparingRhythm, 5.0},
            {kComparingNotes, 4.0},
            {kComparingTimbre, 1.0}};
}

Report compareAudio(std::shared_ptr<const AudioSource> source, std::shared_ptr<const AudioSource> result,
                    std::shared_ptr<const AudioSource> style, JobContext& context) {
    Report report;
    report.secondsSource = source->seconds();
    report.secondsResult = result->seconds();
    context.beginStage(kComparingLevels);
    result = resampled(result, source->sampleRate(), context);
    const FrameCount frames = std::min(source->frames(), result->frames());
    source = firstFrames(source, frames);
    result = firstFrames(result, frames);
    measureQuality(report, *source, *result, context);
    measureContent(report, source, result, context);
    if (style) {
        context.beginStage(kComparingTimbre);
        measureStyle(report, *source, *result, *style, context);
    } else {
        report.notMeasured["style_reached"] = "there is no style track to compare with";
    }
    return report;
}

Report measureReport(const MorphResult& result, const DialSetting& setting, JobContext& context) {
    context.beginStage("Rendering");
    const Source rendered = renderToSource(result, setting, context);
    // The report is about what was morphed: with a region, about that part of the piece.
    const auto part = [&](const Source& whole) {
        return result.region.size() == whole->frames() ? whole
                                                       : Source(std::make_shared<ExcerptSource>(whole, result.region));
    };
    const Source source = part(result.layers.front().audio);
    const Source morphed = part(rendered);
    Report report = compareAudio(source, morphed, result.target(), context);
    if (!result.styleWords.empty()) {
        report.style_.targetScoreSource = targetScore(*source, result.styleWords, context);
        report.style_.targetScoreResult = targetScore(*morphed, result.styleWords, context);
    }
    report.source = result.source.file.string();
    report.style = result.style ? result.style->file.string() : "";
    report.prompt = result.recipe.request.prompt;
    report.engine = result.engine;
    report.strength = setting.strength;
    report.seed = result.recipe.request.seed;
    const DialScale& scale = result.dialScale;
    report.dial = {scale.coverage, scale.structureCoverage, scale.contentLimit, scale.stop,
                   result.recipe.request.keptContent};
    report.cost.stages = result.stageSeconds;
    for (const auto& [stage, seconds] : result.stageSeconds) {
        report.cost.seconds += seconds;
    }
    report.cost.realtimeFactor = report.cost.seconds > 0.0 ? result.sourceAudio().seconds() / report.cost.seconds : 0.0;
    report.cost.peakMemoryMb = peakMemoryMb();
    return report;
}

} // namespace morphony
