// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"

#include <cmath>
#include <cstdint>
#include <numbers>

namespace morphony::signals {

/// A sine of `hz` on every channel, each a tenth of a turn later than the one before.
[[nodiscard]] inline AudioBuffer sine(double hz, SampleRate rate, FrameCount frames, int channels = 1,
                                      double amplitude = 0.5) {
    AudioBuffer buffer(channels, frames);
    for (int c = 0; c < channels; ++c) {
        FrameCount n = 0;
        for (float& sample : buffer.channel(c)) {
            const double turns = hz * static_cast<double>(n++) / rate.hz + 0.1 * c;
            sample = static_cast<float>(amplitude * std::sin(2.0 * std::numbers::pi * turns));
        }
    }
    return buffer;
}

/// White noise in [-amplitude, amplitude), the same for the same seed, on steps of 2^-(bits-1) where bits are given.
[[nodiscard]] inline AudioBuffer noise(FrameCount frames, int channels = 1, double amplitude = 1.0, int bits = 0,
                                       std::uint32_t seed = 1) {
    AudioBuffer buffer(channels, frames);
    std::uint32_t state = seed * 2654435761U + 12345U;
    for (int c = 0; c < channels; ++c) {
        for (float& sample : buffer.channel(c)) {
            state = state * 1664525U + 1013904223U;
            const double uniform = (static_cast<double>(state) / 2147483648.0 - 1.0) * amplitude;
            const double steps = bits > 0 ? std::ldexp(1.0, bits - 1) : 0.0;
            sample = static_cast<float>(bits > 0 ? std::floor(uniform * steps) / steps : uniform);
        }
    }
    return buffer;
}

} // namespace morphony::signals
