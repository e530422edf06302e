// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"
#include "morph/morph_result.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace morphony {

/// Measured scores of a result. A figure that was not or cannot be measured is absent (null in JSON), never invented.
/// Key names and grouping of the JSON form are fixed; see README.
struct Report {
    std::string source, result, style, prompt, engine;
    std::optional<double> strength;
    std::optional<std::uint64_t> seed;

    struct Content {
        std::optional<double> songKept, chromaCosine, chromaCosineSoft, noteRecall, pitchJaccardDistance, onsetF1, beatF1,
            beatAmlt, tempoRatio, keyScore;
    } content;
    struct Style {
        std::optional<double> styleReached, distanceSource, distanceResult, gapCovered, targetScoreSource,
            targetScoreResult;
        /// The same figures by structureDistance(), which cannot hear equalisation.
        std::optional<double> structureDistanceSource, structureDistanceResult, structureGapCovered;
    } style_;
    struct Dial {
        std::optional<double> coverage, structureCoverage, contentLimit, stop, keptContent; ///< DialScale and the request's
    } dial;
    struct Quality {
        double lufsSource = -70.0, lufsResult = -70.0, truePeakDbtp = -200.0, clippedShare = 0.0, silenceShare = 0.0;
        std::optional<double> bandwidthRatio;    ///< 95 % roll-off, result to source; none for silence
        std::optional<double> stereoCorrelation; ///< none for mono
        std::optional<double> seamClicks;
    } quality;
    struct Cost {
        double seconds = 0.0, realtimeFactor = 0.0, peakMemoryMb = 0.0;
        std::string device = "cpu";
        std::map<std::string, double> stages;
    } cost;
    double secondsSource = 0.0, secondsResult = 0.0;
    std::map<std::string, std::string> notMeasured; ///< why a figure is absent, by its name in the JSON form

    [[nodiscard]] std::string toJson() const;
    [[nodiscard]] std::string toText() const; ///< for people, a few aligned lines
};

inline constexpr const char* kComparingLevels = "Comparing levels";
inline constexpr const char* kComparingHarmony = "Comparing harmony";
inline constexpr const char* kComparingRhythm = "Comparing rhythm";
inline constexpr const char* kComparingNotes = "Comparing notes";
inline constexpr const char* kComparingTimbre = "Comparing timbre";
/// The stages of compareAudio() with their shares of its time, for JobContext::plan().
[[nodiscard]] std::vector<std::pair<std::string, double>> comparisonStages();

/// Compares any two pieces, and with a style track the style figures as well. Different lengths are compared over the
/// shorter one; different rates are resampled to the source's. What needs a
/// network is measured on two minutes (content_figures.h), timbre on at most ten, everything else on the whole piece;
/// memory is bounded for any length. Without a network's weights its figures are absent.
[[nodiscard]] Report compareAudio(std::shared_ptr<const AudioSource> source, std::shared_ptr<const AudioSource> result,
                                  std::shared_ptr<const AudioSource> style, JobContext& context);

/// The report of a morph at a dial setting: compareAudio() on its render, with the cost filled in.
[[nodiscard]] Report measureReport(const MorphResult& result, const DialSetting& setting, JobContext& context);

} // namespace morphony
