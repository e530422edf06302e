// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/chord_decoder.h"

#include "analysis/chord_weights.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace morphony {

namespace {

// Chosen on the charts that chord_weights.h speaks of, and rounded towards what treats all music alike
constexpr double kEvidenceScale = 3.0;     ///< scores count this much against the costs of a change
constexpr double kSixthPenalty = 1.0;      ///< a sixth chord is more often another chord's inversion
constexpr double kKeyWeight = 0.2;         ///< of chordFit()
constexpr double kFifthBonus = 0.5;        ///< for a root a fourth up
constexpr double kNoChordBias = 3.0;       ///< about what a chord's score has for its sounding notes
constexpr double kNoChordEvidence = 0.4;   ///< less evidence speaks for no chord,
constexpr double kNoChordBonus = 25.0;     ///< at none so much that it always wins
constexpr double kPlainEvidence = 0.5;     ///< more speaks against it, whatever the network says of unknown sounds,
constexpr double kPlainMusicPenalty = 6.0; ///< at full evidence this much
constexpr double kGridSeconds = 0.5;       ///< about, where there are no beats
constexpr double kLongestGap = 1.8;        ///< between beats, in medians
constexpr double kNetworkBass = 1.0;
constexpr double kChromaBass = 4.0;
constexpr double kLeastBassLog = -8.0;
constexpr double kInversionCost = 1.5;

double changeCost(BarPlace place) {
    switch (place) {
    case BarPlace::Downbeat:
        return 2.0;
    case BarPlace::HalfBar:
    case BarPlace::Unknown:
        return 4.0;
    case BarPlace::Other:
        break;
    }
    return 6.0;
}

/// Mean over any stretch of time of rows that stand for the hop around t * kHopSeconds.
class RowMeans {
public:
    RowMeans(const float* rows, std::size_t frames, std::size_t width) : m_rows(rows), m_frames(frames), m_width(width) {}

    void mean(TimeRange time, double* out) const {
        const double from = std::min(placeOf(time.from), static_cast<double>(m_frames) - 1e-6);
        const double to = std::max(placeOf(time.to), from + 1e-6);
        std::fill_n(out, m_width, 0.0);
        for (auto t = static_cast<std::size_t>(from); t < m_frames && static_cast<double>(t) < to; ++t) {
            const auto begin = static_cast<double>(t);
            const double share = (std::min(to, begin + 1.0) - std::max(from, begin)) / (to - from);
            for (std::size_t i = 0; i < m_width; ++i) {
                out[i] += share * m_rows[t * m_width + i];
            }
        }
    }

private:
    /// Frames before `seconds`, with a fraction.
    [[nodiscard]] double placeOf(double seconds) const {
        return std::clamp(seconds / HarmonyFeatures::kHopSeconds + 0.5, 0.0, static_cast<double>(m_frames));
    }

    const float* m_rows;
    std::size_t m_frames;
    std::size_t m_width;
};

// ---- the grid ---------------------------------------------------------------------------------------------------------

double medianInterval(const std::vector<double>& beats) {
    std::vector<double> intervals;
    for (std::size_t i = 1; i < beats.size(); ++i) {
        intervals.push_back(beats[i] - beats[i - 1]);
    }
    std::ranges::nth_element(intervals, intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2));
    return intervals[intervals.size() / 2];
}

std::vector<double> evenEdges(double from, double to, double step) {
    const auto count = std::max<long>(1, std::lround((to - from) / step));
    std::vector<double> edges;
    for (long i = 0; i < count; ++i) {
        edges.push_back(from + (to - from) * static_cast<double>(i) / static_cast<double>(count));
    }
    return edges;
}

/// Edges without the last one, and for each its place in the bar.
void cutAtBeats(ChordCells& cells, const Rhythm& rhythm, std::vector<double> beats, double seconds) {
    const double median = medianInterval(beats);
    const bool bars = rhythm.beatsPerBar > 0 && rhythm.downbeatConfidence >= kLeastBeatConfidence;
    const auto isDownbeat = [&](double beat) {
        const auto next = std::ranges::lower_bound(rhythm.downbeats, beat - 1e-3);
        return next != rhythm.downbeats.end() && *next <= beat + 1e-3;
    };
    int inBar = -1; // beats since the last downbeat
    const auto append = [&](double edge, bool onBeat, bool downbeat) {
        inBar = downbeat ? 0 : onBeat && inBar >= 0 ? inBar + 1 : inBar;
        const bool half = rhythm.beatsPerBar % 2 == 0 && 2 * inBar == rhythm.beatsPerBar && rhythm.beatsPerBar > 2;
        cells.edges.push_back(edge);
        cells.places.push_back(!bars || inBar < 0 ? BarPlace::Unknown
                               : !onBeat          ? BarPlace::Other
                               : inBar == 0       ? BarPlace::Downbeat
                               : half             ? BarPlace::HalfBar
                                                  : BarPlace::Other);
    };
    if (beats.front() > 0.0) {
        for (const double edge : evenEdges(0.0, beats.front(), median)) {
            append(edge, false, false);
        }
    }
    beats.push_back(std::max(seconds, beats.back() + 1e-3));
    for (std::size_t i = 0; i + 1 < beats.size(); ++i) {
        append(beats[i], true, isDownbeat(beats[i]));
        const bool last = i + 2 == beats.size();
        if (last || beats[i + 1] - beats[i] > kLongestGap * median) {
            const auto edges = evenEdges(beats[i], beats[i + 1], median);
            std::for_each(edges.begin() + 1, edges.end(), [&](double edge) { append(edge, false, false); });
        }
    }
}

void cut(ChordCells& cells, const Rhythm& rhythm, double seconds) {
    std::vector<double> beats;
    std::ranges::copy_if(rhythm.beats, std::back_inserter(beats), [&](double beat) {
        return beat >= 0.0 && beat < seconds && (beats.empty() || beat > beats.back() + 0.02);
    });
    if (beats.size() >= 3) {
        cutAtBeats(cells, rhythm, std::move(beats), seconds);
    } else {
        cells.edges = evenEdges(0.0, seconds, kGridSeconds);
        cells.places.assign(cells.edges.size(), BarPlace::Unknown);
    }
    cells.edges.push_back(seconds);
}

// ---- scores -----------------------------------------------------------------------------------------------------------

/// Roots of the shares of the strongest class.
std::array<double, 12> shares(const double* chroma) {
    std::array<double, 12> result{};
    const double highest = *std::max_element(chroma, chroma + 12);
    for (std::size_t c = 0; c < 12; ++c) {
        result[c] = std::sqrt(std::max(chroma[c], 0.0) / (highest + 1e-9));
    }
    return result;
}

std::array<double, kChords> chordScores(const std::array<double, kChords>& logs, const std::array<double, 12>& treble,
                                        const std::array<double, 12>& bass, double evidence) {
    std::array<double, kChords> scores{};
    for (std::size_t chord = 0; chord < kPitchedChords; ++chord) {
        const auto& weights = kChordWeights[chordKindIndex(chord)];
        double sum = weights.bias + kNetworkWeight * logs[chord];
        for (std::size_t i = 0; i < 12; ++i) {
            const std::size_t c = (chordRoot(chord) + i) % 12;
            sum += weights.treble[i] * treble[c] + weights.bass[i] * bass[c];
        }
        scores[chord] = sum;
    }
    const double missing = std::max(kNoChordEvidence - evidence, 0.0) / kNoChordEvidence;
    const double plain = std::max(evidence - kPlainEvidence, 0.0) / (1.0 - kPlainEvidence);
    scores[kNoChord] =
        kNetworkWeight * logs[kNoChord] + kNoChordBias + kNoChordBonus * missing - kPlainMusicPenalty * plain;
    return scores;
}

std::array<double, kChords> probabilities(const std::array<double, kChords>& scores) {
    std::array<double, kChords> result{};
    const double highest = *std::ranges::max_element(scores);
    std::ranges::transform(scores, result.begin(), [highest](double score) { return std::exp(score - highest); });
    const double sum = std::accumulate(result.begin(), result.end(), 0.0);
    std::ranges::for_each(result, [sum](double& value) { value /= sum; });
    return result;
}

// ---- spans ------------------------------------------------------------------------------------------------------------

/// Interval of the bass above the root, of those in the chord.
int inversionOf(std::size_t chord, const std::array<double, 12>& bass) {
    int best = 0;
    double highest = -std::numeric_limits<double>::infinity();
    for (const int interval : chordIntervals(chord)) {
        const auto note = (chordRoot(chord) + static_cast<std::size_t>(interval)) % 12;
        const double score = bass[note] - (interval == 0 ? 0.0 : kInversionCost);
        if (score > highest) {
            highest = score;
            best = interval;
        }
    }
    return best;
}

} // namespace

ChordCells chordCells(const HarmonyFeatures& features, const Rhythm& rhythm) {
    ChordCells cells;
    if (features.frames == 0 || features.seconds <= 0.0) {
        return cells;
    }
    cut(cells, rhythm, features.seconds);
    static_assert(sizeof(ChordChroma) == 24 * sizeof(float));
    const RowMeans chords(features.chords.data(), features.frames, kChords);
    const RowMeans pitches(features.pitches.data(), features.frames, 12);
    const RowMeans basses(features.basses.data(), features.frames, HarmonyFeatures::kBasses);
    const RowMeans chroma(features.chroma.data()->treble.data(), features.frames, 24);
    const RowMeans evidence(features.evidence.data(), features.frames, 1);
    for (std::size_t t = 0; t + 1 < cells.edges.size(); ++t) {
        const TimeRange time{cells.edges[t], cells.edges[t + 1]};
        HarmonyCell cell;
        cell.seconds = time.to - time.from;
        evidence.mean(time, &cell.evidence);
        pitches.mean(time, cell.pitches.data());
        std::array<double, kChords> logs{};
        chords.mean(time, logs.data());
        std::array<double, 24> classes{};
        chroma.mean(time, classes.data());
        std::array<double, HarmonyFeatures::kBasses> bassLogs{};
        basses.mean(time, bassLogs.data());
        const auto bass = shares(classes.data() + 12);
        cells.scores.push_back(chordScores(logs, shares(classes.data()), bass, cell.evidence));
        cell.chords = probabilities(cells.scores.back());
        cells.cells.push_back(cell);
        auto& notes = cells.basses.emplace_back();
        for (std::size_t c = 0; c < 12; ++c) {
            notes[c] = kNetworkBass * std::max(bassLogs[c], kLeastBassLog) + kChromaBass * bass[c];
        }
    }
    return cells;
}

std::vector<std::size_t> decodeChords(const ChordCells& cells, std::span<const std::size_t> keys) {
    const std::size_t count = cells.cells.size();
    std::vector<std::size_t> path(count);
    std::vector<std::array<std::uint16_t, kChords>> from(count);
    std::array<double, kChords> total{};
    for (std::size_t t = 0; t < count; ++t) {
        const std::array<double, kChords> before = total;
        const auto best = static_cast<std::size_t>(std::ranges::max_element(before) - before.begin());
        std::array<std::size_t, 12> bestOfRoot{};
        for (std::size_t root = 0; root < 12; ++root) {
            const auto begin = before.begin() + static_cast<std::ptrdiff_t>(root * kChordKinds.size());
            const auto end = begin + static_cast<std::ptrdiff_t>(kChordKinds.size());
            bestOfRoot[root] = static_cast<std::size_t>(std::max_element(begin, end) - before.begin());
        }
        const double cost = t > 0 ? changeCost(cells.places[t]) : 0.0;
        const double weight = kEvidenceScale * std::clamp(cells.cells[t].seconds / kGridSeconds, 0.4, 2.0);
        for (std::size_t chord = 0; chord < kChords; ++chord) {
            std::size_t source = before[chord] >= before[best] - cost ? chord : best;
            double score = std::max(before[chord], before[best] - cost);
            double own = cells.scores[t][chord];
            if (chord != kNoChord) {
                const std::size_t fifth = bestOfRoot[(chordRoot(chord) + 7) % 12];
                if (before[fifth] + kFifthBonus - cost > score) {
                    source = fifth;
                    score = before[fifth] + kFifthBonus - cost;
                }
                const auto kind = chordKind(chord).name;
                own -= kind == "maj6" || kind == "min6" ? kSixthPenalty / kEvidenceScale : 0.0;
                own += keys.empty() ? 0.0 : kKeyWeight * chordFit(keys[t], chord);
            }
            from[t][chord] = static_cast<std::uint16_t>(source);
            total[chord] = score + weight * own;
        }
    }
    for (std::size_t t = count; t-- > 0;) {
        path[t] = t + 1 == count ? static_cast<std::size_t>(std::ranges::max_element(total) - total.begin())
                                 : from[t + 1][path[t + 1]];
    }
    return path;
}

std::vector<ChordSpan> chordSpans(const ChordCells& cells, std::span<const std::size_t> chords) {
    std::vector<ChordSpan> spans;
    for (std::size_t begin = 0, end = 0; begin < chords.size(); begin = end) {
        std::array<double, 12> bass{};
        double confidence = 0.0;
        double seconds = 0.0;
        const std::size_t chord = chords[begin];
        for (; end < chords.size() && chords[end] == chord; ++end) {
            const auto& cell = cells.cells[end];
            for (std::size_t c = 0; c < 12; ++c) {
                bass[c] += cells.basses[end][c] * cell.seconds;
            }
            confidence += cell.seconds * cell.chords[chord] * (chord == kNoChord ? 1.0 : std::min(cell.evidence, 1.0));
            seconds += cell.seconds;
        }
        ChordSpan span;
        span.time = {cells.edges[begin], cells.edges[end]};
        span.confidence = confidence / seconds;
        if (chord == kNoChord) {
            span.label = chordLabel(chord);
        } else {
            std::ranges::for_each(bass, [seconds](double& value) { value /= seconds; });
            const int interval = inversionOf(chord, bass);
            span.label = chordLabel(chord, interval);
            span.bass = static_cast<int>((chordRoot(chord) + static_cast<std::size_t>(interval)) % 12);
        }
        spans.push_back(std::move(span));
    }
    return spans;
}

} // namespace morphony
