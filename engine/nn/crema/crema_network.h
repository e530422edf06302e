// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"
#include "nn/safetensors.h"
#include "nn/scale_and_shift.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace morphony {

/// What the chord network says about each frame; one row of probabilities per frame.
struct ChordActivations {
    static constexpr std::size_t kTags = 170;   ///< in the order of CremaNetwork::labels()
    static constexpr std::size_t kPitches = 12; ///< C first; independent of each other
    static constexpr std::size_t kRoots = 13;   ///< C first, then none
    static constexpr std::size_t kBasses = 13;  ///< likewise

    std::size_t frames = 0;
    std::vector<float> tags;
    std::vector<float> pitches;
    std::vector<float> roots;
    std::vector<float> basses;
};

/// The chord network of crema 0.2.0 (Brian McFee; McFee & Bello, "Structured training for large-vocabulary chord
/// recognition", ISMIR 2017): two convolutions, two bidirectional GRUs of 128 units, heads for pitch classes, root,
/// bass, and chord. Equal to the Keras model within 1e-4 on the same input, but for pieces of more than kFramesAtOnce
/// frames (12 minutes), which are done in parts that overlap by 48 s on both sides. const and shared freely.
class CremaNetwork {
public:
    static constexpr std::size_t kBins = 252; ///< constant-Q bins per frame: seven octaves of 36 from C1
    static constexpr std::size_t kFramesAtOnce = 8'192;

    /// Throws EngineError (MissingResource) when a tensor is missing or of another shape.
    explicit CremaNetwork(TensorFile weights);
    CremaNetwork(CremaNetwork&&) = default;

    /// "C:maj", "F#:hdim7", ..., "N" (no chord), "X" (a chord of another kind).
    [[nodiscard]] const std::vector<std::string>& labels() const { return m_labels; }

    /// `magnitudes`: frames x kBins constant-Q magnitudes of the whole piece, one frame per 4,096 samples at 44,100 Hz.
    /// The network sees them in dB below the loudest of the lower and of the upper six octaves, -80 at least. All
    /// processors; the same bits for any number of them. Any thread; polls `context` for cancel, tells no progress.
    [[nodiscard]] ChordActivations run(std::span<const float> magnitudes, const JobContext& context) const;

private:
    struct Gru {
        std::span<const float> kernel;    ///< in x 384: update, reset, candidate
        std::span<const float> recurrent; ///< 128 x 384
        std::span<const float> bias;
        std::size_t inputs = 0;
    };
    struct Dense {
        std::span<const float> kernel; ///< in x out
        std::span<const float> bias;
        [[nodiscard]] std::vector<float> apply(std::span<const float> rows) const;
    };
    struct Levels;

    [[nodiscard]] Gru gru(const std::string& layer, const std::string& name, std::size_t inputs) const;
    [[nodiscard]] Dense dense(const std::string& name, std::size_t inputs, std::size_t outputs) const;
    void convolve(const Levels& levels, std::size_t first, std::size_t count, float* out) const;
    [[nodiscard]] std::vector<float> encode(const Levels& levels, std::size_t begin, std::size_t end) const;
    static void recur(const Gru& gru, std::span<const float> in, bool backwards, float* out, const JobContext& context);
    static std::vector<float> bidirectional(const std::array<Gru, 2>& layer, std::span<const float> in,
                                            const JobContext& context);
    [[nodiscard]] ChordActivations heads(std::span<const float> hidden) const;

    TensorFile m_weights;
    std::vector<std::string> m_labels;
    ScaleAndShift m_inputNorm;
    std::span<const float> m_filter; ///< 5 frames x 5 bins x 2 channels
    float m_filterBias = 0.0F;
    ScaleAndShift m_filterNorm;
    Dense m_encoder; ///< 216 bins to 72
    ScaleAndShift m_encoderNorm;
    std::array<Gru, 2> m_first;
    ScaleAndShift m_firstNorm;
    std::array<Gru, 2> m_second;
    Dense m_pitch;
    Dense m_root;
    Dense m_bass;
    ScaleAndShift m_tagNorm;
    Dense m_tag;
};

} // namespace morphony
