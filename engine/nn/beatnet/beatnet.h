// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/safetensors.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

/// BeatNet (Heydari, Cwitkowitz, Duan, ISMIR 2021), one of its three models: for every frame of a spectrogram the
/// probability that a beat or a downbeat falls on it. Equal to the package BeatNet 1.1.3 within 1e-4.
///
/// Features per frame: the 136 bands of BeatSpectrogram, then their rise since the frame before (0 where they fall; all 0
/// in the first frame): 272 values. The network looks back only: frames go in from first to last, in blocks of any size,
/// with a State that carries the memory from block to block. const and shared freely between threads.
class BeatNet {
public:
    static constexpr std::size_t kFeatures = 272;
    static constexpr std::size_t kModels = 3;

    /// What is expected of a frame; the rest to 1 is "none of the two".
    struct Activation {
        float beat = 0.0F; ///< a beat that is no downbeat
        float downbeat = 0.0F;
    };

    class State {
    public:
        State();

    private:
        friend class BeatNet;
        static constexpr std::size_t kLayers = 2;
        std::array<std::vector<float>, kLayers> m_hidden;
        std::array<std::vector<float>, kLayers> m_cell;
    };

    /// `weights` is openModel("beatnet"), `model` 0, 1 or 2. Throws EngineError (MissingResource) when a tensor is missing.
    BeatNet(const TensorFile& weights, std::size_t model);

    /// One activation for each of features.size() / kFeatures frames.
    [[nodiscard]] std::vector<Activation> run(std::span<const float> features, State& state) const;

private:
    struct Recurrent {
        std::vector<float> inputWeights;  ///< [150 x 600], gates i, f, g, o side by side
        std::vector<float> hiddenWeights; ///< [150 x 600]
        std::vector<float> bias;          ///< 600, the sum of the two that torch keeps
    };

    [[nodiscard]] std::vector<float> convolved(std::span<const float> features, std::size_t frames) const;
    void runRecurrent(const Recurrent& layer, std::vector<float>& frames, std::vector<float>& hidden,
                      std::vector<float>& cell) const;

    std::vector<float> m_taps;    ///< [2 x 10]
    std::vector<float> m_tapBias; ///< 2
    std::vector<float> m_narrow;  ///< [262 x 150]
    std::vector<float> m_narrowBias;
    std::array<Recurrent, State::kLayers> m_recurrent;
    std::vector<float> m_out; ///< [150 x 3]
    std::vector<float> m_outBias;
};

} // namespace morphony
