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

void KWeighting::process(const std::array<float*, kLanes>& lanes, std::size_t count) {
    constexpr std::size_t kBlock = 256;
    std::array<Lanes, kBlock> values; // one row per sample, so that a row is one vector operation
    const Section shelf = m_shelf;
    const Section highPass = m_highPass;
    std::array<Lanes, 4> state = m_state;
    for (std::size_t at = 0; at < count; at += kBlock) {
        const std::size_t length = std::min(kBlock, count - at);
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            for (std::size_t i = 0; i < length; ++i) {
                values[i][lane] = lanes[lane] != nullptr ? static_cast<double>(lanes[lane][at + i]) : 0.0;
            }
        }
        for (std::size_t i = 0; i < length; ++i) {
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                const double x = values[i][lane];
                const double y = shelf.b0 * x + state[0][lane];
                state[0][lane] = shelf.b1 * x - shelf.a1 * y + state[1][lane];
                state[1][lane] = shelf.b2 * x - shelf.a2 * y;
                const double z = highPass.b0 * y + state[2][lane];
                state[2][lane] = highPass.b1 * y - highPass.a1 * z + state[3][lane];
                state[3][lane] = highPass.b2 * y - highPass.a2 * z;
                values[i][lane] = z;
            }
        }
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            for (std::size_t i = 0; lanes[lane] != nullptr && i < length; ++i) {
                lanes[lane][at + i] = static_cast<float>(values[i][lane]);
            }
        }
        // in silence the tails would shrink into denormal numbers, which are a hundred times slower
        for (Lanes& delay : state) {
            for (double& value : delay) {
                value = std::abs(value) < 1e-30 ? 0.0 : value;
            }
        }
    }
    m_state = state;
}

} // namespace morphony
