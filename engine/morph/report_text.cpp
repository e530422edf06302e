// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/version.h"
#include "morph/report.h"

#include <nlohmann/json.hpp>

#include <iomanip>
#include <sstream>

namespace morphony {

namespace {

using Json = nlohmann::ordered_json;

Json orNull(const std::optional<double>& value) { return value ? Json(*value) : Json(); }
Json orNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

/// One aligned line of the form for people; nothing for a figure that was not measured.
class Lines {
public:
    void add(const char* name, const std::optional<double>& value, int decimals, const char* unit = "") {
        if (value) {
            m_out << "  " << std::left << std::setw(28) << name << std::right << std::setw(9) << std::fixed
                  << std::setprecision(decimals) << *value << unit << '\n';
        }
    }
    [[nodiscard]] std::string text() const { return m_out.str(); }

private:
    std::ostringstream m_out;
};

std::optional<double> percent(const std::optional<double>& share) {
    return share ? std::optional(100.0 * *share) : std::nullopt;
}

} // namespace

std::string Report::toJson() const {
    Json json{{"version", programVersion()}, {"source", orNull(source)}, {"result", orNull(result)},
              {"style", orNull(style)},      {"prompt", orNull(prompt)}, {"engine", orNull(engine)},
              {"strength", orNull(strength)}};
    json["seed"] = seed ? Json(*seed) : Json();
    json["seconds_source"] = secondsSource;
    json["seconds_result"] = secondsResult;
    json["content"] = {{"song_kept", orNull(content.songKept)},
                       {"chroma_cosine", orNull(content.chromaCosine)},
                       {"chroma_cosine_soft", orNull(content.chromaCosineSoft)},
                       {"note_recall", orNull(content.noteRecall)},
                       {"pitch_jaccard_distance", orNull(content.pitchJaccardDistance)},
                       {"onset_f1", orNull(content.onsetF1)},
                       {"beat_f1", orNull(content.beatF1)},
                       {"beat_amlt", orNull(content.beatAmlt)},
                       {"tempo_ratio", orNull(content.tempoRatio)},
                       {"key_score", orNull(content.keyScore)}};
    // "style" is both the file and the group of figures in the fixed form; the group wins and names its file
    json["style"] = {{"file", orNull(style)},
                     {"style_reached", orNull(style_.styleReached)},
                     {"distance_source", orNull(style_.distanceSource)},
                     {"distance_result", orNull(style_.distanceResult)},
                     {"gap_covered", orNull(style_.gapCovered)},
                     {"structure_distance_source", orNull(style_.structureDistanceSource)},
                     {"structure_distance_result", orNull(style_.structureDistanceResult)},
                     {"structure_gap_covered", orNull(style_.structureGapCovered)},
                     {"target_score_source", orNull(style_.targetScoreSource)},
                     {"target_score_result", orNull(style_.targetScoreResult)}};
    json["dial"] = {{"coverage", orNull(dial.coverage)},
                    {"structure_coverage", orNull(dial.structureCoverage)},
                    {"content_limit", orNull(dial.contentLimit)},
                    {"keep_content", orNull(dial.keptContent)},
                    {"stops_at", orNull(dial.stop)}};
    json["quality"] = {{"lufs_source", quality.lufsSource},
                       {"lufs_result", quality.lufsResult},
                       {"true_peak_dbtp", quality.truePeakDbtp},
                       {"clipped_share", quality.clippedShare},
                       {"silence_share", quality.silenceShare},
                       {"bandwidth_ratio", orNull(quality.bandwidthRatio)},
                       {"stereo_correlation", orNull(quality.stereoCorrelation)},
                       {"seam_clicks", orNull(quality.seamClicks)}};
    json["cost"] = {{"seconds", cost.seconds},
                    {"realtime_factor", cost.realtimeFactor},
                    {"peak_memory_mb", cost.peakMemoryMb},
                    {"device", cost.device},
                    {"stages", Json(cost.stages)}};
    json["not_measured"] = Json(notMeasured);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string Report::toText() const {
    Lines lines;
    lines.add("length of the source", secondsSource, 2, " s");
    lines.add("length of the result", secondsResult, 2, " s");
    lines.add("song kept", percent(content.songKept), 0, " %");
    lines.add("same leading pitch class", percent(content.chromaCosine), 1, " %");
    lines.add("chroma cosine", content.chromaCosineSoft, 3);
    lines.add("notes kept", percent(content.noteRecall), 0, " %");
    lines.add("pitch set distance", content.pitchJaccardDistance, 3);
    lines.add("onsets at the same time, F1", content.onsetF1, 3);
    lines.add("beats at the same time, F1", content.beatF1, 3);
    lines.add("beats at any level, AMLt", content.beatAmlt, 3);
    lines.add("tempo to the source's", content.tempoRatio, 3);
    lines.add("key score", content.keyScore, 1);
    lines.add("style reached", percent(style_.styleReached), 0, " %");
    lines.add("style distance, source", style_.distanceSource, 2);
    lines.add("style distance, result", style_.distanceResult, 2);
    lines.add("style reached in movement", percent(style_.structureGapCovered), 0, " %");
    lines.add("whole dial covers", percent(dial.coverage), 0, " %");
    lines.add("tune known up to, dial", percent(dial.contentLimit), 0, " %");
    lines.add("dial stops at", percent(dial.stop), 0, " %");
    lines.add("loudness of the source", quality.lufsSource, 1, " LUFS");
    lines.add("loudness of the result", quality.lufsResult, 1, " LUFS");
    lines.add("true peak", quality.truePeakDbtp, 1, " dBTP");
    lines.add("clipped samples", percent(quality.clippedShare), 3, " %");
    lines.add("silence", percent(quality.silenceShare), 1, " %");
    lines.add("bandwidth to the source's", quality.bandwidthRatio, 2);
    lines.add("stereo correlation", quality.stereoCorrelation, 2);
    lines.add("clicks a minute", quality.seamClicks, 1);
    if (cost.seconds > 0.0) {
        lines.add("time", cost.seconds, 1, " s");
        lines.add("times faster than real time", cost.realtimeFactor, 1);
        lines.add("peak memory", cost.peakMemoryMb, 0, " MB");
    }
    std::string text = lines.text();
    for (const auto& [name, reason] : notMeasured) {
        text += "  not measured: " + name + " (" + reason + ")\n";
    }
    return text;
}

} // namespace morphony
