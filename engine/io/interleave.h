// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"

#include <limits>

namespace morphony {

/// `x`, or 0 where it is infinite or not a number. Written so that the compiler turns it into a vector compare and mask.
[[nodiscard]] inline float finiteOrZero(float x) { return std::abs(x) <= std::numeric_limits<float>::max() ? x : 0.0F; }

/// Interleaved frames to planar rows; out.frames() of them. Stereo and mono, nearly all there is, have loops of their own.
inline void deinterleave(const float* frames, AudioView out) {
    const int channels = out.channels();
    const auto count = static_cast<std::size_t>(out.frames());
    if (channels == 2) {
        float* left = out.channel(0).data();
        float* right = out.channel(1).data();
        for (std::size_t i = 0; i < count; ++i) {
            left[i] = frames[2 * i];
            right[i] = frames[2 * i + 1];
        }
        return;
    }
    for (int c = 0; c < channels; ++c) {
        float* row = out.channel(c).data();
        const float* from = frames + c;
        for (std::size_t i = 0; i < count; ++i, from += channels) {
            row[i] = *from;
        }
    }
}

/// Planar rows to interleaved frames; in.frames() of them.
inline void interleave(ConstAudioView in, float* frames) {
    const int channels = in.channels();
    const auto count = static_cast<std::size_t>(in.frames());
    if (channels == 2) {
        const float* left = in.channel(0).data();
        const float* right = in.channel(1).data();
        for (std::size_t i = 0; i < count; ++i) {
            frames[2 * i] = left[i];
            frames[2 * i + 1] = right[i];
        }
        return;
    }
    for (int c = 0; c < channels; ++c) {
        const float* row = in.channel(c).data();
        float* to = frames + c;
        for (std::size_t i = 0; i < count; ++i, to += channels) {
            *to = row[i];
        }
    }
}

inline void makeFinite(AudioView audio) {
    for (int c = 0; c < audio.channels(); ++c) {
        for (float& sample : audio.channel(c)) {
            sample = finiteOrZero(sample);
        }
    }
}

} // namespace morphony
