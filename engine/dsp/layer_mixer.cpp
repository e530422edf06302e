// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/layer_mixer.h"

#include "core/engine_error.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>

namespace morphony {

namespace {

constexpr double kRampSeconds = 0.005;
/// Frames mixed at once: the output stays in the first-level cache while the layers are added to it.
constexpr FrameCount kChunk = 1024;

} // namespace

// ---- the law ---------------------------------------------------------------------------------------------------------

Curve::Curve(std::vector<Point> points) : m_points(std::move(points)) {
    const auto notRising = [](const Point& a, const Point& b) { return !(a.x < b.x); };
    if (m_points.empty() || std::ranges::adjacent_find(m_points, notRising) != m_points.end()) {
        throw EngineError(ErrorKind::Internal, "A curve needs at least one point, and points in strictly rising x.");
    }
}

Curve Curve::constant(double y) { return Curve({{0.0, y}}); }

double Curve::operator()(double x) const {
    if (!(x > m_points.front().x)) {
        return m_points.front().y;
    }
    if (x >= m_points.back().x) {
        return m_points.back().y;
    }
    const auto right = std::ranges::upper_bound(m_points, x, {}, &Point::x);
    const Point& left = *(right - 1);
    return left.y + (right->y - left.y) * (x - left.x) / (right->x - left.x);
}

double DialSetting::of(Aspect aspect) const {
    switch (aspect) {
    case Aspect::Timbre:
        return timbre.value_or(strength);
    case Aspect::Rhythm:
        return rhythm.value_or(strength);
    case Aspect::Harmony:
        return harmony.value_or(strength);
    }
    return strength;
}

bool DialSetting::isSource() const {
    return of(Aspect::Timbre) <= 0.0 && of(Aspect::Rhythm) <= 0.0 && of(Aspect::Harmony) <= 0.0;
}

void MixLaw::gains(const DialSetting& setting, std::span<float> out) const {
    assert(out.size() == layers.size() && layers.size() <= kMaxLayers);
    std::ranges::fill(out, 0.0F);
    if (out.empty()) {
        return;
    }
    if (setting.isSource()) {
        out[0] = 1.0F;
        return;
    }
    // what is kept stands apart, for the make-up gain is not to touch it; the source's layer holds it too
    Amplitudes morphed{};
    Amplitudes kept{};
    double furthest = 0.0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (layers[i].followsDial) {
            const double strength = calibration(setting.of(layers[i].aspect));
            morphed[i] = layers[i].gain(strength);
            furthest = std::max(furthest, strength);
        } else {
            morphed[i] = -morphed[0];
            kept[i] = layers[i].gain(1.0);
        }
    }
    const double gain = makeUp(morphed, kept, furthest) * limiterMakeUp(furthest);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        out[i] = static_cast<float>(morphed[i] * gain + kept[i]);
    }
}

/// The gain m that makes m * morphed + kept as loud as the source, a root of a quadratic, and what the gate adds to it.
double MixLaw::makeUp(const Amplitudes& morphed, const Amplitudes& kept, double furthest) const {
    const std::size_t count = layers.size();
    if (loudness.size() != count * count || !(loudness[0] > 0.0)) {
        return 1.0;
    }
    double energy = 0.0;
    double shared = 0.0;
    double keptEnergy = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < count; ++j) {
            const double power = loudness[i * count + j];
            energy += morphed[i] * morphed[j] * power;
            shared += morphed[i] * kept[j] * power;
            keptEnergy += kept[i] * kept[j] * power;
        }
    }
    const double highest = gainFromDb(maxMakeUpDb);
    double gain = highest; // of a mix that cancels itself out: rounding may even leave its energy slightly negative
    if (energy > loudness[0] / (highest * highest)) {
        const double half = shared / energy;
        gain = std::sqrt(std::max(0.0, (loudness[0] - keptEnergy) / energy + half * half)) - half;
    }
    // what is kept may be as loud as the whole by itself; the rest is heard all the same
    const double lowest = keptEnergy > 0.0 ? 1.0 / highest : 0.0;
    return std::clamp(gain * gateMakeUp(furthest), lowest, highest);
}

// ---- the mixer -------------------------------------------------------------------------------------------------------

LayerMixer::LayerMixer(std::shared_ptr<const MixLaw> law, SampleRate rate, int channels)
    : m_law(std::move(law)), m_limiter(rate, channels, m_law->ceilingDbtp),
      m_rampFrames(std::max<FrameCount>(1, framesOf(kRampSeconds, rate))) {
    if (m_law->layers.empty() || m_law->layers.size() > MixLaw::kMaxLayers) {
        throw EngineError(ErrorKind::Internal, "A mix of " + std::to_string(m_law->layers.size()) +
                                                   " layers was asked for; 1 to " + std::to_string(MixLaw::kMaxLayers) +
                                                   " are possible.");
    }
    reset({});
}

void LayerMixer::setTarget(const DialSetting& setting) {
    const std::size_t count = m_law->layers.size();
    std::array<float, MixLaw::kMaxLayers> wanted{};
    m_law->gains(setting, {wanted.data(), count});
    m_targetIsSource = setting.isSource();
    if (std::equal(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(count), m_target.begin())) {
        return; // asked again for what is being done: a ramp under way goes on
    }
    for (std::size_t i = 0; i < count; ++i) {
        m_from[i] = gainAt(i, m_rampDone);
    }
    m_target = wanted;
    m_rampDone = 0;
}

void LayerMixer::reset(const DialSetting& setting) {
    m_target.fill(0.0F);
    m_law->gains(setting, {m_target.data(), m_law->layers.size()});
    m_from = m_target;
    m_rampDone = m_rampFrames;
    m_targetIsSource = setting.isSource();
    m_limiter.reset(!m_targetIsSource);
}

float LayerMixer::gainAt(std::size_t layer, FrameCount rampFrame) const {
    if (rampFrame >= m_rampFrames) {
        return m_target[layer];
    }
    const float done = static_cast<float>(rampFrame) / static_cast<float>(m_rampFrames);
    return m_from[layer] + (m_target[layer] - m_from[layer]) * done;
}

void LayerMixer::process(std::span<const ConstAudioView> layers, AudioView out) {
    assert(layers.size() == m_law->layers.size());
    for (FrameCount at = 0; at < out.frames();) {
        const FrameCount rampLeft = m_rampFrames - m_rampDone;
        const bool ramping = rampLeft > 0;
        const FrameCount count = std::min({kChunk, out.frames() - at, ramping ? rampLeft : kChunk});
        if (ramping) {
            mixRamp(layers, out, at, count);
            m_rampDone += count;
        } else {
            mixSteady(layers, out, at, count);
        }
        const bool bypassed = m_targetIsSource && !ramping;
        m_limiter.process(out.slice({at, at + count}), !bypassed);
        at += count;
    }
}

void LayerMixer::mixRamp(std::span<const ConstAudioView> layers, AudioView out, FrameCount at, FrameCount count) {
    for (int c = 0; c < out.channels(); ++c) {
        float* mix = out.channel(c).data() + at;
        std::fill_n(mix, count, 0.0F);
        for (std::size_t layer = 0; layer < layers.size(); ++layer) {
            const float* from = layers[layer].channel(c).data() + at;
            for (FrameCount i = 0; i < count; ++i) {
                mix[i] += from[i] * gainAt(layer, m_rampDone + i);
            }
        }
    }
}

void LayerMixer::mixSteady(std::span<const ConstAudioView> layers, AudioView out, FrameCount at, FrameCount count) {
    for (int c = 0; c < out.channels(); ++c) {
        float* mix = out.channel(c).data() + at;
        bool begun = false;
        for (std::size_t layer = 0; layer < layers.size(); ++layer) {
            const float gain = m_target[layer];
            if (gain == 0.0F) {
                continue;
            }
            const float* from = layers[layer].channel(c).data() + at;
            if (!begun && gain == 1.0F) {
                std::copy_n(from, count, mix);
            } else if (!begun) {
                for (FrameCount i = 0; i < count; ++i) {
                    mix[i] = from[i] * gain;
                }
            } else {
                for (FrameCount i = 0; i < count; ++i) {
                    mix[i] += from[i] * gain;
                }
            }
            begun = true;
        }
        if (!begun) {
            std::fill_n(mix, count, 0.0F);
        }
    }
}

} // namespace morphony
