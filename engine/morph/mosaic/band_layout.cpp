// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/band_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>

namespace morphony {

namespace {

constexpr double kLowestCentreHz = 60.0;
constexpr double kHighestCentreHz = 18'000.0;
/// Below this lies no music, only offset and rumble, which must not steer the lowest band.
constexpr double kLowestMeasuredHz = 20.0;
/// Power of an empty band, far below one step of 24-bit audio in a 64-sample window.
constexpr float kLeastPower = 1e-13F;

/// |H|^2 of a biquad at `hz` for its design rate of 48 kHz.
double biquadPower(const std::array<double, 3>& b, const std::array<double, 3>& a, double hz) {
    const double w = 2.0 * std::numbers::pi * hz / 48'000.0;
    const auto at = [w](const std::array<double, 3>& k) {
        const std::complex<double> z = std::polar(1.0, -w);
        return std::norm(k[0] + z * (k[1] + z * k[2]));
    };
    return at(b) / at(a);
}

/// The K filter's power response: coefficients of ITU-R BS.1770-4, tables 1 and 2.
double kWeight(double hz) {
    return biquadPower({1.53512485958697, -2.69169618940638, 1.19839281085285}, {1.0, -1.69065929318241, 0.73248077421585},
                       hz) *
           biquadPower({1.0, -2.0, 1.0}, {1.0, -1.99004745483398, 0.99007225036621}, hz);
}

MelBandShape bandsUpTo(double limitHz) {
    return {BandLayout::kBands, kLowestCentreHz, std::min(kHighestCentreHz, limitHz)};
}

} // namespace

BandLayout::BandLayout(StftShape shape, SampleRate rate, double limitHz)
    : m_shape(shape), m_mel(shape.size, rate, bandsUpTo(limitHz)) {
    for (const double centre : m_mel.centresHz()) {
        m_loudness.push_back(static_cast<float>(kWeight(centre)));
    }
    const double binHz = static_cast<double>(rate.hz) / shape.size;
    m_firstBin = static_cast<std::size_t>(std::ceil(kLowestMeasuredHz / binHz));
    m_endBin = static_cast<std::size_t>(shape.bins());
    if (limitHz < kHighestCentreHz) {
        m_endBin = std::min(m_endBin, static_cast<std::size_t>(limitHz / binHz) + 1);
    }
}

float BandLayout::fullScaleDb() const { return 20.0F * std::log10(static_cast<float>(m_shape.size) / 4.0F); }

void BandLayout::measure(std::span<float> power, std::span<float> bandsDb) const {
    std::ranges::fill(power.first(m_firstBin), 0.0F);
    std::ranges::fill(power.subspan(m_endBin), 0.0F);
    m_mel.energies(power, bandsDb);
    for (float& value : bandsDb) {
        value = 10.0F * std::log10(value + kLeastPower);
    }
}

} // namespace morphony
