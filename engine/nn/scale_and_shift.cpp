// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/scale_and_shift.h"

#include <cmath>

namespace morphony {

namespace {
constexpr float kEpsilon = 1e-3F; // keras.layers.BatchNormalization
} // namespace

ScaleAndShift ScaleAndShift::ofBatchNorm(const TensorFile& file, const std::string& name, std::size_t size) {
    const auto gamma = file.floats(name + ".gamma", {size});
    const auto beta = file.floats(name + ".beta", {size});
    const auto mean = file.floats(name + ".moving_mean", {size});
    const auto variance = file.floats(name + ".moving_variance", {size});
    ScaleAndShift norm;
    for (std::size_t i = 0; i < size; ++i) {
        norm.scale.push_back(gamma[i] / std::sqrt(variance[i] + kEpsilon));
        norm.shift.push_back(beta[i] - mean[i] * norm.scale[i]);
    }
    return norm;
}

void ScaleAndShift::apply(std::span<float> rows) const {
    for (std::size_t i = 0; i < rows.size(); i += scale.size()) {
        for (std::size_t c = 0; c < scale.size(); ++c) {
            rows[i + c] = rows[i + c] * scale[c] + shift[c];
        }
    }
}

} // namespace morphony
