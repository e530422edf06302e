// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"

#include <vector>

namespace morphony {

/// Second-order filter in double precision, the same on every channel (R. Bristow-Johnson, Audio EQ Cookbook). A frequency
/// is held below 0.45 of the rate. process() keeps its state from block to block and is real-time safe. One thread.
class Biquad {
public:
    [[nodiscard]] static Biquad lowPass(double hz, double q, SampleRate rate, int channels);
    [[nodiscard]] static Biquad highPass(double hz, double q, SampleRate rate, int channels);
    [[nodiscard]] static Biquad bandPass(double hz, double q, SampleRate rate, int channels); ///< 0 dB at its peak
    [[nodiscard]] static Biquad lowShelf(double hz, double db, SampleRate rate, int channels);
    [[nodiscard]] static Biquad highShelf(double hz, double db, SampleRate rate, int channels);

    void process(AudioView audio);
    float process(int channel, float sample) { return step(m_states[static_cast<std::size_t>(channel)], sample); }

private:
    struct State {
        double first = 0.0;
        double second = 0.0;
    };
    float step(State& s, float sample) const {
        const double x = sample;
        const double y = m_b0 * x + s.first;
        s.first = m_b1 * x - m_a1 * y + s.second;
        s.second = m_b2 * x - m_a2 * y;
        return static_cast<float>(y);
    }

    Biquad(double b0, double b1, double b2, double a0, double a1, double a2, int channels)
        : m_b0(b0 / a0), m_b1(b1 / a0), m_b2(b2 / a0), m_a1(a1 / a0), m_a2(a2 / a0),
          m_states(static_cast<std::size_t>(channels)) {}

    double m_b0, m_b1, m_b2, m_a1, m_a2;
    std::vector<State> m_states;
};

} // namespace morphony
