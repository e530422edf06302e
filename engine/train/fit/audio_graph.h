// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/audio_net/audio_net_layout.h"
#include "train/fit/tag_batch.h"

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace morphony {

/// The audio network as LibTorch trains it: its tensors, in the order of audioNetTensors(), and what they do. One thread.
class AudioGraph {
public:
    struct Outputs {
        at::Tensor embedding;   ///< patches x embedding, of length 1
        at::Tensor families;    ///< patches x families, before the softmax
        at::Tensor instruments; ///< patches x instruments, before the sigmoid
    };
    /// Is told what each layer gives, by the layer's name.
    using Observer = std::function<void(const std::string&, const at::Tensor&)>;

    /// Weights drawn after He et al. 2015, the same for a seed on every machine.
    AudioGraph(const AudioNetShape& shape, std::uint64_t seed, at::Device device);

    /// `mel`: patches x frames x bands. In training, layers are normalised by the batch's statistics, which the running
    /// ones follow, and a share `dropout` of the dense units is left out.
    [[nodiscard]] Outputs forward(const at::Tensor& mel, bool training, double dropout,
                                  const Observer& observer = {}) const;

    [[nodiscard]] const AudioNetShape& shape() const { return m_shape; }
    [[nodiscard]] const std::vector<AudioNetTensor>& layout() const { return m_layout; }
    [[nodiscard]] const std::vector<at::Tensor>& tensors() const { return m_tensors; }

private:
    [[nodiscard]] const at::Tensor& tensor(const std::string& name) const;
    [[nodiscard]] at::Tensor convolution(const at::Tensor& in, const std::string& name, bool training) const;
    [[nodiscard]] at::Tensor dense(const at::Tensor& in, const std::string& name) const;

    AudioNetShape m_shape;
    std::vector<AudioNetTensor> m_layout;
    std::vector<at::Tensor> m_tensors;
};

/// What a batch costs: cross entropy of the families, binary cross entropy of the instruments, and `retrieval` times the
/// normalised temperature-scaled cross entropy (T. Chen et al. 2020) that draws the embeddings of a piece's two patches
/// together and away from all others. Labels that are not known cost nothing.
[[nodiscard]] at::Tensor tagLoss(const AudioGraph::Outputs& outputs, const TagBatch& batch, double retrieval);

} // namespace morphony
