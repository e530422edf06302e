// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/biquad.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace morphony {

namespace {

struct Angle {
    double cosine;
    double alpha;
};

Angle angleOf(double hz, double q, SampleRate rate) {
    const double w = 2.0 * std::numbers::pi * std::min(hz, 0.45 * rate.hz) / rate.hz;
    return {std::cos(w), std::sin(w) / (2.0 * q)};
}

} // namespace

Biquad Biquad::lowPass(double hz, double q, SampleRate rate, int channels) {
    const auto [c, a] = angleOf(hz, q, rate);
    return {(1.0 - c) / 2.0, 1.0 - c, (1.0 - c) / 2.0, 1.0 + a, -2.0 * c, 1.0 - a, channels};
}

Biquad Biquad::highPass(double hz, double q, SampleRate rate, int channels) {
    const auto [c, a] = angleOf(hz, q, rate);
    return {(1.0 + c) / 2.0, -(1.0 + c), (1.0 + c) / 2.0, 1.0 + a, -2.0 * c, 1.0 - a, channels};
}

Biquad Biquad::bandPass(double hz, double q, SampleRate rate, int channels) {
    const auto [c, a] = angleOf(hz, q, rate);
    return {a, 0.0, -a, 1.0 + a, -2.0 * c, 1.0 - a, channels};
}

Biquad Biquad::lowShelf(double hz, double db, SampleRate rate, int channels) {
    const auto [c, a] = angleOf(hz, std::numbers::sqrt2 / 2.0, rate);
    const double g = std::pow(10.0, db / 40.0);
    const double r = 2.0 * std::sqrt(g) * a;
    return {g * (g + 1.0 - (g - 1.0) * c + r),
            2.0 * g * (g - 1.0 - (g + 1.0) * c),
            g * (g + 1.0 - (g - 1.0) * c - r),
            g + 1.0 + (g - 1.0) * c + r,
            -2.0 * (g - 1.0 + (g + 1.0) * c),
            g + 1.0 + (g - 1.0) * c - r,
            channels};
}

Biquad Biquad::highShelf(double hz, double db, SampleRate rate, int channels) {
    const auto [c, a] = angleOf(hz, std::numbers::sqrt2 / 2.0, rate);
    const double g = std::pow(10.0, db / 40.0);
    const double r = 2.0 * std::sqrt(g) * a;
    return {g * (g + 1.0 + (g - 1.0) * c + r),
            -2.0 * g * (g - 1.0 + (g + 1.0) * c),
            g * (g + 1.0 + (g - 1.0) * c - r),
            g + 1.0 - (g - 1.0) * c + r,
            2.0 * (g - 1.0 - (g + 1.0) * c),
            g + 1.0 - (g - 1.0) * c - r,
            channels};
}

void Biquad::process(AudioView audio) {
    const auto frames = static_cast<std::size_t>(audio.frames());
    int c = 0;
    // two channels side by side in one vector register: a recursion waits for its own last result, and costs no more for
    // two
    using Pair = double __attribute__((vector_size(16)));
    for (; c + 1 < audio.channels(); c += 2) {
        float* left = audio.channel(c).data();
        float* right = audio.channel(c + 1).data();
        State& l = m_states[static_cast<std::size_t>(c)];
        State& r = m_states[static_cast<std::size_t>(c) + 1];
        Pair first{l.first, r.first};
        Pair second{l.second, r.second};
        for (std::size_t n = 0; n < frames; ++n) {
            const Pair x{left[n], right[n]};
            const Pair y = m_b0 * x + first;
            first = m_b1 * x - m_a1 * y + second;
            second = m_b2 * x - m_a2 * y;
            left[n] = static_cast<float>(y[0]);
            right[n] = static_cast<float>(y[1]);
        }
        l = {first[0], second[0]};
        r = {first[1], second[1]};
    }
    if (c < audio.channels()) {
        State state = m_states[static_cast<std::size_t>(c)];
        for (float& sample : audio.channel(c)) {
            sample = step(state, sample);
        }
        m_states[static_cast<std::size_t>(c)] = state;
    }
}

} // namespace morphony
