// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/render/augment.h"

#include "dsp/biquad.h"
#include "dsp/reverb.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

/// The mu law of telephony (G.711) with any number of bits.
float companded(float sample, double levels) {
    constexpr double kMu = 255.0;
    const double x = std::clamp<double>(sample, -1.0, 1.0);
    const double pressed = std::copysign(std::log1p(kMu * std::abs(x)) / std::log1p(kMu), x);
    const double coded = std::round(pressed * levels) / levels;
    return static_cast<float>(std::copysign(std::expm1(std::abs(coded) * std::log1p(kMu)) / kMu, coded));
}

template <class Change>
void forSamples(AudioBuffer& audio, Change change) {
    for (int c = 0; c < audio.channels(); ++c) {
        std::ranges::transform(audio.channel(c), audio.channel(c).begin(), change);
    }
}

void addRoom(AudioBuffer& stereo, SampleRate rate, const Augmentation& change) {
    Reverb room(change.reverbSeconds, rate);
    AudioBuffer wet = stereo;
    room.process(wet.view());
    const auto gain = static_cast<float>(gainFromDb(change.reverbDb));
    for (int c = 0; c < 2; ++c) {
        std::ranges::transform(stereo.channel(c), wet.channel(c), stereo.channel(c).begin(),
                               [&](float dry, float each) { return dry + gain * each; });
    }
}

} // namespace

Augmentation Augmentation::drawn(SeededRandom& random) {
    const auto between = [&](double low, double high) { return low + (high - low) * random.uniform(); };
    const auto half = [&] { return random.uniform() < 0.5; };
    Augmentation drawn;
    drawn.gainDb = between(-12.0, 0.0);
    drawn.tiltDb = half() ? between(-6.0, 6.0) : 0.0;
    drawn.reverbSeconds = half() ? between(0.2, 2.5) : 0.0;
    drawn.reverbDb = between(-26.0, -12.0);
    drawn.lowCutHz = random.uniform() < 0.25 ? between(40.0, 200.0) : 0.0;
    drawn.highCutHz = random.uniform() < 0.35 ? between(3500.0, 10'000.0) : 0.0;
    drawn.compandingBits = random.uniform() < 0.2 ? 8 + static_cast<int>(random.below(4)) : 0;
    drawn.noiseDb = half() ? between(-85.0, -60.0) : -120.0;
    drawn.detuneCents = half() ? between(-50.0, 50.0) : 0.0;
    return drawn;
}

void augment(AudioBuffer& stereo, SampleRate rate, const Augmentation& change, SeededRandom& random) {
    if (change.reverbSeconds > 0.0) {
        addRoom(stereo, rate, change);
    }
    if (change.tiltDb != 0.0) {
        Biquad::lowShelf(300.0, change.tiltDb, rate, 2).process(stereo.view());
        Biquad::highShelf(3000.0, -change.tiltDb, rate, 2).process(stereo.view());
    }
    if (change.lowCutHz > 0.0) {
        Biquad::highPass(change.lowCutHz, 0.7, rate, 2).process(stereo.view());
    }
    if (change.highCutHz > 0.0) {
        Biquad::lowPass(change.highCutHz, 0.7, rate, 2).process(stereo.view());
    }
    const auto gain = static_cast<float>(gainFromDb(change.gainDb));
    const auto noise = static_cast<float>(gainFromDb(change.noiseDb));
    const double levels = std::ldexp(1.0, change.compandingBits - 1);
    forSamples(stereo, [&](float sample) {
        const float changed = gain * sample + noise * static_cast<float>(random.uniform() * 3.46 - 1.73); // of unit power
        return change.compandingBits > 0 ? companded(changed, levels) : changed;
    });
}

} // namespace morphony
