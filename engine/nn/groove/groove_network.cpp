// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/groove/groove_network.h"

#include <cassert>
#include <cmath>
#include <cstdint>

namespace morphony {

namespace {

constexpr std::size_t kHidden = 12;
constexpr std::size_t kTempoFigures = 6;
constexpr double kMiddleBpm = 110.0;
constexpr std::array<double, kTempoFigures - 1> kTempoCentres{-1.2, -0.6, 0.0, 0.6, 1.2}; ///< octaves from there
constexpr double kTempoWidth = 0.45;                                                      ///< octaves

template <std::size_t Beats>
struct Perceptron {
    float scale[kHidden]; ///< of one step of a hidden unit's weights
    std::int8_t hidden[kHidden][Beats * kGrooveBeat];
    float hiddenBias[kHidden];
    float out[kHidden];
    float outTempo[kTempoFigures];
    float outBias;
};

struct Weights {
    Perceptron<4> four;
    Perceptron<3> three;
    Perceptron<4> two; ///< hears two bars
    float hiddenTempo[kHidden][kTempoFigures];
};

constexpr Weights kWeights[] = {
#include "nn/groove/groove_weights.inc"
};

using TempoFigures = std::array<double, kTempoFigures>;

TempoFigures tempoFigures(double bpm) {
    TempoFigures figures{};
    const double octaves = std::log2(bpm / kMiddleBpm);
    for (std::size_t i = 0; i < kTempoCentres.size(); ++i) {
        const double away = (octaves - kTempoCentres[i]) / kTempoWidth;
        figures[i] = std::exp(-away * away);
    }
    figures.back() = octaves;
    return figures;
}

/// The score when the pattern's beat `first` opens the bar.
template <std::size_t Beats>
double score(const Perceptron<Beats>& perceptron, const Weights& weights, std::span<const float> pattern, std::size_t first,
             const TempoFigures& tempo) {
    double result = perceptron.outBias;
    for (std::size_t i = 0; i < kTempoFigures; ++i) {
        result += perceptron.outTempo[i] * tempo[i];
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
        for (std::size_t i = 0; i < kTempoFigures; ++i) {
            sum += weights.hiddenTempo[h][i] * tempo[i];
        }
        result += perceptron.out[h] * std::tanh(sum);
    }
    return result;
}

} // namespace

std::array<double, kGroovePlaces.size()> grooveScores(std::span<const float> fours, std::span<const float> threes,
                                                      double bpm) {
    assert(fours.size() == 4 * kGrooveBeat && threes.size() == 3 * kGrooveBeat && bpm > 0.0);
    const TempoFigures tempo = tempoFigures(bpm);
    std::array<double, kGroovePlaces.size()> scores{};
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const auto first = static_cast<std::size_t>(kGroovePlaces[i].firstBeat);
        for (const Weights& weights : kWeights) {
            const double one = kGroovePlaces[i].beatsPerBar == 4   ? score(weights.four, weights, fours, first, tempo)
                               : kGroovePlaces[i].beatsPerBar == 3 ? score(weights.three, weights, threes, first, tempo)
                                                                   : score(weights.two, weights, fours, first, tempo);
            scores[i] += one / static_cast<double>(std::size(kWeights));
        }
    }
    return scores;
}

} // namespace morphony
