// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace morphony {

/// A count or position of sample frames (one frame = one sample of every channel).
using FrameCount = std::int64_t;

/// Frames per second, in hertz. A type of its own so that it is never mixed up with a frame count.
struct SampleRate {
    int hz = 0;

    friend bool operator==(SampleRate, SampleRate) = default;
};

/// Half-open range of frames [begin, end).
struct FrameRange {
    FrameCount begin = 0;
    FrameCount end = 0;

    [[nodiscard]] FrameCount size() const { return end - begin; }
    [[nodiscard]] bool empty() const { return end <= begin; }
    [[nodiscard]] bool contains(FrameCount frame) const { return frame >= begin && frame < end; }
    /// The part of this range that lies inside `other`; empty ranges come back as [begin, begin).
    [[nodiscard]] FrameRange clippedTo(FrameRange other) const {
        const FrameCount b = std::clamp(begin, other.begin, other.end);
        return {b, std::max(b, std::min(end, other.end))};
    }

    friend bool operator==(FrameRange, FrameRange) = default;
};

/// Half-open range of time in seconds, as users type and see it.
struct TimeRange {
    double from = 0.0;
    double to = 0.0;

    friend bool operator==(TimeRange, TimeRange) = default;
};

[[nodiscard]] inline double secondsOf(FrameCount frames, SampleRate rate) {
    return rate.hz > 0 ? static_cast<double>(frames) / rate.hz : 0.0;
}
[[nodiscard]] inline FrameCount framesOf(double seconds, SampleRate rate) {
    return static_cast<FrameCount>(std::llround(seconds * rate.hz));
}

/// Amplitude factor of a level in decibels, and back. Powers at or below zero give -200 dB.
[[nodiscard]] inline double gainFromDb(double db) { return std::pow(10.0, db / 20.0); }
[[nodiscard]] inline double dbFromGain(double gain) { return gain > 1e-10 ? 20.0 * std::log10(gain) : -200.0; }
[[nodiscard]] inline double dbFromPower(double power) { return power > 1e-20 ? 10.0 * std::log10(power) : -200.0; }

} // namespace morphony
