// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"
#include "dsp/true_peak.h"

#include <cstdint>
#include <vector>

namespace morphony {

/// Look-ahead true-peak limiter, channels linked. Peaks are those of TruePeakFilter (ITU-R BS.1770-4 annex 2). The gain
/// falls along a smooth curve over the look-ahead (5 ms), is held for 15 ms after a peak, so that it stands still
/// between the half-waves of a bass note of 33 Hz, and then recovers with a time constant of 60 ms. While no peak is
/// near the gain is exactly 1 and samples pass bit for bit. The output does not depend on how the input is cut into
/// blocks. process() is real-time safe: no allocation, no lock. Output is delayed by latency() frames. One thread.
class Limiter {
public:
    Limiter(SampleRate rate, int channels, double ceilingDbtp);

    [[nodiscard]] FrameCount latency() const { return m_latency; }
    /// Forgets all audio; `enabled` is the state that the next block is taken to follow.
    void reset(bool enabled = true);
    /// In place. Frames given with `enabled` false come out unchanged, bit for bit, with the same delay; the change is
    /// ramped over 5 ms, beginning with the first frame of this block.
    void process(AudioView audio, bool enabled = true);

private:
    /// Smallest value among the last `window` ones: a queue of rising values with the positions they were seen at.
    class SlidingMinimum {
    public:
        explicit SlidingMinimum(std::size_t window) : m_entries(window) {}
        void reset();
        std::int32_t next(std::int32_t value);

    private:
        struct Entry {
            std::int64_t position;
            std::int32_t value;
        };
        std::vector<Entry> m_entries;
        std::size_t m_first = 0;
        std::size_t m_count = 0;
        std::int64_t m_position = 0;
    };

    /// Mean of the last `window` values, as an exact sum of whole numbers: it cannot drift.
    class MovingSum {
    public:
        MovingSum(std::size_t window, std::int64_t initial) : m_values(window), m_initial(initial) { reset(); }
        void reset();
        std::int64_t next(std::int64_t value);

    private:
        std::vector<std::int64_t> m_values;
        std::int64_t m_initial;
        std::int64_t m_sum = 0;
        std::size_t m_at = 0;
    };

    void processChunk(AudioView audio, bool enabled);
    void peaksOf(int count, float* peaks) const;
    float nextGain(float peak);
    /// True when the limiter is at rest: all gains are 1.
    bool updateGains(std::size_t count, float* peaksThenGains);

    TruePeakFilter m_filter;
    FrameCount m_lookahead;
    FrameCount m_latency;
    float m_ceiling;
    double m_release;    ///< share of the way to 1 per frame
    AudioBuffer m_delay; ///< per channel latency() old frames and a chunk of new ones; one row more: how far engaged
    SlidingMinimum m_minimum;
    MovingSum m_smoothA;
    MovingSum m_smoothB;
    double m_gainScale; ///< from the sum of sums to a factor
    double m_recovering = 1.0;
    FrameCount m_quietFrames = 0;   ///< for so long the gain asked for has been 1 throughout
    FrameCount m_engagedFrames = 0; ///< 0: off, m_lookahead: fully on
};

} // namespace morphony
