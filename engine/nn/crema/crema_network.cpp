// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/crema/crema_network.h"

#include "core/parallel.h"
#include "nn/kernels.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace morphony {

namespace {

constexpr std::size_t kChannelBins = 216; ///< six octaves: C1 to B6 in the first channel, C2 to B7 in the second
constexpr std::size_t kChannelShift = CremaNetwork::kBins - kChannelBins;
constexpr std::size_t kChannels = 2;
constexpr std::size_t kReach = 2; ///< of the first convolution, to all sides
constexpr std::size_t kTaps = 2 * kReach + 1;
constexpr std::size_t kEncoded = 72;
constexpr std::size_t kUnits = 128;
constexpr std::size_t kGates = 3 * kUnits;
constexpr std::size_t kHidden = 2 * kUnits;
constexpr std::size_t kTagInputs =
    kHidden + ChordActivations::kPitches + ChordActivations::kRoots + ChordActivations::kBasses;
constexpr float kRangeDb = 80.0F;
constexpr float kLeastMagnitude = 1e-5F; ///< librosa.amplitude_to_db's amin
constexpr std::size_t kContext = 512;    ///< frames on both sides of a part: after 48 s little is left of another start
constexpr std::size_t kFramesPerTask = 64;
constexpr std::size_t kStepsBetweenChecks = 256; ///< about 5 ms

float decibels(float magnitude) { return 20.0F * std::log10(std::max(magnitude, kLeastMagnitude)); }

void softmaxRows(std::vector<float>& values, std::size_t columns) {
    for (auto row = values.begin(); row != values.end(); row += static_cast<std::ptrdiff_t>(columns)) {
        const auto end = row + static_cast<std::ptrdiff_t>(columns);
        const float highest = *std::max_element(row, end);
        float sum = 0.0F;
        for (auto value = row; value != end; ++value) {
            *value = std::exp(*value - highest);
            sum += *value;
        }
        std::for_each(row, end, [sum](float& value) { value /= sum; });
    }
}

} // namespace

/// The two channels' levels in dB below their maxima, over the whole piece.
struct CremaNetwork::Levels {
    explicit Levels(std::span<const float> magnitudesOfPiece)
        : magnitudes(magnitudesOfPiece), frames(magnitudesOfPiece.size() / kBins) {
        std::array<float, kChannels> highest{};
        for (std::size_t i = 0; i < magnitudes.size(); ++i) {
            const std::size_t bin = i % kBins;
            highest[0] = bin < kChannelBins ? std::max(highest[0], magnitudes[i]) : highest[0];
            highest[1] = bin >= kChannelShift ? std::max(highest[1], magnitudes[i]) : highest[1];
        }
        std::ranges::transform(highest, reference.begin(), decibels);
    }
    [[nodiscard]] float at(std::size_t frame, std::size_t channel, std::size_t bin) const {
        const float level = decibels(magnitudes[frame * kBins + channel * kChannelShift + bin]) - reference[channel];
        return std::max(level, -kRangeDb);
    }

    std::span<const float> magnitudes;
    std::size_t frames;
    std::array<float, kChannels> reference{};
};

std::vector<float> CremaNetwork::Dense::apply(std::span<const float> rows) const {
    const std::size_t outputs = bias.size();
    const std::size_t inputs = kernel.size() / outputs;
    const std::size_t count = rows.size() / inputs;
    std::vector<float> out(count * outputs);
    const std::size_t tasks = (count + kFramesPerTask - 1) / kFramesPerTask;
    parallelFor(tasks, [&](std::size_t task) {
        const std::size_t first = task * kFramesPerTask;
        const std::size_t size = std::min(kFramesPerTask, count - first);
        float* to = out.data() + first * outputs;
        for (std::size_t i = 0; i < size; ++i) {
            std::ranges::copy(bias, to + i * outputs);
        }
        addProduct({rows.data() + first * inputs, size, inputs, inputs}, {kernel.data(), inputs, outputs, outputs},
                   {to, size, outputs, outputs});
    });
    return out;
}

CremaNetwork::Gru CremaNetwork::gru(const std::string& layer, const std::string& name, std::size_t inputs) const {
    const std::string prefix = layer + "." + name + ".";
    return {m_weights.floats(prefix + "kernel", {inputs, kGates}),
            m_weights.floats(prefix + "recurrent_kernel", {kUnits, kGates}), m_weights.floats(prefix + "bias", {kGates}),
            inputs};
}

CremaNetwork::Dense CremaNetwork::dense(const std::string& name, std::size_t inputs, std::size_t outputs) const {
    return {m_weights.floats(name + ".kernel", {inputs, outputs}), m_weights.floats(name + ".bias", {outputs})};
}

CremaNetwork::CremaNetwork(TensorFile weights) : m_weights(std::move(weights)) {
    std::istringstream labels(m_weights.metadata("labels"));
    for (std::string label; labels >> label;) {
        m_labels.push_back(label);
    }
    m_inputNorm = ScaleAndShift::ofBatchNorm(m_weights, "batch_normalization_1", kChannels);
    m_filter = m_weights.floats("conv2d_1.kernel", {kTaps, kTaps, kChannels, 1});
    m_filterBias = m_weights.floats("conv2d_1.bias", {1})[0];
    m_filterNorm = ScaleAndShift::ofBatchNorm(m_weights, "batch_normalization_2", 1);
    m_encoder = {m_weights.floats("conv2d_2.kernel", {1, kChannelBins, 1, kEncoded}),
                 m_weights.floats("conv2d_2.bias", {kEncoded})};
    m_encoderNorm = ScaleAndShift::ofBatchNorm(m_weights, "batch_normalization_3", kEncoded);
    m_first = {gru("bidirectional_1", "forward_gru_1", kEncoded), gru("bidirectional_1", "backward_gru_1", kEncoded)};
    m_firstNorm = ScaleAndShift::ofBatchNorm(m_weights, "batch_normalization_4", kHidden);
    m_second = {gru("bidirectional_2", "forward_gru_2", kHidden), gru("bidirectional_2", "backward_gru_2", kHidden)};
    m_pitch = dense("chord_pitch", kHidden, ChordActivations::kPitches);
    m_root = dense("chord_root", kHidden, ChordActivations::kRoots);
    m_bass = dense("chord_bass", kHidden, ChordActivations::kBasses);
    m_tagNorm = ScaleAndShift::ofBatchNorm(m_weights, "batch_normalization_5", kTagInputs);
    m_tag = dense("chord_tag", kTagInputs, ChordActivations::kTags);
}

/// The first convolution and its normalisation for frames [first, first + count): count x 216 values.
void CremaNetwork::convolve(const Levels& levels, std::size_t first, std::size_t count, float* out) const {
    constexpr std::size_t kPadded = kChannelBins + 2 * kReach;
    const std::size_t rows = count + 2 * kReach;
    std::vector<float> padded(rows * kChannels * kPadded); // zero outside the piece and beyond the bins
    for (std::size_t r = 0; r < rows; ++r) {
        if (first + r < kReach || first + r - kReach >= levels.frames) {
            continue;
        }
        for (std::size_t c = 0; c < kChannels; ++c) {
            float* row = padded.data() + (r * kChannels + c) * kPadded + kReach;
            for (std::size_t bin = 0; bin < kChannelBins; ++bin) {
                row[bin] = levels.at(first + r - kReach, c, bin) * m_inputNorm.scale[c] + m_inputNorm.shift[c];
            }
        }
    }
    std::fill_n(out, count * kChannelBins, m_filterBias);
    for (std::size_t frame = 0; frame < count; ++frame) {
        const std::span<float> row(out + frame * kChannelBins, kChannelBins);
        for (std::size_t dt = 0; dt < kTaps; ++dt) {
            for (std::size_t c = 0; c < kChannels; ++c) {
                std::array<float, kTaps> taps{};
                for (std::size_t df = 0; df < kTaps; ++df) {
                    taps[df] = m_filter[(dt * kTaps + df) * kChannels + c];
                }
                addCorrelation({padded.data() + ((frame + dt) * kChannels + c) * kPadded, kPadded}, taps, row);
            }
        }
    }
    const std::span<float> all(out, count * kChannelBins);
    applyRelu(all);
    m_filterNorm.apply(all);
}

std::vector<float> CremaNetwork::encode(const Levels& levels, std::size_t begin, std::size_t end) const {
    std::vector<float> convolved((end - begin) * kChannelBins);
    parallelFor((end - begin + kFramesPerTask - 1) / kFramesPerTask, [&](std::size_t task) {
        const std::size_t first = begin + task * kFramesPerTask;
        convolve(levels, first, std::min(kFramesPerTask, end - first), convolved.data() + (first - begin) * kChannelBins);
    });
    auto encoded = m_encoder.apply(convolved);
    applyRelu(encoded);
    m_encoderNorm.apply(encoded);
    return encoded;
}

/// One direction of a layer: row t of `out`, which are kHidden apart, gets 128 values.
void CremaNetwork::recur(const Gru& gru, std::span<const float> in, bool backwards, float* out, const JobContext& context) {
    const std::size_t frames = in.size() / gru.inputs;
    std::vector<float> gates(frames * kGates);
    for (std::size_t t = 0; t < frames; ++t) {
        std::ranges::copy(gru.bias, gates.data() + t * kGates);
    }
    addProduct({in.data(), frames, gru.inputs, gru.inputs}, {gru.kernel.data(), gru.inputs, kGates, kGates},
               {gates.data(), frames, kGates, kGates});
    const ConstMatrix updateAndReset{gru.recurrent.data(), kUnits, 2 * kUnits, kGates};
    const ConstMatrix candidate{gru.recurrent.data() + 2 * kUnits, kUnits, kUnits, kGates};
    std::array<float, kUnits> state{};
    std::array<float, kUnits> kept{};
    for (std::size_t step = 0; step < frames; ++step) {
        if (step % kStepsBetweenChecks == 0) {
            context.checkCancelled();
        }
        const std::size_t t = backwards ? frames - 1 - step : step;
        float* gate = gates.data() + t * kGates;
        addProduct({state.data(), 1, kUnits, kUnits}, updateAndReset, {gate, 1, 2 * kUnits, 2 * kUnits});
        applyHardSigmoid({gate, 2 * kUnits});
        for (std::size_t u = 0; u < kUnits; ++u) {
            kept[u] = gate[kUnits + u] * state[u]; // Keras resets before the product
        }
        float* fresh = gate + 2 * kUnits;
        addProduct({kept.data(), 1, kUnits, kUnits}, candidate, {fresh, 1, kUnits, kUnits});
        applyTanh({fresh, kUnits});
        for (std::size_t u = 0; u < kUnits; ++u) {
            state[u] = gate[u] * state[u] + (1.0F - gate[u]) * fresh[u];
        }
        std::ranges::copy(state, out + t * kHidden);
    }
}

std::vector<float> CremaNetwork::bidirectional(const std::array<Gru, 2>& layer, std::span<const float> in,
                                               const JobContext& context) {
    std::vector<float> out(in.size() / layer[0].inputs * kHidden);
    parallelFor(layer.size(), [&](std::size_t direction) {
        recur(layer[direction], in, direction == 1, out.data() + direction * kUnits, context);
    });
    return out;
}

ChordActivations CremaNetwork::heads(std::span<const float> hidden) const {
    ChordActivations result;
    result.frames = hidden.size() / kHidden;
    result.pitches = m_pitch.apply(hidden);
    applySigmoid(result.pitches);
    result.roots = m_root.apply(hidden);
    softmaxRows(result.roots, ChordActivations::kRoots);
    result.basses = m_bass.apply(hidden);
    softmaxRows(result.basses, ChordActivations::kBasses);
    std::vector<float> joined;
    joined.reserve(result.frames * kTagInputs);
    const auto append = [&joined](std::span<const float> values, std::size_t width, std::size_t frame) {
        const auto row = values.subspan(frame * width, width);
        joined.insert(joined.end(), row.begin(), row.end());
    };
    for (std::size_t t = 0; t < result.frames; ++t) {
        append(hidden, kHidden, t);
        append(result.pitches, ChordActivations::kPitches, t);
        append(result.roots, ChordActivations::kRoots, t);
        append(result.basses, ChordActivations::kBasses, t);
    }
    m_tagNorm.apply(joined);
    result.tags = m_tag.apply(joined);
    softmaxRows(result.tags, ChordActivations::kTags);
    return result;
}

ChordActivations CremaNetwork::run(std::span<const float> magnitudes, const JobContext& context) const {
    const Levels levels(magnitudes);
    ChordActivations result;
    const auto keep = [](std::vector<float>& all, const std::vector<float>& part, std::size_t width, std::size_t first,
                         std::size_t count) {
        const auto begin = part.begin() + static_cast<std::ptrdiff_t>(first * width);
        all.insert(all.end(), begin, begin + static_cast<std::ptrdiff_t>(count * width));
    };
    while (result.frames < levels.frames) {
        const std::size_t first = result.frames;
        const std::size_t count = std::min(kFramesAtOnce, levels.frames - first);
        const std::size_t begin = first - std::min(first, kContext);
        const std::size_t end = std::min(levels.frames, first + count + kContext);
        auto hidden = encode(levels, begin, end);
        hidden = bidirectional(m_first, hidden, context);
        m_firstNorm.apply(hidden);
        hidden = bidirectional(m_second, hidden, context);
        const ChordActivations part = heads(hidden);
        keep(result.tags, part.tags, ChordActivations::kTags, first - begin, count);
        keep(result.pitches, part.pitches, ChordActivations::kPitches, first - begin, count);
        keep(result.roots, part.roots, ChordActivations::kRoots, first - begin, count);
        keep(result.basses, part.basses, ChordActivations::kBasses, first - begin, count);
        result.frames += count;
    }
    return result;
}

} // namespace morphony
