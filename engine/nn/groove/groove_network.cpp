// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/groove/groove_network.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <tuple>

namespace morphony {

namespace {

constexpr std::size_t kHidden = 16;
constexpr std::size_t kTempoFigures = 6;
constexpr double kMiddleBpm = 110.0;
constexpr std::array<double, kTempoFigures - 1> kTempoCentres{-1.2, -0.6, 0.0, 0.6, 1.2}; ///< octaves from there
constexpr double kTempoWidth = 0.45;                                                      ///< octaves
/// Octaves from kMiddleBpm to each meter's usual beat (93, 120 and 76 BPM): made music, which the networks know, has more
/// of the extreme tempi than music has, so that a score falls by the square of the octaves from there.
constexpr std::array<double, 5> kUsualTempo{0.0, 0.0, -0.5334, 0.1255, -0.2422};
/// What a score loses by its meter alone: the networks know more compound time than music has, and a fast waltz looks like
/// it when a bar is taken for a beat.
constexpr std::array<double, 5> kRarity{0.0, 0.0, 0.75, 0.0, 0.0};
constexpr std::size_t kHints = kTempoFigures + std::tuple_size_v<GrooveRepeats>;

template <std::size_t Beats>
struct Perceptron {
    float scale[kHidden]; ///< of one step of a hidden unit's weights
    std::int8_t hidden[kHidden][Beats * kGrooveBeat];
    float hiddenBias[kHidden];
    float out[kHidden];
    float outHints[kHints];
    float outBias;
};

struct Weights {
    Perceptron<4> four;
    Perceptron<3> three;
    Perceptron<4> two; ///< hears two bars
    float hiddenHints[kHidden][kHints];
};

constexpr Weights kWeights[] = {
#include "nn/groove/groove_weights.inc"
};

/// What is told beside the bars: the tempo's figures and the repeats.
using Hints = std::array<double, kHints>;

Hints hintsOf(double bpm, const GrooveRepeats& repeats) {
    Hints hints{};
    const double octaves = std::log2(bpm / kMiddleBpm);
    for (std::size_t i = 0; i < kTempoCentres.size(); ++i) {
        const double away = (octaves - kTempoCentres[i]) / kTempoWidth;
        hints[i] = std::exp(-away * away);
    }
    hints[kTempoFigures - 1] = octaves;
    std::ranges::copy(repeats, hints.begin() + kTempoFigures);
    return hints;
}

/// The score when the pattern's beat `first` opens the bar.
template <std::size_t Beats>
double score(const Perceptron<Beats>& perceptron, const Weights& weights, std::span<const float> pattern, std::size_t first,
             const Hints& hints) {
    double result = perceptron.outBias;
    for (std::size_t i = 0; i < kHints; ++i) {
        result += perceptron.outHints[i] * hints[i];
    }
    for (std::size_t h = 0; h < kHidden; ++h) {
        double sum = 0.0;
        for (std::size_t beat = 0; beat < Beats; ++beat) {
            const float* heard = pattern.data() + (beat + first) % Beats * kGrooveBeat;
            const std::int8_t* row = perceptron.hidden[h] + beat * kGrooveBeat;
            for (std::size_t i = 0; i < kGrooveBeat; ++i) {
                sum += row[i] * heard[i];
            }
        }
        sum = sum * perceptron.scale[h] + perceptron.hiddenBias[h];
        for (std::size_t i = 0; i < kHints; ++i) {
            sum += weights.hiddenHints[h][i] * hints[i];
        }
        result += perceptron.out[h] * std::tanh(sum);
    }
    return result;
}

} // namespace

std::array<double, kGroovePlaces.size()> grooveScores(std::span<const float> fours, std::span<const float> threes,
                                                      const GrooveRepeats& repeats, double bpm) {
    assert(fours.size() == 4 * kGrooveBeat && threes.size() == 3 * kGrooveBeat && bpm > 0.0);
    const Hints hints = hintsOf(bpm, repeats);
    std::array<double, kGroovePlaces.size()> scores{};
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const auto first = static_cast<std::size_t>(kGroovePlaces[i].firstBeat);
        const auto meter = static_cast<std::size_t>(kGroovePlaces[i].beatsPerBar);
        const double unusual = hints[kTempoFigures - 1] - kUsualTempo[meter];
        scores[i] = -unusual * unusual - kRarity[meter];
        for (const Weights& weights : kWeights) {
            const double one = kGroovePlaces[i].beatsPerBar == 4   ? score(weights.four, weights, fours, first, hints)
                               : kGroovePlaces[i].beatsPerBar == 3 ? score(weights.three, weights, threes, first, hints)
                                                                   : score(weights.two, weights, fours, first, hints);
            scores[i] += one / static_cast<double>(std::size(kWeights));
        }
    }
    return scores;
}

} // namespace morphony
