// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playback/player.h"

#include <cmath>
#include <numbers>
#include <random>
#include <utility>

namespace morphony::test {

inline constexpr SampleRate k48{48'000};
inline constexpr SampleRate k44{44'100};

inline std::shared_ptr<const AudioSource> sine(double hertz, double amplitude, double seconds, SampleRate rate = k48,
                                               int channels = 2, double phase = 0.0) {
    AudioBuffer buffer(channels, framesOf(seconds, rate));
    for (int c = 0; c < channels; ++c) {
        for (FrameCount i = 0; i < buffer.frames(); ++i) {
            const double angle = 2.0 * std::numbers::pi * hertz * static_cast<double>(i) / rate.hz + phase;
            buffer.channel(c)[static_cast<std::size_t>(i)] = static_cast<float>(amplitude * std::sin(angle));
        }
    }
    return std::make_shared<BufferSource>(std::move(buffer), rate);
}

/// White noise, other in every channel; the same for the same seed.
inline std::shared_ptr<const AudioSource> noise(unsigned seed, float amplitude, double seconds, SampleRate rate = k48,
                                                int channels = 2) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> values(-amplitude, amplitude);
    AudioBuffer buffer(channels, framesOf(seconds, rate));
    for (int c = 0; c < channels; ++c) {
        std::ranges::generate(buffer.channel(c), [&] { return values(random); });
    }
    return std::make_shared<BufferSource>(std::move(buffer), rate);
}

/// Source fades out while the other layers come in over the dial; no loudness make-up.
inline std::shared_ptr<const MixLaw> crossLaw(std::size_t layers) {
    auto law = std::make_shared<MixLaw>();
    law->layers.push_back({.gain = Curve({{0.0, 1.0}, {1.0, 0.0}})});
    for (std::size_t i = 1; i < layers; ++i) {
        law->layers.push_back({.gain = Curve({{0.0, 0.0}, {1.0, 1.0 / static_cast<double>(i)}})});
    }
    return law;
}

inline std::shared_ptr<const PlayableTake> take(std::vector<std::shared_ptr<const AudioSource>> layers) {
    auto law = crossLaw(layers.size());
    return std::make_shared<PlayableTake>(PlayableTake{std::move(layers), std::move(law)});
}

/// What the take must sound like: all of it through the mixer at once, the look-ahead cut off.
inline AudioBuffer mixed(const PlayableTake& take, const DialSetting& setting) {
    const AudioSource& first = *take.layers.front();
    LayerMixer mixer(take.law, first.sampleRate(), first.channels());
    mixer.reset(setting);
    const FrameCount frames = first.frames() + mixer.latency();
    std::vector<AudioBuffer> audio;
    for (const auto& layer : take.layers) {
        audio.push_back(readRange(*layer, {0, frames}));
    }
    std::vector<ConstAudioView> views;
    for (const AudioBuffer& layer : audio) {
        views.push_back(layer.view());
    }
    AudioBuffer delayed(first.channels(), frames);
    mixer.process(views, delayed.view());
    AudioBuffer out(first.channels(), first.frames());
    out.view().copyFrom(std::as_const(delayed).view().slice({mixer.latency(), frames}));
    return out;
}

/// First frame of [range] where the two differ by more than `tolerance`, or -1.
inline FrameCount firstDifference(const AudioBuffer& a, FrameCount aBegin, const AudioBuffer& b, FrameCount bBegin,
                                  FrameCount frames, float tolerance = 0.0F) {
    for (FrameCount i = 0; i < frames; ++i) {
        for (int c = 0; c < a.channels(); ++c) {
            const float difference =
                a.channel(c)[static_cast<std::size_t>(aBegin + i)] - b.channel(c)[static_cast<std::size_t>(bBegin + i)];
            if (!(std::abs(difference) <= tolerance)) {
                return i;
            }
        }
    }
    return -1;
}

/// Largest second difference: a step of height h in a smooth signal shows as about h.
inline double roughness(const AudioBuffer& buffer, FrameCount from = 0) {
    double worst = 0.0;
    for (int c = 0; c < buffer.channels(); ++c) {
        const auto x = buffer.channel(c);
        for (auto i = static_cast<std::size_t>(from) + 1; i + 1 < x.size(); ++i) {
            worst = std::max(worst, static_cast<double>(std::abs(x[i - 1] - 2.0F * x[i] + x[i + 1])));
        }
    }
    return worst;
}

/// A sine of 440 Hz and amplitude 0.5 has second differences up to 0.5 * (2 pi 440 / 48000)^2 = 0.0017. A linear fade
/// between two such signals adds kinks of at most their difference (1) / 240 frames = 0.0042 where it begins and ends,
/// and as much where level match moves at the same time. A switch without a fade shows as a step of 0.3 and more.
inline constexpr double kNoClick = 0.012;

inline float loudest(const AudioBuffer& buffer, int channel = 0) {
    float peak = 0.0F;
    for (const float sample : buffer.channel(channel)) {
        peak = std::max(peak, std::abs(sample));
    }
    return peak;
}

} // namespace morphony::test
