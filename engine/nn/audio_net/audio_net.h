// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"
#include "nn/audio_net/audio_net_layout.h"
#include "nn/checkpoint/checkpoint.h"

#include <span>
#include <string>
#include <vector>

namespace morphony {

/// The project's own audio network (audio_net_layout.h says what it is), run in plain loops: a patch of log-mel frames in,
/// style families, instruments and an embedding out. Equal to the network as LibTorch trains it within 1e-4.
///
/// Immutable; any number of threads may run it. A patch of 6 s is 446 million multiplications at the width 24,
/// 24 ms of a core with AVX2.
class AudioNet {
public:
    struct Output {
        std::vector<float> embedding;   ///< of length 1: the nearer to each other, the more alike two patches sound
        std::vector<float> families;    ///< probability of each of families(); they add up to 1
        std::vector<float> instruments; ///< probability of each of instruments(), on its own
    };

    /// Weights as Learner::writeWeights() leaves them. Throws EngineError (InputUnreadable) naming what is missing or of
    /// another shape.
    explicit AudioNet(const Checkpoint& weights);

    [[nodiscard]] const AudioNetShape& shape() const { return m_shape; }
    [[nodiscard]] const std::vector<std::string>& families() const { return m_families; }
    [[nodiscard]] const std::vector<std::string>& instruments() const { return m_instruments; }

    /// `mel`: AudioNetShape::kPatchFrames x kBands values of LogMel. Looks at `context` once a layer, every few
    /// milliseconds, and throws JobCancelled.
    [[nodiscard]] Output run(std::span<const float> mel, const JobContext& context) const;

private:
    /// A convolution with its normalisation folded in.
    struct Convolution {
        std::size_t in = 0;
        std::size_t out = 0;
        std::vector<float> weights; ///< [3 over time, 3 over bands, in, out]
        std::vector<float> bias;
    };
    struct Dense {
        std::vector<float> weights; ///< [in, out]
        std::vector<float> bias;
    };

    static Convolution readConvolution(const Checkpoint& file, const std::string& name, std::size_t in, std::size_t out);
    static Dense readDense(const Checkpoint& file, const std::string& name, std::size_t in, std::size_t out);
    static std::vector<float> run(const Dense& layer, std::span<const float> in);

    AudioNetShape m_shape;
    std::vector<std::string> m_families;
    std::vector<std::string> m_instruments;
    std::vector<float> m_mean;
    std::vector<float> m_scale;
    std::vector<Convolution> m_convolutions;
    std::vector<Dense> m_dense;
};

} // namespace morphony
