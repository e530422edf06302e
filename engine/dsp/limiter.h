// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"

#include <vector>

namespace morphony {

/// Look-ahead true-peak limiter, channels linked. The peak is estimated with the 4-times polyphase filter of
/// ITU-R BS.1770-4 annex 2; the gain falls smoothly over the look-ahead (5 ms) and recovers over 60 ms.
/// process() is real-time safe: no allocation, no lock. Output is delayed by latency() frames.
class Limiter {
public:
    Limiter(SampleRate rate, int channels, double ceilingDbtp);

    [[nodiscard]] FrameCount latency() const;
    void reset();
    /// In place. With `enabled` false the samples pass unchanged, bit for bit, with the same delay; the change is
    /// ramped over 5 ms.
    void process(AudioView audio, bool enabled = true);

private:
    struct State; // see limiter.cpp; the members below are its storage, sized at construction
    int m_channels;
    FrameCount m_lookahead;
    double m_ceiling;
    float m_releasePerFrame;
    std::vector<float> m_delay;
    std::vector<float> m_history;
    std::vector<float> m_gains;
    std::vector<float> m_window;
    std::size_t m_position = 0;
    float m_gain = 1.0F;
    float m_engaged = 1.0F;
};

} // namespace morphony
