// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace morphony {

/// The audio network's layers, for those who train it and those who run it: the layout of VGG-19 (K. Simonyan,
/// A. Zisserman, 2014), 16 convolutions of 3 x 3 in five blocks with normalisation and ReLU, each block followed by the
/// maxima of 2 x 2, then three dense layers. It hears a patch of log-mel frames (LogMel), standardised band by band. Before
/// the dense layers the last block's planes are reduced to mean and maximum over time, so that it does not matter when in
/// the patch something sounds. The second dense layer is the embedding, the third tells style families and instruments.
struct AudioNetShape {
    static constexpr std::size_t kBands = 64;
    static constexpr std::size_t kPatchFrames = 128; ///< 6 s
    static constexpr std::array<std::size_t, 5> kConvolutions{2, 2, 4, 4, 4};
    static constexpr std::array<std::size_t, 5> kWidening{1, 2, 4, 8, 8};
    static constexpr double kNormEpsilon = 1e-5; ///< of the normalisation, beside the variance

    std::size_t width = 24; ///< channels of the first block
    std::size_t units = 256;
    std::size_t embedding = 128;
    std::size_t families = 0;
    std::size_t instruments = 0;

    [[nodiscard]] std::size_t channels(std::size_t block) const { return width * kWidening[block]; }
    /// Mean and maximum of the two bands that five halvings leave.
    [[nodiscard]] std::size_t pooled() const { return 2 * 2 * channels(4); }

    bool operator==(const AudioNetShape&) const = default;
};

/// One of its tensors, as it is called in files.
struct AudioNetTensor {
    enum class Role {
        Weight,
        Trained,
        Statistic
    }; ///< a matrix or kernel; a row that is trained too; a row that is measured

    std::string name;
    std::vector<std::size_t> shape;
    Role role = Role::Weight;
};

/// "conv1_1" to "conv5_4".
[[nodiscard]] inline std::string audioNetConvolution(std::size_t block, std::size_t index) {
    return "conv" + std::to_string(block + 1) + "_" + std::to_string(index + 1);
}

/// All tensors, in the order in which they are used: input.mean, input.scale; NAME.weight [out, in, 3 over time, 3 over
/// bands] and NAME.norm.weight, .bias, .mean, .variance of each convolution; dense1 to dense3 with .weight [out, in] and
/// .bias. The first rows of dense3 are families, the rest instruments.
[[nodiscard]] inline std::vector<AudioNetTensor> audioNetTensors(const AudioNetShape& shape) {
    using Role = AudioNetTensor::Role;
    std::vector<AudioNetTensor> all{{"input.mean", {AudioNetShape::kBands}, Role::Statistic},
                                    {"input.scale", {AudioNetShape::kBands}, Role::Statistic}};
    std::size_t in = 1;
    for (std::size_t block = 0; block < AudioNetShape::kConvolutions.size(); ++block) {
        const std::size_t out = shape.channels(block);
        for (std::size_t i = 0; i < AudioNetShape::kConvolutions[block]; ++i, in = out) {
            const std::string name = audioNetConvolution(block, i);
            all.push_back({name + ".weight", {out, in, 3, 3}, Role::Weight});
            all.push_back({name + ".norm.weight", {out}, Role::Trained});
            all.push_back({name + ".norm.bias", {out}, Role::Trained});
            all.push_back({name + ".norm.mean", {out}, Role::Statistic});
            all.push_back({name + ".norm.variance", {out}, Role::Statistic});
        }
    }
    in = shape.pooled();
    std::size_t number = 0;
    for (const std::size_t out : {shape.units, shape.embedding, shape.families + shape.instruments}) {
        const std::string name = "dense" + std::to_string(++number);
        all.push_back({name + ".weight", {out, in}, Role::Weight});
        all.push_back({name + ".bias", {out}, Role::Trained});
        in = out;
    }
    return all;
}

} // namespace morphony
