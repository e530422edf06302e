// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/sample_convert.h"

#include "io/interleave.h"

#include <cmath>

namespace morphony {

namespace {

/// 64 well-mixed bits of a counter (the finaliser of SplitMix64, Steele et al. 2014).
std::uint64_t mixed(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31);
}

/// Triangular noise of one step to either side: the sum of two uniform numbers in [-0.5, 0.5).
double triangular(FrameCount frame, int channel) {
    const std::uint64_t bits = mixed(static_cast<std::uint64_t>(frame) * 64 + static_cast<std::uint64_t>(channel));
    constexpr double kStep = 1.0 / 4294967296.0;
    return static_cast<double>(bits >> 32) * kStep + static_cast<double>(bits & 0xFFFFFFFFU) * kStep - 1.0;
}

} // namespace

void toIntegers(ConstAudioView audio, FrameCount position, int bits, std::int32_t* interleaved) {
    const double scale = static_cast<double>(1 << (bits - 1));
    const bool dither = bits == 16;
    const int shift = 32 - bits;
    const int channels = audio.channels();
    for (int c = 0; c < channels; ++c) {
        std::int32_t* to = interleaved + c;
        FrameCount frame = position;
        for (const float sample : audio.channel(c)) {
            const double exact = static_cast<double>(finiteOrZero(sample)) * scale;
            double value = std::nearbyint(exact);
            if (dither && value != exact) {
                value = std::nearbyint(exact + triangular(frame, c));
            }
            value = std::clamp(value, -scale, scale - 1.0);
            *to = static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::int32_t>(value)) << shift);
            to += channels;
            ++frame;
        }
    }
}

} // namespace morphony
