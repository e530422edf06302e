// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/key_finder.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>
#include <string>

namespace morphony {

namespace {

// Chosen on 134 charts rendered from accompaniment styles, and on progressions of common use written out as chords
constexpr double kTonicWeight = 2.0;
constexpr double kProfileWeight = 2.0;
constexpr double kFirstChord = 0.14; ///< of the tonic's weight, on every cell: pieces like to begin with the tonic
constexpr double kLastChord = 0.08;  ///< and to end with it
constexpr std::size_t kEdgeCells = 4;
constexpr double kChangeCost = 30.0;
constexpr double kMixolydianFit = -0.6;
constexpr double kCellSeconds = 0.5;

/// Chords by degree in semitones above the tonic, for major and minor: the key's own, and those borrowed often.
constexpr std::array<const char*, 2> kOwnChords{
    "0:maj 0:maj7 0:maj6 2:min 2:min7 4:min 4:min7 5:maj 5:maj7 5:maj6 7:maj 7:7 7:sus4 9:min 9:min7 11:dim 11:hdim7",
    "0:min 0:min7 0:min6 0:minmaj7 2:dim 2:hdim7 3:maj 3:maj7 5:min 5:min7 7:min 7:min7 7:maj 7:7 7:sus4 8:maj 8:maj7 "
    "10:maj 10:7 11:dim7"};
constexpr std::array<const char*, 2> kBorrowedChords{
    "0:7 5:7 2:7 2:maj 9:7 4:7 4:maj 9:maj 11:7 5:min 5:min7 5:min6 10:maj 10:7 8:maj 1:dim7 6:dim7 3:dim7 8:dim7 11:dim7 "
    "7:min7 7:min 6:hdim7 0:aug 7:aug 0:sus4 2:sus4 0:sus2 5:sus2 4:hdim7 11:min7 3:maj 2:hdim7",
    "0:7 0:maj 5:maj 5:7 8:7 3:7 2:7 2:maj 2:min7 0:sus4 5:sus4 0:sus2 7:aug 3:aug 6:dim7 4:dim7 9:hdim7 1:maj 1:maj7 "
    "10:sus4 3:maj6 8:maj6"};
constexpr const char* kMixolydianChords = "10:maj 0:7 5:7"; ///< of rock and blues
constexpr std::array<std::array<bool, 12>, 2> kScales{{
    {true, false, true, false, true, true, false, true, false, true, false, true},
    {true, false, true, true, false, true, false, true, true, false, true, true}, // both sevenths
}};
constexpr std::array<std::array<double, 12>, 2> kProfiles{{
    {1.0, 0.29, 0.5, 0.4, 0.6, 0.56, 0.32, 0.8, 0.31, 0.45, 0.42, 0.39},
    {1.0, 0.31, 0.44, 0.58, 0.33, 0.49, 0.29, 0.78, 0.43, 0.29, 0.53, 0.32},
}};

using ChordTable = std::array<std::array<double, kChords>, kKeys>;

bool listed(const char* list, int degree, std::string_view kind) {
    std::istringstream words(list);
    const std::string wanted = std::to_string(degree) + ":" + std::string(kind);
    for (std::string word; words >> word;) {
        if (word == wanted) {
            return true;
        }
    }
    return false;
}

double fitOf(std::size_t mode, int degree, std::size_t chord) {
    if (listed(kOwnChords[mode], degree, chordKind(chord).name)) {
        return 0.0;
    }
    if (mode == 0 && listed(kMixolydianChords, degree, chordKind(chord).name)) {
        return kMixolydianFit;
    }
    if (listed(kBorrowedChords[mode], degree, chordKind(chord).name)) {
        return -1.0;
    }
    const auto foreign = std::ranges::count_if(chordIntervals(chord), [&](int interval) {
        return !kScales[mode][static_cast<std::size_t>((degree + interval) % 12)];
    });
    return -1.3 - 0.6 * static_cast<double>(foreign);
}

/// How much of a tonic chord it is: dominant sevenths and suspended fourths only half.
double tonicShare(std::size_t mode, std::size_t chord) {
    const auto kind = chordKind(chord).name;
    const bool minorThird = kind == "min" || kind == "min7" || kind == "min6" || kind == "minmaj7";
    if (mode == 1) {
        return minorThird ? 1.0 : 0.0;
    }
    if (kind == "7" || kind == "sus4" || kind == "sus2") {
        return 0.6;
    }
    return kind == "maj" || kind == "maj7" || kind == "maj6" ? 1.0 : 0.0;
}

struct Tables {
    ChordTable fit{};
    ChordTable tonic{};
    std::array<std::array<double, 12>, kKeys> profiles{};

    Tables() {
        for (std::size_t key = 0; key < kKeys; ++key) {
            const std::size_t mode = key / 12;
            for (std::size_t chord = 0; chord < kPitchedChords; ++chord) {
                const auto degree = (chordRoot(chord) + 12 - key % 12) % 12;
                fit[key][chord] = fitOf(mode, static_cast<int>(degree), chord);
                tonic[key][chord] = degree == 0 ? tonicShare(mode, chord) : 0.0;
            }
            const auto& profile = kProfiles[mode];
            const double mean = std::accumulate(profile.begin(), profile.end(), 0.0) / 12.0;
            double squares = 0.0;
            for (const double value : profile) {
                squares += (value - mean) * (value - mean);
            }
            for (std::size_t c = 0; c < 12; ++c) {
                profiles[key][(c + key) % 12] = (profile[c] - mean) / std::sqrt(squares / 12.0);
            }
        }
    }
};

const Tables& tables() {
    static const Tables kTables;
    return kTables;
}

/// Probabilities of the pitch classes, their mean taken away, over their deviation.
std::array<double, 12> standardised(const std::array<double, 12>& logOdds) {
    std::array<double, 12> result{};
    std::ranges::transform(logOdds, result.begin(), [](double value) { return 1.0 / (1.0 + std::exp(-value)); });
    const double mean = std::accumulate(result.begin(), result.end(), 0.0) / 12.0;
    double squares = 0.0;
    for (const double value : result) {
        squares += (value - mean) * (value - mean);
    }
    const double deviation = std::sqrt(squares / 12.0) + 0.05;
    std::ranges::for_each(result, [&](double& value) { value = (value - mean) / deviation; });
    return result;
}

/// How much the first cells with a chord hold each key's tonic chord.
template <class Iterator>
std::array<double, kKeys> edgeTonics(Iterator cell, Iterator end) {
    std::array<double, kKeys> result{};
    std::size_t found = 0;
    for (; cell != end && found < kEdgeCells; ++cell) {
        if (cell->chords[kNoChord] > 0.5) {
            continue;
        }
        ++found;
        for (std::size_t key = 0; key < kKeys; ++key) {
            result[key] += std::inner_product(cell->chords.begin(), cell->chords.end(), tables().tonic[key].begin(), 0.0);
        }
    }
    std::ranges::for_each(result,
                          [found](double& value) { value /= static_cast<double>(std::max<std::size_t>(found, 1)); });
    return result;
}

} // namespace

double chordFit(std::size_t key, std::size_t chord) { return tables().fit[key][chord]; }

std::vector<std::array<double, kKeys>> keyScores(std::span<const HarmonyCell> cells) {
    const auto expected = [](const HarmonyCell& cell, const std::array<double, kChords>& table) {
        return std::inner_product(cell.chords.begin(), cell.chords.end(), table.begin(), 0.0);
    };
    const std::array<double, kKeys> first = edgeTonics(cells.begin(), cells.end());
    const std::array<double, kKeys> last = edgeTonics(cells.rbegin(), cells.rend());
    std::vector<std::array<double, kKeys>> scores(cells.size());
    for (std::size_t t = 0; t < cells.size(); ++t) {
        const auto& cell = cells[t];
        const auto pitches = standardised(cell.pitches);
        for (std::size_t key = 0; key < kKeys; ++key) {
            const double tonic = expected(cell, tables().tonic[key]) + kFirstChord * first[key] + kLastChord * last[key];
            const double profile =
                std::inner_product(pitches.begin(), pitches.end(), tables().profiles[key].begin(), 0.0) / 12.0;
            const double score = expected(cell, tables().fit[key]) + kTonicWeight * tonic + kProfileWeight * profile;
            scores[t][key] = score * cell.evidence * cell.seconds / kCellSeconds;
        }
    }
    return scores;
}

std::vector<std::size_t> keyPath(std::span<const std::array<double, kKeys>> scores) {
    std::vector<std::size_t> path(scores.size());
    if (scores.empty()) {
        return path;
    }
    std::array<double, kKeys> total{};
    std::vector<std::array<std::size_t, kKeys>> from(scores.size());
    for (std::size_t t = 0; t < scores.size(); ++t) {
        const auto best = static_cast<std::size_t>(std::ranges::max_element(total) - total.begin());
        const double other = total[best] - kChangeCost;
        for (std::size_t key = 0; key < kKeys; ++key) {
            from[t][key] = total[key] >= other ? key : best;
            total[key] = std::max(total[key], other) + scores[t][key];
        }
    }
    path.back() = static_cast<std::size_t>(std::ranges::max_element(total) - total.begin());
    for (std::size_t t = scores.size() - 1; t > 0; --t) {
        path[t - 1] = from[t][path[t]];
    }
    return path;
}

} // namespace morphony
