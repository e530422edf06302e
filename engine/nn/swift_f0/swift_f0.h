// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"
#include "nn/swift_f0/bands.h"
#include "nn/swift_f0/planes_table.h"

#include <vector>

namespace morphony {

/// SwiftF0 0.3 (Nieradzik): the pitch of one voice, whistling, humming or an instrument that plays one note at a time.
/// Plain loops on the CPU, equal to the published network within 1e-3.
class SwiftF0 {
public:
    static constexpr SampleRate kRate{16'000};
    static constexpr FrameCount kHop = 256; ///< a frame every 16 ms, its middle at frame * kHop
    static constexpr float kLowestHz = 46.875F;
    static constexpr float kHighestHz = 2093.75F;

    struct Estimate {
        float hz = 0.0F;         ///< of the likeliest pitch, voiced or not
        float confidence = 0.0F; ///< that somebody sounds, 0 to 1; voiced from 0.5 on
    };
    struct Range {
        float lowestHz = kLowestHz;
        float highestHz = kHighestHz;
    };

    /// Reads the model `swift-f0`. Throws EngineError (MissingResource) when it is not installed.
    SwiftF0();

    /// A frame per whole kHop samples (at least one) of `mono`, one channel at kRate. Only pitches inside `range` are
    /// considered; where another is likelier the confidence is 0. Chunks run in parallel; the result does not depend on
    /// the number of threads. Reports progress of the stage that the caller has begun and polls for cancel.
    [[nodiscard]] std::vector<Estimate> estimate(const AudioSource& mono, JobContext& context, Range range) const;
    [[nodiscard]] std::vector<Estimate> estimate(const AudioSource& mono, JobContext& context) const {
        return estimate(mono, context, Range{});
    }

private:
    struct Layer {
        std::size_t in = 0;
        std::size_t out = 0;
        std::size_t bins = 0; ///< of the kernel
        std::size_t frames = 0;
        std::size_t dilation = 1;   ///< between the kernel's bins
        std::vector<float> weights; ///< [group of four outputs][in][bin][frame][4]
        std::vector<float> bias;
    };
    struct Workspace;

    explicit SwiftF0(const TensorFile& weights);
    static Layer layer(const TensorFile& weights, const std::string& name, std::size_t out, std::size_t in,
                       std::size_t bins, std::size_t frames, std::size_t dilation);

    void chunk(const AudioSource& mono, FrameCount firstFrame, FrameCount frames, Range range, Workspace& work,
               Estimate* out) const;
    void listen(const AudioSource& mono, Workspace& work) const;
    void convolve(const Layer& layer, const std::vector<float>& in, std::size_t inBins, std::size_t outBins,
                  const std::vector<float>* residual, bool rectified, Workspace& work, std::vector<float>& out) const;
    void decode(Range range, Workspace& work, std::size_t frame, Estimate& out) const;
    void voicing(Workspace& work) const;

    swift_f0::RowLoop m_row;
    std::vector<swift_f0::Bands> m_bands; ///< windows of 1024, 2048 and 512 samples
    Layer m_stem;
    std::vector<Layer> m_blocks; ///< two a block
    Layer m_head;
    Layer m_voicing;
    std::vector<float> m_pitchWeights;
    float m_pitchBias = 0.0F;
    std::vector<float> m_voicingWeights2; ///< [16][5][3]
    std::vector<float> m_voicingBias2;
    std::vector<float> m_voicingWeights3;
    float m_voicingBias3 = 0.0F;
    std::vector<float> m_binHz;
    std::vector<float> m_binLogHz;
};

} // namespace morphony
