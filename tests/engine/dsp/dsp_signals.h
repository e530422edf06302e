// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"

#include <cmath>
#include <cstdint>
#include <memory>
#include <numbers>
#include <vector>

namespace morphony::test {

/// White noise in [-1, 1): the 32-bit generator of Numerical Recipes, which three lines of numpy repeat exactly.
inline std::vector<float> noise(std::size_t count, std::uint32_t seed = 12345) {
    std::vector<float> values(count);
    for (float& value : values) {
        seed = seed * 1664525U + 1013904223U;
        value = static_cast<float>(seed / 2147483648.0 - 1.0);
    }
    return values;
}

inline std::vector<float> sine(std::size_t count, double hz, double rate, double amplitude = 1.0, double phase = 0.0) {
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] =
            static_cast<float>(amplitude * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(i) / rate + phase));
    }
    return values;
}

inline AudioBuffer bufferOf(const std::vector<std::vector<float>>& channels) {
    AudioBuffer buffer(static_cast<int>(channels.size()), static_cast<FrameCount>(channels.front().size()));
    for (std::size_t c = 0; c < channels.size(); ++c) {
        std::ranges::copy(channels[c], buffer.channel(static_cast<int>(c)).begin());
    }
    return buffer;
}

inline std::shared_ptr<const AudioSource> sourceOf(const std::vector<std::vector<float>>& channels, int hz = 44'100) {
    return std::make_shared<BufferSource>(bufferOf(channels), SampleRate{hz});
}

} // namespace morphony::test
