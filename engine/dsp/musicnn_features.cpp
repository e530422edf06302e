// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/musicnn_features.h"

#include "dsp/dot_product.h"
#include "dsp/mel_bands.h"
#include "dsp/stft.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

/// Slaney's mel scale (Auditory Toolbox): 200/3 Hz a step up to 1 kHz, above it 27 steps for a factor of 6.4.
double slaneyHz(double mel) {
    constexpr double kHzPerMel = 200.0 / 3.0;
    constexpr double kKneeMel = 15.0;
    return mel < kKneeMel ? mel * kHzPerMel : 1000.0 * std::exp((mel - kKneeMel) * std::log(6.4) / 27.0);
}
double slaneyMel(double hz) { return hz < 1000.0 ? hz * 3.0 / 200.0 : 15.0 + 27.0 * std::log(hz / 1000.0) / std::log(6.4); }

/// The nearest half float, ties to even, if half floats had no largest value. `value` is not negative.
float roundedToHalf(float value) {
    // 11 significant bits, and below 2^-14 steps of 2^-24
    const int exponent = value > 0.0F ? std::max(std::ilogb(value), -14) : 0;
    const float step = std::ldexp(1.0F, exponent - 10);
    return std::nearbyint(value / step) * step;
}

float compressed(float power) {
    constexpr float kGain = 10'000.0F;
    const float gained = roundedToHalf(kGain * roundedToHalf(power));
    return roundedToHalf(std::log10(roundedToHalf(gained + 1.0F)));
}

} // namespace

MusicnnFeatures::MusicnnFeatures() : m_fft(kWindow), m_window(hannWindow(kWindow)), m_power(kWindow / 2 + 1) {
    std::array<double, kBands + 2> edges{};
    const double top = slaneyMel(kRate.hz / 2.0);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        edges[i] = slaneyHz(top * static_cast<double>(i) / (kBands + 1));
    }
    for (std::size_t b = 0; b < kBands; ++b) {
        Band band;
        const double area = 2.0 / (edges[b + 2] - edges[b]); // of a triangle of unit height, inverted
        for (std::size_t k = 0; k < m_power.size(); ++k) {
            const double hz = static_cast<double>(k) * kRate.hz / kWindow;
            const double height =
                std::min((hz - edges[b]) / (edges[b + 1] - edges[b]), (edges[b + 2] - hz) / (edges[b + 2] - edges[b + 1]));
            if (height > 0.0) {
                if (band.weights.empty()) {
                    band.firstBin = k;
                }
                band.weights.push_back(static_cast<float>(height * area));
            }
        }
        m_bands.push_back(std::move(band));
    }
}

void MusicnnFeatures::compute(std::span<const float> samples, std::span<float> out) {
    const std::size_t frames = out.size() / kBands;
    for (std::size_t t = 0; t < frames; ++t) {
        const std::span<float> frame = m_fft.timeData();
        for (std::size_t i = 0; i < kWindow; ++i) {
            frame[i] = samples[t * kHop + i] * m_window[i];
        }
        m_fft.forward();
        powerSpectrum(m_fft.binData(), m_power);
        for (std::size_t b = 0; b < kBands; ++b) {
            const Band& band = m_bands[b];
            out[t * kBands + b] =
                compressed(dotProduct(m_power.data() + band.firstBin, band.weights.data(), band.weights.size()));
        }
    }
}

} // namespace morphony
