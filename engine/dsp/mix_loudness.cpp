// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/loudness.h"

#include "core/engine_error.h"
#include "core/parallel.h"
#include "dsp/dot_product.h"
#include "dsp/k_weighting.h"
#include "dsp/loudness_gate.h"

#include <algorithm>
#include <cstdint>

namespace morphony {

namespace {

using Layers = std::span<const std::shared_ptr<const AudioSource>>;

/// Tenths of a second handled together: enough to keep two threads busy between their meetings.
constexpr FrameCount kTenthsPerStep = 16;

/// K-weighted blocks of one layer after another in time.
class WeightedReader {
public:
    WeightedReader(const AudioSource& source, FrameCount framesPerStep)
        : m_source(source), m_block(source.channels(), framesPerStep) {
        for (int c = 0; c < source.channels(); c += 2) {
            m_filters.emplace_back(source.sampleRate());
        }
    }

    void next(FrameCount position, FrameCount count) {
        const AudioView view = m_block.view().slice({0, count});
        m_source.read(position, view);
        for (int c = 0; c < view.channels(); c += 2) {
            float* second = c + 1 < view.channels() ? view.channel(c + 1).data() : nullptr;
            m_filters[static_cast<std::size_t>(c / 2)].process(view.channel(c).data(), second,
                                                               static_cast<std::size_t>(count));
        }
    }

    [[nodiscard]] const float* channel(int c) const { return m_block.channel(c).data(); }

private:
    const AudioSource& m_source;
    AudioBuffer m_block;
    std::vector<KWeighting> m_filters;
};

/// Walks through the layers tenth of a second by tenth and sums up, for each, the weighted products of every pair
/// (i, j <= i), in the order of a lower triangle.
class PairEnergies {
public:
    explicit PairEnergies(Layers layers)
        : m_frames(layers.front()->frames()), m_tenth((layers.front()->sampleRate().hz + 5) / 10),
          m_channels(layers.front()->channels()), m_layers(layers.size()) {
        for (std::size_t i = 0; i < layers.size(); ++i) { // one sound may be several layers: it is read once
            const auto same = std::ranges::find(layers.first(i), layers[i]) - layers.begin();
            m_readerOf.push_back(static_cast<std::size_t>(same) < i ? m_readerOf[static_cast<std::size_t>(same)]
                                                                    : m_readers.size());
            if (m_readerOf.back() == m_readers.size()) {
                m_readers.emplace_back(*layers[i], m_tenth * kTenthsPerStep);
            }
        }
        for (int c = 0; c < m_channels; ++c) {
            m_weights.push_back(loudnessWeight(c, m_channels));
        }
    }

    /// A last tenth that is cut short counts as one only in a piece that is shorter than a block.
    [[nodiscard]] FrameCount tenths() const {
        const FrameCount whole = m_frames / m_tenth;
        return whole < static_cast<FrameCount>(kTenthsPerBlock) ? (m_frames + m_tenth - 1) / m_tenth : whole;
    }
    [[nodiscard]] FrameCount framesPerTenth() const { return m_tenth; }
    [[nodiscard]] std::size_t pairs() const { return m_layers * (m_layers + 1) / 2; }

    /// pairs() sums for each tenth, one tenth after another.
    [[nodiscard]] std::vector<double> run(JobContext& context) {
        std::vector<double> sums(static_cast<std::size_t>(tenths()) * pairs());
        for (FrameCount tenth = 0; tenth < tenths(); tenth += kTenthsPerStep) {
            const FrameCount count = std::min(kTenthsPerStep, tenths() - tenth);
            double* at = sums.data() + static_cast<std::size_t>(tenth) * pairs();
            parallelFor(m_readers.size(), [&](std::size_t i) { m_readers[i].next(tenth * m_tenth, count * m_tenth); });
            parallelFor(static_cast<std::size_t>(count), [&](std::size_t k) { productsOf(k, at + k * pairs()); });
            context.progress(static_cast<double>(tenth + count) / static_cast<double>(tenths()));
        }
        return sums;
    }

private:
    void productsOf(std::size_t tenth, double* sums) const {
        const auto length = static_cast<std::size_t>(m_tenth);
        const auto samples = [&](std::size_t layer, int c) {
            return m_readers[m_readerOf[layer]].channel(c) + tenth * length;
        };
        for (std::size_t i = 0; i < m_layers; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                double sum = 0.0;
                for (int c = 0; c < m_channels; ++c) {
                    const double weight = m_weights[static_cast<std::size_t>(c)];
                    if (weight > 0.0) {
                        sum += weight * dotProduct(samples(i, c), samples(j, c), length);
                    }
                }
                *sums++ = sum;
            }
        }
    }

    FrameCount m_frames;
    FrameCount m_tenth;
    int m_channels;
    std::size_t m_layers;
    std::vector<WeightedReader> m_readers;
    std::vector<std::size_t> m_readerOf; ///< per layer
    std::vector<double> m_weights;
};

void checkShapes(Layers layers) {
    for (const auto& layer : layers) {
        if (layer->sampleRate() != layers.front()->sampleRate() || layer->channels() != layers.front()->channels() ||
            layer->frames() != layers.front()->frames()) {
            throw EngineError(ErrorKind::Internal, "The layers of a mix differ in rate, channels or length.");
        }
    }
}

} // namespace

double loudnessWeight(int channel, int channels) {
    constexpr double kSurround = 1.41; // BS.1770-4 table 3
    if (channels == 4) {
        return channel < 2 ? 1.0 : kSurround;
    }
    if (channels == 5) {
        return channel < 3 ? 1.0 : kSurround;
    }
    if (channel == 4 || channel == 5) {
        return kSurround;
    }
    return channel < 3 ? 1.0 : 0.0; // 3 is the LFE, and from 6 on nothing is known
}

MixLoudness::MixLoudness(Layers layers, JobContext& context) : m_layers(layers.size()) {
    if (layers.empty() || layers.front()->frames() == 0) {
        return;
    }
    checkShapes(layers);
    PairEnergies energies(layers);
    m_framesPerTenth = static_cast<double>(energies.framesPerTenth());
    m_sums = energies.run(context);
}

std::vector<double> MixLoudness::matrix() const {
    std::vector<double> matrix(m_layers * m_layers);
    const std::size_t pairs = m_layers * (m_layers + 1) / 2;
    std::vector<double> source; // its own energies are the first pair
    for (std::size_t at = 0; at < m_sums.size(); at += pairs) {
        source.push_back(m_sums[at]);
    }
    const std::vector<std::uint8_t> blocksOf = gatedBlocksOf(source, m_framesPerTenth);
    std::vector<double> totals(pairs);
    double weight = 0.0;
    for (std::size_t tenth = 0; tenth < blocksOf.size(); ++tenth) {
        weight += blocksOf[tenth];
        for (std::size_t k = 0; k < pairs; ++k) {
            totals[k] += blocksOf[tenth] * m_sums[tenth * pairs + k];
        }
    }
    if (weight == 0.0) {
        return matrix;
    }
    const double scale = 1.0 / (weight * m_framesPerTenth);
    std::size_t k = 0;
    for (std::size_t i = 0; i < m_layers; ++i) {
        for (std::size_t j = 0; j <= i; ++j, ++k) {
            matrix[i * m_layers + j] = matrix[j * m_layers + i] = totals[k] * scale;
        }
    }
    return matrix;
}

double MixLoudness::gatedEnergy(std::span<const float> gains) const {
    const std::size_t pairs = m_layers * (m_layers + 1) / 2;
    std::vector<double> mix;
    for (std::size_t at = 0; at < m_sums.size(); at += pairs) {
        double energy = 0.0;
        const double* product = m_sums.data() + at;
        for (std::size_t i = 0; i < m_layers; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                energy += (i == j ? 1.0 : 2.0) * gains[i] * gains[j] * *product++;
            }
        }
        mix.push_back(std::max(energy, 0.0)); // rounding may leave what cancels itself out slightly negative
    }
    return gatedMeanEnergy(mix, m_framesPerTenth);
}

} // namespace morphony
