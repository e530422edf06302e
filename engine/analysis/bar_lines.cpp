// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/bar_lines.h"

#include "nn/bar_lines/bar_line_network.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

namespace morphony {

namespace {

constexpr std::ptrdiff_t kHearing = 2; ///< frames by which a figure may be off its beat
constexpr float kLeastSpread = 0.15F;  ///< added to the spread of a figure over the piece
constexpr double kMeterChange = 12.0;  ///< log probability lost by a bar of another length
constexpr double kNewBarLine = 18.0;   ///< and by a bar line in the midst of a bar
constexpr double kMeterWeight = 1.0;   ///< of what the groove says of the meter, per bar
constexpr double kLeastMeter = 0.02;   ///< probability
constexpr double kGrooveWeight = 0.7;  ///< of what it says of a beat
constexpr double kLeastGroove = 0.03;  ///< probability
constexpr std::size_t kFigures = BeatEvidence::kFigures;
static_assert(kBarLineFigures == 2 * kFigures);

using Row = std::array<float, kBarLineFigures>; ///< figures on a beat, then half-way to the next

/// What opening a bar costs, by the number of its beats.
using BarCosts = std::array<double, 5>;

struct Place {
    int beats;
    int index;
};
constexpr std::array<Place, 9> kPlaces{{{4, 0}, {4, 1}, {4, 2}, {4, 3}, {3, 0}, {3, 1}, {3, 2}, {2, 0}, {2, 1}}};

BarCosts barCosts(const std::array<double, 5>& meters) {
    BarCosts costs{};
    std::ranges::transform(meters, costs.begin(),
                           [](double probability) { return -kMeterWeight * std::log(std::max(probability, kLeastMeter)); });
    return costs;
}

/// The largest of each figure within kHearing of a time.
void largest(const std::vector<BeatEvidence::Figures>& figures, double time, float* out) {
    const auto middle = static_cast<std::ptrdiff_t>(std::lround(time * BeatSpectrogram::kFramesPerSecond));
    std::fill_n(out, kFigures, std::numeric_limits<float>::lowest());
    for (std::ptrdiff_t t = middle - kHearing; t <= middle + kHearing; ++t) {
        const auto frame = std::clamp<std::ptrdiff_t>(t, 0, static_cast<std::ptrdiff_t>(figures.size()) - 1);
        for (std::size_t f = 0; f < kFigures; ++f) {
            out[f] = std::max(out[f], figures[static_cast<std::size_t>(frame)][f]);
        }
    }
}

/// A row per beat, every figure with mean 0 and about spread 1.
std::vector<Row> rowsOf(const std::vector<DecodedBeat>& beats, const std::vector<BeatEvidence::Figures>& figures) {
    std::vector<Row> rows(beats.size());
    for (std::size_t i = 0; i < beats.size(); ++i) {
        const bool last = i + 1 == beats.size();
        const double length = last ? beats[i].time - beats[i - 1].time : beats[i + 1].time - beats[i].time;
        largest(figures, beats[i].time, rows[i].data());
        largest(figures, beats[i].time + length / 2.0, rows[i].data() + kFigures);
    }
    for (std::size_t f = 0; f < kBarLineFigures; ++f) {
        double sum = 0.0;
        double squares = 0.0;
        for (const Row& row : rows) {
            sum += row[f];
            squares += static_cast<double>(row[f]) * row[f];
        }
        const double mean = sum / static_cast<double>(rows.size());
        const double spread = std::sqrt(std::max(0.0, squares / static_cast<double>(rows.size()) - mean * mean));
        for (Row& row : rows) {
            row[f] = static_cast<float>((row[f] - mean) / (spread + kLeastSpread));
        }
    }
    return rows;
}

std::vector<double> logOddsOf(const std::vector<Row>& rows) {
    std::vector<double> odds;
    constexpr auto kReach = static_cast<std::ptrdiff_t>(kBarLineBeats / 2);
    const auto count = static_cast<std::ptrdiff_t>(rows.size());
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        std::array<float, kBarLineBeats * kBarLineFigures> heard{};
        for (std::ptrdiff_t k = std::max<std::ptrdiff_t>(0, i - kReach); k <= std::min(count - 1, i + kReach); ++k) {
            std::ranges::copy(rows[static_cast<std::size_t>(k)],
                              heard.begin() + (k - i + kReach) * static_cast<std::ptrdiff_t>(kBarLineFigures));
        }
        odds.push_back(barLineLogOdds(heard));
    }
    return odds;
}

double changeCost(const Place& from, const Place& to, const BarCosts& costs) {
    const double bar = to.index == 0 ? costs[static_cast<std::size_t>(to.beats)] : 0.0;
    if (to.index > 0 && from.beats == to.beats && from.index + 1 == to.index) {
        return 0.0;
    }
    if (to.index == 0 && from.index + 1 == from.beats) {
        return bar + (from.beats == to.beats ? 0.0 : kMeterChange);
    }
    return bar + kNewBarLine;
}

/// The likeliest places of the beats (Viterbi).
std::vector<std::size_t> likeliestPlaces(const std::vector<double>& odds, const BarCosts& costs) {
    constexpr std::size_t kCount = kPlaces.size();
    std::vector<std::array<std::uint8_t, kCount>> from(odds.size());
    std::array<double, kCount> scores{};
    for (std::size_t i = 0; i < odds.size(); ++i) {
        const double down = -std::log1p(std::exp(-odds[i]));
        const double other = -std::log1p(std::exp(odds[i]));
        std::array<double, kCount> next{};
        for (std::size_t to = 0; to < kCount; ++to) {
            std::size_t best = 0;
            double most = i == 0 ? 0.0 : -std::numeric_limits<double>::infinity();
            for (std::size_t k = 0; i > 0 && k < kCount; ++k) {
                if (const double score = scores[k] - changeCost(kPlaces[k], kPlaces[to], costs); score > most) {
                    most = score;
                    best = k;
                }
            }
            next[to] = most + (kPlaces[to].index == 0 ? down : other);
            from[i][to] = static_cast<std::uint8_t>(best);
        }
        scores = next;
    }
    std::vector<std::size_t> places(odds.size());
    std::size_t place = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
    for (std::size_t i = odds.size(); i-- > 0;) {
        places[i] = place;
        place = from[i][place];
    }
    return places;
}

} // namespace

std::vector<DecodedBeat> withBarLines(const Pulse& pulse, const std::vector<BeatEvidence::Figures>& figures) {
    std::vector<DecodedBeat> beats = pulse.beats;
    if (beats.size() < 2) {
        return beats;
    }
    std::vector<double> odds = logOddsOf(rowsOf(beats, figures));
    for (std::size_t i = 0; i < odds.size(); ++i) {
        const double opens = std::clamp(beats[i].opensBar, kLeastGroove, 1.0 - kLeastGroove);
        odds[i] += kGrooveWeight * std::log(opens / (1.0 - opens));
    }
    const std::vector<std::size_t> places = likeliestPlaces(odds, barCosts(pulse.meters));
    for (std::size_t i = 0; i < places.size(); ++i) {
        beats[i].indexInBar = kPlaces[places[i]].index;
        beats[i].beatsPerBar = kPlaces[places[i]].beats;
        beats[i].opensBar = 1.0 / (1.0 + std::exp(-odds[i]));
    }
    return beats;
}

} // namespace morphony
