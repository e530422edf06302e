// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/reverb.h"

#include <cmath>

namespace morphony {

namespace {

/// Seconds, without common factors at usual rates, so that echoes do not pile up.
constexpr std::array kDelays{0.0297, 0.0371, 0.0411, 0.0437, 0.0533, 0.0617, 0.0683, 0.0797};
constexpr double kBefore = 0.015;

} // namespace

Reverb::Reverb(double seconds, SampleRate rate)
    : m_before(2 * static_cast<std::size_t>(std::max<FrameCount>(1, framesOf(kBefore, rate)))),
      m_lowCut(Biquad::highPass(250.0, 0.7, rate, 2)), m_highCut(Biquad::lowPass(6000.0, 0.7, rate, 2)) {
    double energy = 0.0;
    for (std::size_t i = 0; i < kLines; ++i) {
        m_lines[i].samples.assign(static_cast<std::size_t>(std::max<FrameCount>(1, framesOf(kDelays[i], rate))), 0.0F);
        const double gain = std::pow(10.0, -3.0 * kDelays[i] / seconds);
        m_lines[i].gain = static_cast<float>(gain);
        energy += 1.0 / (1.0 - gain * gain);
    }
    m_level = static_cast<float>(1.0 / std::sqrt(energy / 2.0));
}

void Reverb::process(AudioView audio) {
    m_lowCut.process(audio);
    m_highCut.process(audio);
    const auto left = audio.channel(0);
    const auto right = audio.channel(1);
    std::array<float, kLines> out{};
    for (std::size_t n = 0; n < left.size(); ++n) {
        const float inLeft = m_before[m_beforeAt];
        const float inRight = m_before[m_beforeAt + 1];
        m_before[m_beforeAt] = left[n];
        m_before[m_beforeAt + 1] = right[n];
        m_beforeAt = m_beforeAt + 2 == m_before.size() ? 0 : m_beforeAt + 2;
        for (std::size_t i = 0; i < kLines; ++i) {
            Line& line = m_lines[i];
            // highs die first, as in any room
            line.damped += 0.7F * (line.samples[line.at] - line.damped);
            out[i] = line.damped * line.gain;
        }
        left[n] = (out[0] + out[2] + out[4] + out[6]) * m_level;
        right[n] = (out[1] + out[3] + out[5] + out[7]) * m_level;
        for (std::size_t step = 1; step < kLines; step *= 2) { // fast Hadamard transform
            for (std::size_t i = 0; i < kLines; i += 2 * step) {
                for (std::size_t j = i; j < i + step; ++j) {
                    const float sum = out[j] + out[j + step];
                    out[j + step] = out[j] - out[j + step];
                    out[j] = sum;
                }
            }
        }
        constexpr float kUnitary = 0.35355339F; // 1 / sqrt(8)
        for (std::size_t i = 0; i < kLines; ++i) {
            Line& line = m_lines[i];
            line.samples[line.at] = out[i] * kUnitary + (i % 2 == 0 ? inLeft : inRight) + 1e-18F; // no denormals
            line.at = line.at + 1 == line.samples.size() ? 0 : line.at + 1;
        }
    }
}

} // namespace morphony
