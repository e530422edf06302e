// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/reverb.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

/// Seconds, without common factors at usual rates, so that echoes do not pile up.
constexpr std::array kDelays{0.0297, 0.0371, 0.0411, 0.0437, 0.0533, 0.0617, 0.0683, 0.0797};
constexpr double kBefore = 0.015;

/// The two first steps of a fast Hadamard transform: within four values.
template <typename Four>
Four hadamard(Four x) {
    const Four pairs =
        __builtin_shufflevector(x, x, 0, 0, 2, 2) + __builtin_shufflevector(x, x, 1, 1, 3, 3) * Four{1, -1, 1, -1};
    return __builtin_shufflevector(pairs, pairs, 0, 1, 0, 1) +
           __builtin_shufflevector(pairs, pairs, 2, 3, 2, 3) * Four{1, 1, -1, -1};
}

} // namespace

Reverb::Reverb(double seconds, SampleRate rate)
    : m_before(2 * static_cast<std::size_t>(std::max<FrameCount>(1, framesOf(kBefore, rate)))),
      m_lowCut(Biquad::highPass(250.0, 0.7, rate, 2)), m_highCut(Biquad::lowPass(6000.0, 0.7, rate, 2)) {
    double energy = 0.0;
    for (std::size_t i = 0; i < kLines; ++i) {
        m_lines[i].samples.assign(static_cast<std::size_t>(std::max<FrameCount>(1, framesOf(kDelays[i], rate))), 0.0F);
        const double gain = std::pow(10.0, -3.0 * kDelays[i] / seconds);
        m_gain[i / 4][i % 4] = static_cast<float>(gain);
        energy += 1.0 / (1.0 - gain * gain);
    }
    m_level = static_cast<float>(1.0 / std::sqrt(energy / 2.0));
}

void Reverb::process(AudioView audio) {
    m_lowCut.process(audio);
    m_highCut.process(audio);
    const auto frames = static_cast<std::size_t>(audio.frames());
    for (std::size_t done = 0; done < frames;) { // no delay wraps within a run
        std::size_t run = std::min(frames - done, (m_before.size() - m_beforeAt) / 2);
        for (const Line& line : m_lines) {
            run = std::min(run, line.samples.size() - line.at);
        }
        processRun(audio.channel(0).data() + done, audio.channel(1).data() + done, run);
        done += run;
    }
}

void Reverb::processRun(float* left, float* right, std::size_t count) {
    std::array<float*, kLines> line{};
    for (std::size_t i = 0; i < kLines; ++i) {
        line[i] = m_lines[i].samples.data() + m_lines[i].at;
        m_lines[i].at = (m_lines[i].at + count) % m_lines[i].samples.size();
    }
    float* before = m_before.data() + m_beforeAt;
    m_beforeAt = (m_beforeAt + 2 * count) % m_before.size();
    Four damped0 = m_damped[0], damped1 = m_damped[1];
    const Four gain0 = m_gain[0], gain1 = m_gain[1];
    for (std::size_t n = 0; n < count; ++n) {
        const Four in{before[2 * n], before[2 * n + 1], before[2 * n], before[2 * n + 1]};
        before[2 * n] = left[n];
        before[2 * n + 1] = right[n];
        // highs die first, as in any room
        damped0 += 0.7F * (Four{line[0][n], line[1][n], line[2][n], line[3][n]} - damped0);
        damped1 += 0.7F * (Four{line[4][n], line[5][n], line[6][n], line[7][n]} - damped1);
        const Four out0 = damped0 * gain0;
        const Four out1 = damped1 * gain1;
        left[n] = (out0[0] + out0[2] + out1[0] + out1[2]) * m_level;
        right[n] = (out0[1] + out0[3] + out1[1] + out1[3]) * m_level;
        const Four mixed0 = hadamard(out0);
        const Four mixed1 = hadamard(out1);
        constexpr float kUnitary = 0.35355339F;                        // 1 / sqrt(8)
        const Four next0 = (mixed0 + mixed1) * kUnitary + in + 1e-18F; // no denormals
        const Four next1 = (mixed0 - mixed1) * kUnitary + in + 1e-18F;
        for (std::size_t i = 0; i < 4; ++i) {
            line[i][n] = next0[i];
            line[i + 4][n] = next1[i];
        }
    }
    m_damped = {damped0, damped1};
}

} // namespace morphony
