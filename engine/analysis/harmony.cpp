// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/harmony.h"

#include "analysis/chord_decoder.h"
#include "analysis/chord_vocabulary.h"
#include "analysis/key_finder.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace morphony {

namespace {

/// With less evidence than this on average nothing is said of the key, and a cell holds no chord.
constexpr double kLeastEvidence = 0.15;
/// Music of which a smaller share falls into its best scale has no key. Seven of twelve notes at random give .58;
/// twelve-tone rows and random bleeps came to .67 in half a minute, the vaguest of 19 pieces of music to .69.
constexpr double kLeastScaleShare = 0.68;
/// Mean lead of the best key over the second per cell at which its confidence is 0.63.
constexpr double kLeadScale = 0.35;

/// Lead of a key over the best other one, summed over cells [begin, end) and over their weight; as a confidence.
double keyConfidence(std::span<const std::array<double, kKeys>> scores, std::span<const HarmonyCell> cells,
                     std::size_t key) {
    std::array<double, kKeys> total{};
    double weight = 0.0;
    double evidence = 0.0;
    double seconds = 0.0;
    for (std::size_t t = 0; t < scores.size(); ++t) {
        for (std::size_t k = 0; k < kKeys; ++k) {
            total[k] += scores[t][k];
        }
        weight += cells[t].evidence * cells[t].seconds / 0.5;
        evidence += cells[t].evidence * cells[t].seconds;
        seconds += cells[t].seconds;
    }
    if (weight <= 0.0) {
        return 0.0;
    }
    const double own = std::exchange(total[key], -1e9);
    const double lead = (own - *std::ranges::max_element(total)) / weight;
    return evidence / seconds * (1.0 - std::exp(-std::max(lead, 0.0) / kLeadScale));
}

KeySpan keySpan(TimeRange time, std::size_t key, double confidence) {
    return {time, static_cast<int>(key % 12), key >= 12, confidence};
}

void fillKeys(Harmony& harmony, const ChordCells& cells, std::span<const std::size_t> chords) {
    // what was decoded tells the key better than each cell's own probabilities do
    std::vector<HarmonyCell> decoded = cells.cells;
    for (std::size_t t = 0; t < decoded.size(); ++t) {
        decoded[t].chords = {};
        decoded[t].chords[chords[t]] = 1.0;
    }
    const auto scores = keyScores(decoded);
    const auto path = keyPath(scores);
    std::array<double, kKeys> seconds{};
    for (std::size_t begin = 0, end = 0; begin < path.size(); begin = end) {
        while (end < path.size() && path[end] == path[begin]) {
            seconds[path[begin]] += cells.cells[end].seconds;
            ++end;
        }
        const double confidence = keyConfidence(std::span(scores).subspan(begin, end - begin),
                                                std::span(decoded).subspan(begin, end - begin), path[begin]);
        harmony.keys.push_back(keySpan({cells.edges[begin], cells.edges[end]}, path[begin], confidence));
    }
    const auto main = static_cast<std::size_t>(std::ranges::max_element(seconds) - seconds.begin());
    double confidence = 0.0;
    double length = 0.0;
    for (const KeySpan& span : harmony.keys) {
        if (static_cast<std::size_t>(span.tonic) + (span.minor ? 12 : 0) == main) {
            confidence += span.confidence * (span.time.to - span.time.from);
            length += span.time.to - span.time.from;
        }
    }
    harmony.key = keySpan({0.0, cells.edges.back()}, main, confidence / length);
}

bool harmonic(std::span<const HarmonyCell> cells) {
    double evidence = 0.0;
    double seconds = 0.0;
    for (const auto& cell : cells) {
        evidence += cell.evidence * cell.seconds;
        seconds += cell.seconds;
    }
    return seconds > 0.0 && evidence / seconds >= kLeastEvidence;
}

/// The largest share of what sounds, each frame equally loud, that lies in one major or harmonic minor scale.
double scaleShare(std::span<const ChordChroma> chroma, std::array<float, 12> ChordChroma::*part) {
    constexpr std::array<std::array<std::size_t, 7>, 2> kScales{{{0, 2, 4, 5, 7, 9, 11}, {0, 2, 3, 5, 7, 8, 11}}};
    std::array<double, 12> total{};
    for (const ChordChroma& frame : chroma) {
        const float loudest = *std::ranges::max_element(frame.*part);
        for (std::size_t c = 0; loudest > 0.0F && c < 12; ++c) {
            total[c] += (frame.*part)[c] / loudest;
        }
    }
    double best = 0.0;
    for (const auto& scale : kScales) {
        for (std::size_t tonic = 0; tonic < 12; ++tonic) {
            double inside = 0.0;
            for (const std::size_t step : scale) {
                inside += total[(tonic + step) % 12];
            }
            best = std::max(best, inside);
        }
    }
    const double all = std::accumulate(total.begin(), total.end(), 0.0);
    return all > 0.0 ? best / all : 0.0;
}

bool tonal(std::span<const ChordChroma> chroma) {
    return std::max(scaleShare(chroma, &ChordChroma::treble), scaleShare(chroma, &ChordChroma::bass)) >= kLeastScaleShare;
}

/// Chords spelled by the key they stand in.
void spell(Harmony& harmony) {
    std::size_t k = 0;
    for (ChordSpan& chord : harmony.chords) {
        while (k + 1 < harmony.keys.size() && harmony.keys[k + 1].time.from <= chord.time.from) {
            ++k;
        }
        if (k < harmony.keys.size()) {
            chord.label = spelledIn(chord.label, harmony.keys[k].tonic, harmony.keys[k].minor);
        }
    }
}

} // namespace

Harmony harmonyOf(const HarmonyFeatures& features, const Rhythm& rhythm, const std::optional<Key>& key) {
    Harmony harmony;
    harmony.tuningCents = features.tuning.cents;
    harmony.tuningConfidence = features.tuning.confidence;
    const ChordCells cells = chordCells(features, rhythm);
    if (cells.cells.empty()) {
        return harmony;
    }
    const bool known = harmonic(cells.cells) && tonal(features.chroma);
    std::vector<std::size_t> keys;
    if (key) {
        const auto chosen = static_cast<std::size_t>(key->tonic) + (key->minor ? 12 : 0);
        keys.assign(cells.cells.size(), chosen);
        harmony.key = keySpan({0.0, cells.edges.back()}, chosen, 1.0);
        harmony.keys = {*harmony.key};
    } else if (known) {
        keys = keyPath(keyScores(cells.cells));
    }
    const auto chords = decodeChords(cells, keys);
    if (!key && known) {
        fillKeys(harmony, cells, chords);
    }
    harmony.chords = chordSpans(cells, chords);
    spell(harmony);
    return harmony;
}

} // namespace morphony
