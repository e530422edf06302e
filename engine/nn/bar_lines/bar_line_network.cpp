// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/bar_lines/bar_line_network.h"

#include <cassert>
#include <cmath>
#include <cstdint>

namespace morphony {

namespace {

constexpr std::size_t kInputs = kBarLineBeats * kBarLineFigures;
constexpr std::size_t kHidden = 16;

struct Perceptron {
    double hiddenScale; ///< of one step of the weights
    std::int8_t hidden[kHidden][kInputs];
    float hiddenBias[kHidden];
    float out[kHidden];
    float outBias;
};

constexpr Perceptron kPerceptrons[] = {
#include "nn/bar_lines/bar_line_weights.inc"
};

double logOdds(const Perceptron& perceptron, std::span<const float> beats) {
    double odds = perceptron.outBias;
    for (std::size_t h = 0; h < kHidden; ++h) {
        double sum = 0.0;
        for (std::size_t i = 0; i < kInputs; ++i) {
            sum += perceptron.hidden[h][i] * beats[i];
        }
        odds += perceptron.out[h] * std::tanh(perceptron.hiddenScale * sum + perceptron.hiddenBias[h]);
    }
    return odds;
}

} // namespace

double barLineLogOdds(std::span<const float> beats) {
    assert(beats.size() == kInputs);
    double sum = 0.0;
    for (const Perceptron& perceptron : kPerceptrons) {
        sum += logOdds(perceptron, beats);
    }
    return sum / static_cast<double>(std::size(kPerceptrons));
}

} // namespace morphony
