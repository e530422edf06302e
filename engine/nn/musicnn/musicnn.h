// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"
#include "nn/safetensors.h"
#include "nn/scale_and_shift.h"

#include <span>
#include <string>
#include <vector>

namespace morphony {

/// A convolutional tagger with musically motivated filters (J. Pons, X. Serra: musicnn, 2019; Pons et al., "End-to-end
/// learning for music audio tagging at scale", 2018), in the sizes of its models MTT_musicnn and MSD_musicnn: log-mel
/// frames (MusicnnFeatures) in, the probability of each of 50 tags out. Tall and wide filters over the spectrogram give
/// 561 features per frame, three residual convolutions over time add 192, and the maxima and means over time of all 753
/// decide.
///
/// Immutable; any number of threads may run it. A three-second patch is 1.4 billion multiplications.
class Musicnn {
public:
    static constexpr int kBands = 96;
    static constexpr int kTags = 50;
    static constexpr int kPatchFrames = 187; ///< about 3 s: what the models were trained on

    /// The converted weights of one model. Throws EngineError (MissingResource) when something is missing in the file.
    explicit Musicnn(const TensorFile& weights);

    [[nodiscard]] const std::vector<std::string>& tags() const { return m_tags; }

    /// Probabilities of tags() for any number of frames, kBands values each. Looks at `context` every few milliseconds
    /// and throws JobCancelled.
    [[nodiscard]] std::vector<float> run(std::span<const float> features, const JobContext& context) const;

private:
    /// A convolution with everything behind it: bias, ReLU, batch normalisation.
    struct Layer {
        std::size_t depth = 0; ///< weights of a filter
        std::size_t filters = 0;
        std::vector<float> weights; ///< panels of kPanel filters, [depth, filters of the panel] each
        std::vector<float> bias;
        ScaleAndShift norm;
    };

    /// What a layer's results are for: the largest over all places in the image's rows, or one per frame.
    enum class Use { Pooled, PerFrame };

    static Layer readLayer(const TensorFile& file, int index, std::size_t height, std::size_t width, std::size_t filters,
                           Use use);
    static float finished(const Layer& layer, std::size_t filter, float sum);
    static float finishedLargest(const Layer& layer, std::size_t filter, float largest);
    static void runTimbral(const Layer& layer, std::span<const float> columns, float* features, const JobContext& context);
    static void runTemporal(const Layer& layer, std::span<const float> image, float* features, const JobContext& context);
    static std::vector<float> runOverTime(const Layer& layer, std::span<const float> rows, const JobContext& context);
    [[nodiscard]] std::vector<float> decide(std::span<const float> pooled) const;

    std::vector<std::string> m_tags;
    ScaleAndShift m_inputNorm;
    std::vector<Layer> m_timbral;
    std::vector<Layer> m_temporal;
    std::vector<Layer> m_middle;
    ScaleAndShift m_pooledNorm;
    std::vector<float> m_dense; ///< [1506, 200]
    std::vector<float> m_denseBias;
    ScaleAndShift m_denseNorm;
    std::vector<float> m_output; ///< [200, 50]
    std::vector<float> m_outputBias;
};

} // namespace morphony
