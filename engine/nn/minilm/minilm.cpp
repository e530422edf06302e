// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/minilm/minilm.h"

#include "core/parallel.h"
#include "nn/kernels.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace morphony {

namespace {

constexpr std::size_t kFeatures = MiniLm::kFeatures;
constexpr std::size_t kHeads = 12;
constexpr std::size_t kHeadFeatures = kFeatures / kHeads;
constexpr std::size_t kWide = 4 * kFeatures;
constexpr std::size_t kGroup = 16; // texts whose pieces are multiplied together; more would not be faster

using Rows = std::vector<float>;

/// Each row of `features`: mean 0 and variance 1 over the row, then scaled and shifted.
void normaliseRows(Rows& rows, std::span<const float> weight, std::span<const float> bias) {
    constexpr double kEpsilon = 1e-12;
    for (std::size_t at = 0; at < rows.size(); at += kFeatures) {
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t i = 0; i < kFeatures; ++i) {
            sum += rows[at + i];
        }
        const double mean = sum / kFeatures;
        for (std::size_t i = 0; i < kFeatures; ++i) {
            squares += (rows[at + i] - mean) * (rows[at + i] - mean);
        }
        const double scale = 1.0 / std::sqrt(squares / kFeatures + kEpsilon);
        for (std::size_t i = 0; i < kFeatures; ++i) {
            rows[at + i] = static_cast<float>((rows[at + i] - mean) * scale) * weight[i] + bias[i];
        }
    }
}

Rows multiplied(const Rows& rows, std::size_t in, std::span<const float> weight, std::span<const float> bias) {
    const std::size_t count = rows.size() / in;
    const std::size_t out = bias.size();
    Rows result(count * out);
    for (std::size_t r = 0; r < count; ++r) {
        std::ranges::copy(bias, result.begin() + static_cast<std::ptrdiff_t>(r * out));
    }
    addProduct({rows.data(), count, in, in}, {weight.data(), in, out, out}, {result.data(), count, out, out});
    return result;
}

void applyGelu(Rows& values) {
    constexpr auto kHalfRoot = static_cast<float>(1.0 / std::numbers::sqrt2);
    for (float& value : values) {
        value = 0.5F * value * (1.0F + std::erf(value * kHalfRoot));
    }
}

/// One head over the pieces of one text. `all` holds query, key and value side by side.
void attend(const float* all, std::size_t count, float* out) {
    constexpr std::size_t kStride = 3 * kFeatures;
    const float scale = 1.0F / std::sqrt(static_cast<float>(kHeadFeatures));
    std::vector<float> weights(count);
    for (std::size_t q = 0; q < count; ++q) {
        const float* query = all + q * kStride;
        float largest = -1e30F;
        for (std::size_t k = 0; k < count; ++k) {
            const float* key = all + k * kStride + kFeatures;
            float sum = 0.0F;
            for (std::size_t i = 0; i < kHeadFeatures; ++i) {
                sum += query[i] * key[i];
            }
            weights[k] = sum * scale;
            largest = std::max(largest, weights[k]);
        }
        float total = 0.0F;
        for (float& weight : weights) {
            weight = std::exp(weight - largest);
            total += weight;
        }
        for (std::size_t k = 0; k < count; ++k) {
            const float* value = all + k * kStride + 2 * kFeatures;
            for (std::size_t i = 0; i < kHeadFeatures; ++i) {
                out[q * kFeatures + i] += weights[k] / total * value[i];
            }
        }
    }
}

void add(Rows& to, const Rows& rows) { std::ranges::transform(to, rows, to.begin(), std::plus()); }

/// The mean of `count` rows, of length 1.
void poolRows(const float* rows, std::size_t count, float* out) {
    std::array<double, kFeatures> sums{};
    for (std::size_t r = 0; r < count; ++r) {
        for (std::size_t i = 0; i < kFeatures; ++i) {
            sums[i] += rows[r * kFeatures + i];
        }
    }
    double square = 0.0;
    for (const double sum : sums) {
        square += sum * sum;
    }
    const double scale = 1.0 / std::max(std::sqrt(square), 1e-12);
    std::ranges::transform(sums, out, [scale](double sum) { return static_cast<float>(sum * scale); });
}

} // namespace

MiniLm::MiniLm(TensorFile weights)
    : m_file(std::move(weights)), m_pieces(m_file.metadata("vocabulary")),
      m_words(m_file.floats("embeddings.word", {m_pieces.size(), kFeatures})),
      m_positions(m_file.floats("embeddings.position", {2 * kMostPieces, kFeatures})),
      m_types(m_file.floats("embeddings.type", {2, kFeatures})), m_inputNorm(norm("embeddings.norm")) {
    for (std::size_t i = 0; i < kLayers; ++i) {
        const std::string name = "layer." + std::to_string(i) + ".";
        m_layers[i] = {linear(name + "query_key_value", kFeatures, 3 * kFeatures),
                       linear(name + "attended", kFeatures, kFeatures),
                       linear(name + "widened", kFeatures, kWide),
                       linear(name + "narrowed", kWide, kFeatures),
                       norm(name + "attention_norm"),
                       norm(name + "output_norm")};
    }
}

MiniLm::Linear MiniLm::linear(const std::string& name, std::size_t in, std::size_t out) const {
    return {m_file.floats(name + ".weight", {in, out}), m_file.floats(name + ".bias", {out})};
}

MiniLm::Norm MiniLm::norm(const std::string& name) const {
    return {m_file.floats(name + ".weight", {kFeatures}), m_file.floats(name + ".bias", {kFeatures})};
}

std::vector<float> MiniLm::embed(std::span<const std::string> texts) const {
    std::vector<float> rows(texts.size() * kFeatures);
    parallelFor((texts.size() + kGroup - 1) / kGroup, [&](std::size_t group) {
        const std::size_t first = group * kGroup;
        embedGroup(texts.subspan(first, std::min(kGroup, texts.size() - first)), rows.data() + first * kFeatures);
    });
    return rows;
}

void MiniLm::embedGroup(std::span<const std::string> texts, float* rows) const {
    std::vector<std::size_t> starts{0}; // of the texts, in pieces
    Rows state;
    for (const std::string& text : texts) {
        const auto numbers = m_pieces.encode(text, kMostPieces);
        for (std::size_t p = 0; p < numbers.size(); ++p) {
            for (std::size_t i = 0; i < kFeatures; ++i) {
                state.push_back(m_words[numbers[p] * kFeatures + i] + m_types[i] + m_positions[p * kFeatures + i]);
            }
        }
        starts.push_back(starts.back() + numbers.size());
    }
    normaliseRows(state, m_inputNorm.weight, m_inputNorm.bias);
    for (const Layer& layer : m_layers) {
        const Rows all = multiplied(state, kFeatures, layer.queryKeyValue.weight, layer.queryKeyValue.bias);
        Rows heads(state.size());
        for (std::size_t t = 0; t < texts.size(); ++t) {
            for (std::size_t h = 0; h < kHeads; ++h) {
                attend(all.data() + starts[t] * 3 * kFeatures + h * kHeadFeatures, starts[t + 1] - starts[t],
                       heads.data() + starts[t] * kFeatures + h * kHeadFeatures);
            }
        }
        add(state, multiplied(heads, kFeatures, layer.attended.weight, layer.attended.bias));
        normaliseRows(state, layer.afterAttention.weight, layer.afterAttention.bias);
        Rows wide = multiplied(state, kFeatures, layer.widened.weight, layer.widened.bias);
        applyGelu(wide);
        add(state, multiplied(wide, kWide, layer.narrowed.weight, layer.narrowed.bias));
        normaliseRows(state, layer.afterWidening.weight, layer.afterWidening.bias);
    }
    for (std::size_t t = 0; t < texts.size(); ++t) {
        poolRows(state.data() + starts[t] * kFeatures, starts[t + 1] - starts[t], rows + t * kFeatures);
    }
}

} // namespace morphony
