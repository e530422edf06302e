// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/effects.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace morphony {

Saturation::Saturation(double driveDb) {
    // prototype's rule: at 0 dB the clipper's knee stands four times over the RMS of a part at kEffectLufs
    const double rms = gainFromDb(kEffectLufs);
    m_gain = gainFromDb(driveDb) / (4.0 * rms);
    m_out = (1.0 + 0.05 * driveDb) / m_gain;
}

float Saturation::process(int channel, float sample) {
    // the mean of x / sqrt(1 + x^2) between two samples: its integral's difference over theirs, (s - s') / (x - x') with
    // s = sqrt(1 + x^2), in the form that has no difference to lose digits in
    const double x = sample * m_gain + m_bias;
    const double root = std::sqrt(1.0 + x * x);
    Before& before = m_before[channel];
    const double y = (x + before.x) / (root + before.root);
    before = {x, root};
    return static_cast<float>(y * m_out);
}

void Saturation::process(AudioView audio) {
    for (int c = 0; c < audio.channels(); ++c) {
        for (float& sample : audio.channel(c)) {
            sample = process(c, sample);
        }
    }
}

GuitarAmp::GuitarAmp(double gainDb, SampleRate rate)
    : m_input(Biquad::highPass(90.0, 0.7, rate, 1)),
      m_first(0.1 * gainFromDb(gainDb + 10.0) / gainFromDb(kEffectLufs), 0.0),
      m_second(0.08 * gainFromDb(gainDb + 10.0) / gainFromDb(kEffectLufs), 0.1),
      m_delay(static_cast<std::size_t>(std::max<FrameCount>(1, framesOf(0.017, rate)))),
      m_lowCut(Biquad::highPass(75.0, 0.7, rate, 2)), m_highCut1(Biquad::lowPass(7500.0, 0.541, rate, 2)),
      m_highCut2(Biquad::lowPass(7500.0, 1.307, rate, 2)), m_presence(Biquad::bandPass(3160.0, 1.05, rate, 2)),
      m_mud(Biquad::bandPass(495.0, 1.4, rate, 2)) {}

void GuitarAmp::process(AudioView stereo) {
    const auto left = stereo.channel(0);
    const auto right = stereo.channel(1);
    for (std::size_t n = 0; n < left.size(); ++n) {
        const float dry = m_input.process(0, 0.5F * (left[n] + right[n]));
        left[n] = m_first.process(0, dry);
        right[n] = m_second.process(0, m_delay[m_at]);
        m_delay[m_at] = dry;
        m_at = m_at + 1 == m_delay.size() ? 0 : m_at + 1;
    }
    m_lowCut.process(stereo);
    m_highCut1.process(stereo);
    m_highCut2.process(stereo);
    for (int c = 0; c < 2; ++c) {
        for (float& sample : stereo.channel(c)) {
            const float x = sample;
            // the cabinet: presence up, the boxy middle down; the rest brings it back to about kEffectLufs
            sample = 0.1F * (x + 1.2F * m_presence.process(c, x) - 0.4F * m_mud.process(c, x));
        }
    }
}

Chorus::Chorus(double amount, SampleRate rate, FrameCount startFrame) : m_amount(amount), m_rate(rate.hz) {
    for (auto& delay : m_delay) {
        delay.assign(static_cast<std::size_t>(0.02 * rate.hz) + 4, 0.0F);
    }
    constexpr double kHz = 0.6;
    m_step = 2.0 * std::numbers::pi * kHz / m_rate;
    m_phase = std::fmod(m_step * static_cast<double>(startFrame), 2.0 * std::numbers::pi);
}

void Chorus::process(AudioView stereo) {
    const std::size_t size = m_delay[0].size();
    const auto frames = static_cast<std::size_t>(stereo.frames());
    const std::complex<double> turn = std::polar(1.0, m_step);
    std::complex<double> wave = std::polar(1.0, m_phase); // cosine and sine
    const auto dry = static_cast<float>(1.0 - 0.3 * m_amount);
    const auto wet = static_cast<float>(0.7 * m_amount);
    for (std::size_t n = 0; n < frames; ++n) {
        for (int c = 0; c < 2; ++c) {
            const double delay = (0.0115 + 0.0025 * (c == 0 ? wave.imag() : wave.real())) * m_rate;
            const auto whole = static_cast<std::size_t>(delay);
            const auto part = static_cast<float>(delay - static_cast<double>(whole));
            std::vector<float>& line = m_delay[c];
            float& sample = stereo.channel(c)[n];
            line[m_at] = sample;
            const std::size_t at = m_at >= whole ? m_at - whole : m_at + size - whole;
            const float a = line[at];
            const float b = line[at == 0 ? size - 1 : at - 1];
            sample = sample * dry + wet * (a + part * (b - a));
        }
        m_at = m_at + 1 == size ? 0 : m_at + 1;
        wave = {wave.real() * turn.real() - wave.imag() * turn.imag(),
                wave.real() * turn.imag() + wave.imag() * turn.real()};
    }
    m_phase = std::fmod(m_phase + m_step * static_cast<double>(frames), 2.0 * std::numbers::pi);
}

GatedReverb::GatedReverb(double amount, SampleRate rate)
    : m_amount(amount), m_room(1.6, rate), m_lowCut(Biquad::highPass(300.0, 0.7, rate, 2)),
      m_release(std::exp(-1.0 / (0.05 * rate.hz))), m_hold(framesOf(0.2, rate)) {}

void GatedReverb::process(AudioView stereo) {
    if (m_wet.frames() != stereo.frames()) {
        m_wet.resize(2, stereo.frames());
    }
    m_wet.view().copyFrom(stereo);
    m_lowCut.process(m_wet.view());
    AudioBuffer dry = m_wet;
    m_room.process(m_wet.view());
    const double threshold = 2.0 * gainFromDb(kEffectLufs); // a stroke, not its tail
    for (std::size_t n = 0; n < static_cast<std::size_t>(stereo.frames()); ++n) {
        const double peak = std::max(std::abs(dry.channel(0)[n]), std::abs(dry.channel(1)[n]));
        m_follow = std::max(peak, m_follow * m_release);
        m_open = m_follow > threshold ? m_hold : std::max<FrameCount>(0, m_open - 1);
        m_gate += (m_open > 0 ? 0.02 : 0.004) * ((m_open > 0 ? 1.0 : 0.0) - m_gate);
        for (int c = 0; c < 2; ++c) {
            stereo.channel(c)[n] += static_cast<float>(2.0 * m_amount * m_gate * m_wet.channel(c)[n]);
        }
    }
}

bool PartEffects::dependOnLevel(const PartStyle& part) {
    return part.ampDb > 0.0 || part.driveDb > 0.0 || part.gatedReverb > 0.0;
}

PartEffects::PartEffects(const PartStyle& part, PartRole role, SampleRate rate) {
    if (part.ampDb > 0.0) {
        m_amp.emplace(part.ampDb, rate);
    }
    if (part.driveDb > 0.0) {
        m_drive.emplace(part.driveDb);
    }
    if (part.gatedReverb > 0.0) {
        m_gated.emplace(part.gatedReverb, rate);
    }
    if (part.chorus > 0.0) {
        m_chorus.emplace(part.chorus, rate);
    }
    if (role == PartRole::Bass) {
        m_filters.push_back(Biquad::lowShelf(110.0, 2.0, rate, 2));
    }
    // room for bass and kick below the others; drums and bass keep their depth
    const double usual = role == PartRole::Drums || role == PartRole::Bass     ? 25.0
                         : part.ampDb > 0.0                                    ? 85.0
                         : role == PartRole::Counter || role == PartRole::Lead ? 60.0
                                                                               : 140.0;
    m_filters.push_back(Biquad::highPass(part.lowCutHz > 0.0 ? part.lowCutHz : usual, 0.7, rate, 2));
    if (part.highCutHz > 0.0) {
        m_filters.push_back(Biquad::lowPass(part.highCutHz, 0.7, rate, 2));
    }
}

void PartEffects::process(AudioView stereo) {
    if (m_drive) {
        m_drive->process(stereo);
    }
    if (m_amp) {
        m_amp->process(stereo);
    }
    if (m_gated) {
        m_gated->process(stereo);
    }
    for (Biquad& filter : m_filters) {
        filter.process(stereo);
    }
    if (m_chorus) {
        m_chorus->process(stereo);
    }
}

SideChain::SideChain(double depth, const BeatGrid& grid, double beatsPerDuck)
    : m_depth(depth), m_grid(grid), m_step(beatsPerDuck) {}

void SideChain::process(AudioView audio, FrameCount frame, SampleRate rate) const {
    constexpr FrameCount kEvery = 32; // frames that share a gain: under a millisecond
    for (FrameCount begin = 0; begin < audio.frames(); begin += kEvery) {
        const double beat = m_grid.beat(secondsOf(frame + begin, rate)) / m_step;
        const double since = beat - std::floor(beat);
        const auto gain = static_cast<float>(1.0 - m_depth * std::exp(-5.0 * since));
        for (int c = 0; c < audio.channels(); ++c) {
            for (float& sample : audio.slice({begin, std::min(begin + kEvery, audio.frames())}).channel(c)) {
                sample *= gain;
            }
        }
    }
}

} // namespace morphony
