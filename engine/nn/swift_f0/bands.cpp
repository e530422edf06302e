// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/swift_f0/bands.h"

#include <cassert>
#include <cmath>

namespace morphony::swift_f0 {

namespace {
constexpr float kFloor = 1e-8F; ///< keeps the logarithm finite
}

Bands::Bands(const TensorFile& weights, std::size_t size) : m_bands(kBands) {
    const std::string name = "front" + std::to_string(size);
    const auto window = weights.floats(name + ".window", {size});
    m_window.assign(window.begin(), window.end());
    const std::size_t bins = size / 2 + 1;
    const auto matrix = weights.floats(name + ".bands", {bins, kBands});
    for (std::size_t band = 0; band < kBands; ++band) {
        for (std::size_t bin = 0; bin < bins; ++bin) {
            const float weight = matrix[bin * kBands + band];
            Band& entry = m_bands[band];
            if (entry.weights.empty()) {
                entry.firstBin = bin;
            }
            if (weight != 0.0F) {
                entry.weights.resize(bin - entry.firstBin, 0.0F);
                entry.weights.push_back(weight);
            }
        }
    }
}

void Bands::run(std::span<const float> samples, std::size_t middle, Fft& fft, float* out, std::size_t step) const {
    assert(static_cast<std::size_t>(fft.size()) == size());
    const float* first = samples.data() + middle - size() / 2;
    const auto time = fft.timeData();
    for (std::size_t i = 0; i < size(); ++i) {
        time[i] = first[i] * m_window[i];
    }
    fft.forward();
    const auto bins = fft.binData();
    for (std::size_t band = 0; band < kBands; ++band) {
        const Band& entry = m_bands[band];
        float sum = kFloor;
        for (std::size_t i = 0; i < entry.weights.size(); ++i) {
            const auto bin = bins[entry.firstBin + i];
            sum += entry.weights[i] * std::sqrt(bin.real() * bin.real() + bin.imag() * bin.imag());
        }
        out[band * step] = sum; // the caller takes logarithms, many at a time
    }
}

} // namespace morphony::swift_f0
