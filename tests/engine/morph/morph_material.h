// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "io/audio_writer.h"
#include "signals.h"

#include <cmath>
#include <cstring>
#include <filesystem>
#include <memory>

namespace morphony {

/// Plucked notes, one every quarter of a second, each with `partials` harmonics of falling strength and a decay, and a
/// little noise: enough of music to have notes, attacks and a colour. `tilt` is how fast the harmonics fall.
inline AudioBuffer pluckedNotes(double seconds, SampleRate rate, int channels, double tilt, int firstNote,
                                double noiseLevel) {
    constexpr int kPattern[] = {0, 4, 7, 12, 9, 5, 2, 7};
    const FrameCount frames = framesOf(seconds, rate);
    AudioBuffer buffer = signals::noise(frames, channels, noiseLevel);
    const FrameCount length = rate.hz / 4;
    for (FrameCount n = 0; n < frames; ++n) {
        const FrameCount note = n / length;
        const double t = static_cast<double>(n % length) / rate.hz;
        const double hz = 440.0 * std::exp2((firstNote + kPattern[note % 8] - 69) / 12.0);
        double sample = 0.0;
        for (int h = 1; h <= 12 && h * hz < 0.45 * rate.hz; ++h) {
            sample += std::pow(h, -tilt) * std::sin(2.0 * std::numbers::pi * h * hz * t);
        }
        sample *= 0.2 * std::exp(-6.0 * t) * std::min(1.0, t / 0.004);
        for (int c = 0; c < channels; ++c) {
            buffer.channel(c)[static_cast<std::size_t>(n)] += static_cast<float>(sample * (c == 0 ? 1.0 : 0.7));
        }
    }
    return buffer;
}

inline std::shared_ptr<const AudioSource> shared(AudioBuffer buffer, SampleRate rate) {
    return std::make_shared<BufferSource>(std::move(buffer), rate);
}

inline std::filesystem::path writeAudio(const std::filesystem::path& file, const AudioBuffer& buffer, SampleRate rate) {
    AudioWriter writer(file, rate, buffer.channels(), {});
    writer.write(buffer.view());
    writer.commit();
    return file;
}

/// Same shape and the same bits in every sample.
inline bool sameBits(const AudioBuffer& a, const AudioBuffer& b) {
    if (a.channels() != b.channels() || a.frames() != b.frames()) {
        return false;
    }
    for (int c = 0; c < a.channels(); ++c) {
        if (std::memcmp(a.channel(c).data(), b.channel(c).data(), a.channel(c).size_bytes()) != 0) {
            return false;
        }
    }
    return true;
}

} // namespace morphony
