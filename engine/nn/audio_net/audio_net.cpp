// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/audio_net/audio_net.h"

#include "core/engine_error.h"
#include "core/json_value.h"
#include "nn/audio_net/planes.h"
#include "nn/kernels.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>

namespace morphony {

namespace {

constexpr std::size_t kBands = AudioNetShape::kBands;

/// What the file says of itself; "" where it does not.
std::string textOf(const Checkpoint& file, const char* key) {
    const auto found = file.metadata().find(key);
    return found == file.metadata().end() ? std::string() : found->second;
}

std::size_t sizeOf(const Checkpoint& file, const char* key) {
    const std::string text = textOf(file, key);
    if (text.empty() || text.size() > 6 || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }) ||
        text == "0") {
        throw EngineError(ErrorKind::InputUnreadable, "The weights of the audio network do not say their \"" +
                                                          std::string(key) + "\"; install the model again.");
    }
    return std::stoul(text);
}

std::vector<std::string> namesIn(const Checkpoint& file, const char* key) {
    std::vector<std::string> names;
    try {
        const JsonValue list = JsonValue::parse(textOf(file, key));
        for (const JsonValue& each : list.array()) {
            names.push_back(each.text());
        }
    } catch (const JsonProblem& problem) {
        throw EngineError(ErrorKind::InputUnreadable, "The weights of the audio network hold no list of " +
                                                          std::string(key) + ": " + problem.what() +
                                                          "; install the model again.");
    }
    return names;
}

std::vector<float> row(const Checkpoint& file, const std::string& name, std::size_t size) {
    return file.floats(name, std::span(&size, 1));
}

void softmax(std::span<float> values) {
    const float largest = *std::ranges::max_element(values);
    double sum = 0.0;
    for (float& value : values) {
        value = std::exp(value - largest);
        sum += value;
    }
    for (float& value : values) {
        value = static_cast<float>(value / sum);
    }
}

} // namespace

AudioNet::Convolution AudioNet::readConvolution(const Checkpoint& file, const std::string& name, std::size_t in,
                                                std::size_t out) {
    const std::array<std::size_t, 4> shape{out, in, 3, 3};
    const auto kernel = file.floats(name + ".weight", shape);
    const auto gain = row(file, name + ".norm.weight", out);
    const auto shift = row(file, name + ".norm.bias", out);
    const auto mean = row(file, name + ".norm.mean", out);
    const auto variance = row(file, name + ".norm.variance", out);
    Convolution layer{in, out, std::vector<float>(kernel.size()), {}};
    for (std::size_t o = 0; o < out; ++o) {
        const double scale = gain[o] / std::sqrt(static_cast<double>(variance[o]) + AudioNetShape::kNormEpsilon);
        layer.bias.push_back(static_cast<float>(shift[o] - mean[o] * scale));
        for (std::size_t i = 0; i < in; ++i) {
            for (std::size_t place = 0; place < 9; ++place) {
                layer.weights[(place * in + i) * out + o] = static_cast<float>(kernel[(o * in + i) * 9 + place] * scale);
            }
        }
    }
    return layer;
}

AudioNet::Dense AudioNet::readDense(const Checkpoint& file, const std::string& name, std::size_t in, std::size_t out) {
    const std::array<std::size_t, 2> shape{out, in};
    return {transposed(file.floats(name + ".weight", shape), out, in), row(file, name + ".bias", out)};
}

AudioNet::AudioNet(const Checkpoint& weights)
    : m_shape{.width = sizeOf(weights, "width"),
              .units = sizeOf(weights, "units"),
              .embedding = sizeOf(weights, "embedding")},
      m_families(namesIn(weights, "families")), m_instruments(namesIn(weights, "instruments")),
      m_mean(row(weights, "input.mean", kBands)), m_scale(row(weights, "input.scale", kBands)) {
    m_shape.families = m_families.size();
    m_shape.instruments = m_instruments.size();
    std::size_t in = 1;
    for (std::size_t block = 0; block < AudioNetShape::kConvolutions.size(); ++block) {
        for (std::size_t i = 0; i < AudioNetShape::kConvolutions[block]; ++i, in = m_shape.channels(block)) {
            m_convolutions.push_back(readConvolution(weights, audioNetConvolution(block, i), in, m_shape.channels(block)));
        }
    }
    m_dense.push_back(readDense(weights, "dense1", m_shape.pooled(), m_shape.units));
    m_dense.push_back(readDense(weights, "dense2", m_shape.units, m_shape.embedding));
    m_dense.push_back(readDense(weights, "dense3", m_shape.embedding, m_shape.families + m_shape.instruments));
}

std::vector<float> AudioNet::run(const Dense& layer, std::span<const float> in) {
    std::vector<float> out = layer.bias;
    addProduct({in.data(), 1, in.size(), in.size()}, {layer.weights.data(), in.size(), out.size(), out.size()},
               {out.data(), 1, out.size(), out.size()});
    return out;
}

AudioNet::Output AudioNet::run(std::span<const float> mel, const JobContext& context) const {
    assert(mel.size() == AudioNetShape::kPatchFrames * kBands);
    Planes planes(AudioNetShape::kPatchFrames, kBands, 1);
    for (std::size_t i = 0; i < mel.size(); ++i) {
        planes.at(i / kBands, i % kBands)[0] = (mel[i] - m_mean[i % kBands]) * m_scale[i % kBands];
    }
    auto layer = m_convolutions.begin();
    for (const std::size_t convolutions : AudioNetShape::kConvolutions) {
        for (std::size_t i = 0; i < convolutions; ++i, ++layer) {
            context.checkCancelled();
            planes = planes.convolved(layer->weights, layer->bias);
        }
        planes = planes.halved();
    }
    std::vector<float> units = run(m_dense[0], planes.pooledOverTime());
    applyRelu(units);
    Output output;
    output.embedding = run(m_dense[1], units);
    std::vector<float> tags = output.embedding;
    applyRelu(tags);
    tags = run(m_dense[2], tags);
    output.families.assign(tags.begin(), tags.begin() + static_cast<std::ptrdiff_t>(m_families.size()));
    output.instruments.assign(tags.begin() + static_cast<std::ptrdiff_t>(m_families.size()), tags.end());
    softmax(output.families);
    applySigmoid(output.instruments);
    const auto& e = output.embedding;
    const float length = std::sqrt(std::inner_product(e.begin(), e.end(), e.begin(), 1e-24F));
    std::ranges::transform(e, output.embedding.begin(), [&](float value) { return value / length; });
    return output;
}

} // namespace morphony
