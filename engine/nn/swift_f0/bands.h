// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dsp/fft.h"
#include "nn/safetensors.h"

#include <cstddef>
#include <span>
#include <vector>

namespace morphony::swift_f0 {

inline constexpr std::size_t kBands = 128;

/// One of SwiftF0's three spectrograms: magnitudes of windowed frames summed in 128 bands.
class Bands {
public:
    /// `size` of the window: 512, 1024 or 2048.
    Bands(const TensorFile& weights, std::size_t size);

    [[nodiscard]] std::size_t size() const { return m_window.size(); }

    /// Bands (before the logarithm, which is quicker for many at a time) of the frame whose middle is samples[middle],
    /// `step` floats apart in `out`. The samples reach size() / 2 to
    /// each side of it. `fft` has size().
    void run(std::span<const float> samples, std::size_t middle, Fft& fft, float* out, std::size_t step) const;

private:
    struct Band {
        std::size_t firstBin = 0;
        std::vector<float> weights;
    };

    std::vector<float> m_window;
    std::vector<Band> m_bands;
};

} // namespace morphony::swift_f0
