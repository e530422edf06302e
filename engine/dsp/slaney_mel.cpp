// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/slaney_mel.h"

#include "dsp/dot_product.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

double melOf(double hz) { return hz < 1000.0 ? hz * 3.0 / 200.0 : 15.0 + 27.0 * std::log(hz / 1000.0) / std::log(6.4); }
double hzOfMel(double mel) { return mel < 15.0 ? mel * 200.0 / 3.0 : 1000.0 * std::pow(6.4, (mel - 15.0) / 27.0); }

} // namespace

SlaneyMel::SlaneyMel(int bands, double lowestHz, double highestHz, int fftSize, SampleRate rate)
    : m_triangles(static_cast<std::size_t>(bands)) {
    const double lowest = melOf(lowestHz);
    const double step = (melOf(highestHz) - lowest) / (bands + 1);
    const auto edge = [&](std::size_t i) { return hzOfMel(lowest + step * static_cast<double>(i)); };
    for (std::size_t k = 0; k < m_triangles.size(); ++k) {
        auto& [firstBin, weights] = m_triangles[k];
        const double low = edge(k);
        const double centre = edge(k + 1);
        const double high = edge(k + 2);
        for (int bin = 0; bin <= fftSize / 2; ++bin) {
            const double hz = static_cast<double>(bin) * rate.hz / fftSize;
            const double weight = std::min((hz - low) / (centre - low), (high - hz) / (high - centre)) * 2.0 / (high - low);
            if (weight > 0.0) {
                if (weights.empty()) {
                    firstBin = static_cast<std::size_t>(bin);
                }
                weights.push_back(static_cast<float>(weight));
            }
        }
    }
}

void SlaneyMel::energies(std::span<const float> power, std::span<float> energies) const {
    for (std::size_t k = 0; k < m_triangles.size(); ++k) {
        const auto& [firstBin, weights] = m_triangles[k];
        energies[k] = dotProduct(weights.data(), power.data() + firstBin, weights.size());
    }
}

} // namespace morphony
