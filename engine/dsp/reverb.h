// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"
#include "dsp/biquad.h"

#include <array>
#include <vector>

namespace morphony {

/// Stereo room: eight delay lines fed back through a Hadamard matrix (Jot & Chaigne, AES 90, 1991), between 250 Hz and
/// 6 kHz, after 15 ms. The wet sound alone, of about the dry one's energy. process() is real-time safe. One thread.
class Reverb {
public:
    /// `seconds`: until the tail has fallen by 60 dB.
    Reverb(double seconds, SampleRate rate);

    /// Replaces the dry stereo audio by its room.
    void process(AudioView audio);

private:
    static constexpr std::size_t kLines = 8;
    /// Four neighbouring lines in one vector register of the baseline processor.
    using Four = float __attribute__((vector_size(16)));
    struct Line {
        std::vector<float> samples;
        std::size_t at = 0;
    };

    void processRun(float* left, float* right, std::size_t count);

    std::array<Line, kLines> m_lines;
    std::array<Four, 2> m_gain{};
    std::array<Four, 2> m_damped{};
    std::vector<float> m_before; ///< two channels of 15 ms, interleaved
    std::size_t m_beforeAt = 0;
    Biquad m_lowCut;
    Biquad m_highCut;
    float m_level;
};

} // namespace morphony
