// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/k_weighting.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace morphony {

// The standard gives coefficients for 48 kHz only; these are the analogue prototypes behind them (De Man 2018), brought
// to any rate by the bilinear transform, as libebur128 and pyloudnorm do.
KWeighting::KWeighting(SampleRate rate) {
    {
        const double k = std::tan(std::numbers::pi * 1681.974450955533 / rate.hz);
        const double q = 0.7071752369554196;
        const double high = gainFromDb(3.999843853973347);
        const double band = std::pow(high, 0.4996667741545416);
        const double a0 = 1.0 + k / q + k * k;
        m_shelf = {(high + band * k / q + k * k) / a0, 2.0 * (k * k - high) / a0, (high - band * k / q + k * k) / a0,
                   2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0};
    }
    {
        const double k = std::tan(std::numbers::pi * 38.13547087602444 / rate.hz);
        const double q = 0.5003270373238773;
        const double a0 = 1.0 + k / q + k * k;
        m_highPass = {1.0, -2.0, 1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0};
    }
}

void KWeighting::process(float* first, float* second, std::size_t count) {
    // In silence the tails would shrink into denormal numbers, which are a hundred times slower. They are cut off after
    // every 256 samples, in which they lose far less than the 270 decades from here to there.
    constexpr std::size_t kBlock = 256;
    for (std::size_t at = 0; at < count; at += kBlock) {
        processBlock(first + at, second != nullptr ? second + at : nullptr, std::min(kBlock, count - at));
        for (Pair* delay : {&m_state.shelf1, &m_state.shelf2, &m_state.high1, &m_state.high2}) {
            for (int i = 0; i < 2; ++i) {
                (*delay)[i] = std::abs((*delay)[i]) < 1e-30 ? 0.0 : (*delay)[i];
            }
        }
    }
}

void KWeighting::processBlock(float* first, float* second, std::size_t count) {
    const Section shelf = m_shelf;
    const Section high = m_highPass; // its b0 and b2 are 1, b1 is -2
    State state = m_state;
    for (std::size_t i = 0; i < count; ++i) {
        const Pair x = {first[i], second != nullptr ? second[i] : 0.0};
        const Pair y = shelf.b0 * x + state.shelf1;
        state.shelf1 = shelf.b1 * x - shelf.a1 * y + state.shelf2;
        state.shelf2 = shelf.b2 * x - shelf.a2 * y;
        const Pair z = y + state.high1;
        state.high1 = state.high2 - 2.0 * y - high.a1 * z;
        state.high2 = y - high.a2 * z;
        first[i] = static_cast<float>(z[0]);
        if (second != nullptr) {
            second[i] = static_cast<float>(z[1]);
        }
    }
    m_state = state;
}

} // namespace morphony
