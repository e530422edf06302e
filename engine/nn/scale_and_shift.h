// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/safetensors.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace morphony {

/// Batch normalisation of trained statistics, folded into one product and one sum per channel: scale x + shift.
struct ScaleAndShift {
    std::vector<float> scale;
    std::vector<float> shift;

    /// From the tensors NAME.gamma, .beta, .moving_mean and .moving_variance of `size` values each, with Keras' epsilon of
    /// 0.001. Throws as TensorFile::floats() does.
    [[nodiscard]] static ScaleAndShift ofBatchNorm(const TensorFile& file, const std::string& name, std::size_t size);

    /// In place, rows of as many values as there are channels.
    void apply(std::span<float> rows) const;
};

} // namespace morphony
