// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/musicnn/musicnn.h"

#include "core/engine_error.h"
#include "nn/kernels.h"

#include <algorithm>
#include <array>
#include <limits>
#include <sstream>

namespace morphony {

namespace {

constexpr std::size_t kBands = Musicnn::kBands;
constexpr std::size_t kPanel = 24; ///< filters that addProduct() keeps in registers at once
constexpr std::size_t kTimbralFilters = 204;
constexpr std::size_t kTemporalFilters = 51;
constexpr std::size_t kFrontFeatures = 2 * kTimbralFilters + 3 * kTemporalFilters;
constexpr std::size_t kMiddleFilters = 64;
constexpr std::size_t kMiddleHeight = 7; ///< frames under a filter of the middle part, and of the timbral ones
constexpr std::size_t kPooled = 2 * (kFrontFeatures + 3 * kMiddleFilters);
constexpr std::size_t kUnits = 200;
constexpr std::size_t kTags = Musicnn::kTags;
constexpr float kLowest = std::numeric_limits<float>::lowest();
/// A frame in columnsOf(): its bands, and three more that addProduct()'s rows by fours may touch.
constexpr std::size_t kColumnFloats = (kBands + 3) * kMiddleHeight;

/// addProduct() is fastest with rows by fours.
std::size_t byFours(std::size_t rows) { return (rows + 3) / 4 * 4; }

/// Filters in the panel that begins at `first`, and the columns it takes.
std::size_t panelFilters(std::size_t filters, std::size_t first) { return std::min(kPanel, filters - first); }
std::size_t panelColumns(std::size_t filters) { return filters > 8 ? kPanel : 8; }

/// Calls body(first filter, filters, weights [depth, columns]) for each panel of a layer.
template <class Body>
void forPanels(std::size_t filters, std::size_t depth, const float* weights, const Body& body) {
    for (std::size_t first = 0; first < filters; first += kPanel) {
        const std::size_t count = panelFilters(filters, first);
        const std::size_t columns = panelColumns(count);
        body(first, count, ConstMatrix{weights, depth, columns, columns});
        weights += depth * columns;
    }
}

/// The columns of a frame and its neighbours as timbral filters meet them: for each frame its bands, for each band the
/// kMiddleHeight frames around. So a filter's part of the image lies in one piece wherever in frequency it stands.
std::vector<float> columnsOf(std::span<const float> image) {
    const std::size_t frames = image.size() / kBands;
    std::vector<float> columns(frames * kColumnFloats);
    for (std::size_t t = 0; t < frames; ++t) {
        for (std::size_t row = 0; row < kMiddleHeight; ++row) {
            const std::size_t neighbour = t + row - kMiddleHeight / 2;
            for (std::size_t b = 0; neighbour < frames && b < kBands; ++b) {
                columns[t * kColumnFloats + b * kMiddleHeight + row] = image[neighbour * kBands + b];
            }
        }
    }
    return columns;
}

/// largest[c] = max(largest[c], rows[r][c]).
void keepLargest(std::span<const float> rows, std::size_t columns, float* largest) {
    for (std::size_t at = 0; at < rows.size(); at += columns) {
        for (std::size_t c = 0; c < columns; ++c) {
            largest[c] = std::max(largest[c], rows[at + c]);
        }
    }
}

/// Appends the maximum and the mean over time of each column, in turn.
void poolOverTime(std::span<const float> rows, std::size_t columns, std::vector<float>& pooled) {
    std::vector<float> largest(columns, kLowest);
    std::vector<double> sums(columns);
    for (std::size_t at = 0; at < rows.size(); at += columns) {
        for (std::size_t c = 0; c < columns; ++c) {
            largest[c] = std::max(largest[c], rows[at + c]);
            sums[c] += rows[at + c];
        }
    }
    const double frames = static_cast<double>(rows.size()) / static_cast<double>(columns);
    for (std::size_t c = 0; c < columns; ++c) {
        pooled.push_back(largest[c]);
        pooled.push_back(static_cast<float>(sums[c] / frames));
    }
}

} // namespace

Musicnn::Layer Musicnn::readLayer(const TensorFile& file, int index, std::size_t height, std::size_t width,
                                  std::size_t filters, Use use) {
    const std::string name = index == 0 ? "conv2d" : "conv2d_" + std::to_string(index);
    const auto kernel = file.floats(name + ".kernel", {height, width, 1, filters});
    const auto bias = file.floats(name + ".bias", {filters});
    Layer layer;
    layer.depth = height * width;
    layer.filters = filters;
    layer.bias.assign(bias.begin(), bias.end());
    layer.norm = ScaleAndShift::ofBatchNorm(file, "batch_normalization_" + std::to_string(index + 1), filters);
    for (std::size_t first = 0; first < filters; first += kPanel) {
        const std::size_t count = panelFilters(filters, first);
        const std::size_t columns = panelColumns(count);
        for (std::size_t d = 0; d < layer.depth; ++d) {
            const std::size_t from = use == Use::PerFrame ? d : d % height * width + d / height;
            for (std::size_t c = 0; c < columns; ++c) {
                const bool turned = c < count && use == Use::Pooled && layer.norm.scale[first + c] < 0.0F;
                const float weight = c < count ? kernel[from * filters + first + c] : 0.0F;
                layer.weights.push_back(turned ? -weight : weight);
            }
        }
    }
    return layer;
}

Musicnn::Musicnn(const TensorFile& weights) : m_inputNorm(ScaleAndShift::ofBatchNorm(weights, "batch_normalization", 1)) {
    std::istringstream labels(weights.metadata("labels"));
    for (std::string label; std::getline(labels, label);) {
        m_tags.push_back(label);
    }
    if (m_tags.size() != kTags) {
        throw EngineError(ErrorKind::MissingResource, "A music tagger has " + std::to_string(m_tags.size()) +
                                                          " tags instead of " + std::to_string(kTags) +
                                                          "; set the models up again (packaging/dev setup).");
    }
    int index = 0;
    for (const std::size_t width : {38U, 67U}) {
        m_timbral.push_back(readLayer(weights, index++, kMiddleHeight, width, kTimbralFilters, Use::Pooled));
    }
    for (const std::size_t height : {128U, 64U, 32U}) {
        m_temporal.push_back(readLayer(weights, index++, height, 1, kTemporalFilters, Use::Pooled));
    }
    for (const std::size_t width : {kFrontFeatures, kMiddleFilters, kMiddleFilters}) {
        m_middle.push_back(readLayer(weights, index++, kMiddleHeight, width, kMiddleFilters, Use::PerFrame));
    }
    const auto copy = [](std::span<const float> values) { return std::vector<float>(values.begin(), values.end()); };
    m_pooledNorm = ScaleAndShift::ofBatchNorm(weights, "batch_normalization_9", kPooled);
    m_dense = copy(weights.floats("dense.kernel", {kPooled, kUnits}));
    m_denseBias = copy(weights.floats("dense.bias", {kUnits}));
    m_denseNorm = ScaleAndShift::ofBatchNorm(weights, "batch_normalization_10", kUnits);
    m_output = copy(weights.floats("dense_1.kernel", {kUnits, kTags}));
    m_outputBias = copy(weights.floats("dense_1.bias", {kTags}));
}

std::vector<float> Musicnn::run(std::span<const float> features, const JobContext& context) const {
    const std::size_t frames = features.size() / kBands;
    std::vector<float> image(features.begin(), features.end());
    m_inputNorm.apply(image);

    std::vector<float> front(frames * kFrontFeatures);
    float* at = front.data();
    const std::vector<float> columns = columnsOf(image);
    for (const Layer& layer : m_timbral) {
        runTimbral(layer, columns, at, context);
        at += layer.filters;
    }
    for (const Layer& layer : m_temporal) {
        runTemporal(layer, image, at, context);
        at += layer.filters;
    }

    std::vector<float> pooled;
    poolOverTime(front, kFrontFeatures, pooled);
    std::vector<float> middle;
    for (const Layer& layer : m_middle) {
        std::vector<float> rows = runOverTime(layer, middle.empty() ? front : middle, context);
        for (std::size_t i = 0; i < middle.size(); ++i) {
            rows[i] += middle[i];
        }
        middle = std::move(rows);
        poolOverTime(middle, kMiddleFilters, pooled);
    }
    return decide(pooled);
}

float Musicnn::finished(const Layer& layer, std::size_t filter, float sum) {
    return layer.norm.scale[filter] * std::max(sum + layer.bias[filter], 0.0F) + layer.norm.shift[filter];
}

/// Where the normalisation turns the order round, the weights were negated, and the smallest sum is wanted.
float Musicnn::finishedLargest(const Layer& layer, std::size_t filter, float largest) {
    return finished(layer, filter, layer.norm.scale[filter] < 0.0F ? -largest : largest);
}

void Musicnn::runTimbral(const Layer& layer, std::span<const float> columns, float* features, const JobContext& context) {
    const std::size_t places = kBands - layer.depth / kMiddleHeight + 1;
    std::vector<float> sums(byFours(places) * kPanel);
    forPanels(layer.filters, layer.depth, layer.weights.data(),
              [&](std::size_t first, std::size_t count, ConstMatrix weights) {
                  for (std::size_t t = 0; t * kColumnFloats < columns.size(); ++t) {
                      context.checkCancelled();
                      std::ranges::fill(sums, 0.0F);
                      addProduct({columns.data() + t * kColumnFloats, byFours(places), layer.depth, kMiddleHeight}, weights,
                                 {sums.data(), byFours(places), weights.columns, weights.columns});
                      std::array<float, kPanel> largest{};
                      largest.fill(kLowest);
                      keepLargest(std::span(sums).first(places * weights.columns), weights.columns, largest.data());
                      for (std::size_t c = 0; c < count; ++c) {
                          features[t * kFrontFeatures + first + c] = finishedLargest(layer, first + c, largest[c]);
                      }
                  }
              });
}

void Musicnn::runTemporal(const Layer& layer, std::span<const float> image, float* features, const JobContext& context) {
    const std::size_t frames = image.size() / kBands;
    const std::size_t rows = byFours(frames);
    const std::size_t before = (layer.depth - 1) / 2; // TensorFlow's "same": the odd one goes behind
    std::vector<float> band(rows + layer.depth - 1);
    std::vector<float> sums(rows * kPanel);
    std::vector<float> largest(rows * kPanel);
    forPanels(layer.filters, layer.depth, layer.weights.data(),
              [&](std::size_t first, std::size_t count, ConstMatrix weights) {
                  std::ranges::fill(largest, kLowest);
                  for (std::size_t b = 0; b < kBands; ++b) {
                      context.checkCancelled();
                      for (std::size_t t = 0; t < frames; ++t) {
                          band[before + t] = image[t * kBands + b];
                      }
                      std::ranges::fill(sums, 0.0F);
                      addProduct({band.data(), rows, layer.depth, 1}, weights,
                                 {sums.data(), rows, weights.columns, weights.columns});
                      keepLargest(std::span(sums).first(rows * weights.columns), rows * weights.columns, largest.data());
                  }
                  for (std::size_t t = 0; t < frames; ++t) {
                      for (std::size_t c = 0; c < count; ++c) {
                          features[t * kFrontFeatures + first + c] =
                              finishedLargest(layer, first + c, largest[t * weights.columns + c]);
                      }
                  }
              });
}

std::vector<float> Musicnn::runOverTime(const Layer& layer, std::span<const float> rows, const JobContext& context) {
    const std::size_t width = layer.depth / kMiddleHeight;
    const std::size_t frames = rows.size() / width;
    std::vector<float> padded((byFours(frames) + kMiddleHeight - 1) * width);
    std::ranges::copy(rows, padded.begin() + static_cast<std::ptrdiff_t>(kMiddleHeight / 2 * width));
    std::vector<float> out(frames * layer.filters);
    std::vector<float> sums(byFours(frames) * kPanel);
    forPanels(layer.filters, layer.depth, layer.weights.data(),
              [&](std::size_t first, std::size_t count, ConstMatrix weights) {
                  context.checkCancelled();
                  std::ranges::fill(sums, 0.0F);
                  addProduct({padded.data(), byFours(frames), layer.depth, width}, weights,
                             {sums.data(), byFours(frames), weights.columns, weights.columns});
                  for (std::size_t t = 0; t < frames; ++t) {
                      for (std::size_t c = 0; c < count; ++c) {
                          out[t * layer.filters + first + c] = finished(layer, first + c, sums[t * weights.columns + c]);
                      }
                  }
              });
    return out;
}

std::vector<float> Musicnn::decide(std::span<const float> pooled) const {
    const auto dense = [](std::span<const float> in, const std::vector<float>& weights, const std::vector<float>& bias) {
        std::vector<float> out = bias;
        addProduct({in.data(), 1, in.size(), in.size()}, {weights.data(), in.size(), out.size(), out.size()},
                   {out.data(), 1, out.size(), out.size()});
        return out;
    };
    std::vector<float> values(pooled.begin(), pooled.end());
    m_pooledNorm.apply(values);
    std::vector<float> units = dense(values, m_dense, m_denseBias);
    applyRelu(units);
    m_denseNorm.apply(units);
    std::vector<float> probabilities = dense(units, m_output, m_outputBias);
    applySigmoid(probabilities);
    return probabilities;
}

} // namespace morphony
