// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/beatnet/beatnet.h"

#include "nn/kernels.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace morphony {

namespace {

constexpr std::size_t kTaps = 10;
constexpr std::size_t kFilters = 2;
constexpr std::size_t kConvolved = BeatNet::kFeatures - kTaps + 1; // 263
constexpr std::size_t kPooled = kConvolved / 2;                    // 131: the last value has no partner
constexpr std::size_t kCells = 150;
constexpr std::size_t kGates = 4 * kCells;
constexpr std::size_t kClasses = 3;

std::vector<float> copied(std::span<const float> values) { return {values.begin(), values.end()}; }

/// rows copies of `bias`, the place for a layer's output.
std::vector<float> biasRows(const std::vector<float>& bias, std::size_t rows) {
    std::vector<float> out(rows * bias.size());
    for (std::size_t r = 0; r < rows; ++r) {
        std::ranges::copy(bias, out.begin() + static_cast<std::ptrdiff_t>(r * bias.size()));
    }
    return out;
}

std::vector<float> layer(const std::vector<float>& in, std::size_t rows, const std::vector<float>& weights,
                         const std::vector<float>& bias) {
    std::vector<float> out = biasRows(bias, rows);
    const std::size_t inputs = weights.size() / bias.size();
    addProduct({in.data(), rows, inputs}, {weights.data(), inputs, bias.size()}, {out.data(), rows, bias.size()});
    return out;
}

} // namespace

BeatNet::State::State() {
    for (std::size_t i = 0; i < kLayers; ++i) {
        m_hidden[i].assign(kCells, 0.0F);
        m_cell[i].assign(kCells, 0.0F);
    }
}

BeatNet::BeatNet(const TensorFile& weights, std::size_t model) {
    const std::string prefix = "model_" + std::to_string(model + 1) + ".";
    m_taps = copied(weights.floats(prefix + "conv1.weight", {kFilters, 1, kTaps}));
    m_tapBias = copied(weights.floats(prefix + "conv1.bias", {kFilters}));
    m_narrow =
        transposed(weights.floats(prefix + "linear0.weight", {kCells, kFilters * kPooled}), kCells, kFilters * kPooled);
    m_narrowBias = copied(weights.floats(prefix + "linear0.bias", {kCells}));
    for (std::size_t i = 0; i < m_recurrent.size(); ++i) {
        const std::string suffix = "_l" + std::to_string(i);
        const auto matrix = [&](const char* name) {
            return transposed(weights.floats(prefix + "lstm." + name + suffix, {kGates, kCells}), kGates, kCells);
        };
        m_recurrent[i] = {matrix("weight_ih"), matrix("weight_hh"),
                          copied(weights.floats(prefix + "lstm.bias_ih" + suffix, {kGates}))};
        const auto second = weights.floats(prefix + "lstm.bias_hh" + suffix, {kGates});
        std::ranges::transform(m_recurrent[i].bias, second, m_recurrent[i].bias.begin(), std::plus<>());
    }
    m_out = transposed(weights.floats(prefix + "linear.weight", {kClasses, kCells}), kClasses, kCells);
    m_outBias = copied(weights.floats(prefix + "linear.bias", {kClasses}));
}

/// Convolution along the bands, rectified, each two neighbours reduced to the larger one; the first filter's values of a
/// frame come before the second's.
std::vector<float> BeatNet::convolved(std::span<const float> features, std::size_t frames) const {
    std::vector<float> pooled(frames * kFilters * kPooled);
    std::vector<float> line(kConvolved);
    for (std::size_t t = 0; t < frames; ++t) {
        for (std::size_t f = 0; f < kFilters; ++f) {
            std::ranges::fill(line, m_tapBias[f]);
            addCorrelation(features.subspan(t * kFeatures, kFeatures), std::span(m_taps).subspan(f * kTaps, kTaps), line);
            float* out = pooled.data() + (t * kFilters + f) * kPooled;
            for (std::size_t i = 0; i < kPooled; ++i) {
                out[i] = std::max({line[2 * i], line[2 * i + 1], 0.0F});
            }
        }
    }
    return pooled;
}

/// In place: the layer's input frames become its hidden states.
void BeatNet::runRecurrent(const Recurrent& weights, std::vector<float>& frames, std::vector<float>& hidden,
                           std::vector<float>& cell) const {
    const std::size_t count = frames.size() / kCells;
    std::vector<float> gates = layer(frames, count, weights.inputWeights, weights.bias);
    std::vector<float> squashed(kCells);
    for (std::size_t t = 0; t < count; ++t) {
        float* gate = gates.data() + t * kGates;
        addProduct({hidden.data(), 1, kCells}, {weights.hiddenWeights.data(), kCells, kGates}, {gate, 1, kGates});
        applySigmoid({gate, 2 * kCells});
        applyTanh({gate + 2 * kCells, kCells});
        applySigmoid({gate + 3 * kCells, kCells});
        for (std::size_t i = 0; i < kCells; ++i) {
            cell[i] = gate[kCells + i] * cell[i] + gate[i] * gate[2 * kCells + i];
        }
        squashed = cell;
        applyTanh(squashed);
        for (std::size_t i = 0; i < kCells; ++i) {
            hidden[i] = gate[3 * kCells + i] * squashed[i];
        }
        std::ranges::copy(hidden, frames.begin() + static_cast<std::ptrdiff_t>(t * kCells));
    }
}

std::vector<BeatNet::Activation> BeatNet::run(std::span<const float> features, State& state) const {
    const std::size_t count = features.size() / kFeatures;
    std::vector<float> frames = layer(convolved(features, count), count, m_narrow, m_narrowBias);
    for (std::size_t i = 0; i < m_recurrent.size(); ++i) {
        runRecurrent(m_recurrent[i], frames, state.m_hidden[i], state.m_cell[i]);
    }
    const std::vector<float> scores = layer(frames, count, m_out, m_outBias);
    std::vector<Activation> activations(count);
    for (std::size_t t = 0; t < count; ++t) {
        const float* score = scores.data() + t * kClasses;
        const float most = std::max({score[0], score[1], score[2]});
        const float beat = std::exp(score[0] - most);
        const float downbeat = std::exp(score[1] - most);
        const float sum = beat + downbeat + std::exp(score[2] - most);
        activations[t] = {beat / sum, downbeat / sum};
    }
    return activations;
}

} // namespace morphony
