// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/limiter_make_up.h"

#include "dsp/integrated_loudness.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

constexpr std::array kStrengths{0.5, 1.0};
constexpr int kRounds = 5;
/// A decibel more at a limiter that is at work gives about half a decibel of loudness.
constexpr double kReach = 1.5;
constexpr double kMostDb = 3.0;
constexpr double kInaudibleLu = 0.05;
constexpr FrameCount kBlockFrames = 8192;

/// Loudness of the excerpts mixed by `law`, its limiter included.
double mixedLufs(const std::shared_ptr<const MixLaw>& law, std::span<const AudioBuffer> layers, SampleRate rate,
                 double strength, const JobContext& context) {
    const int channels = layers.front().channels();
    LayerMixer mixer(law, rate, channels);
    mixer.reset({strength, {}, {}, {}});
    IntegratedLoudness meter(rate, channels);
    AudioBuffer mixed(channels, kBlockFrames);
    const FrameCount frames = layers.front().frames();
    std::vector<ConstAudioView> views(layers.size());
    for (FrameCount begin = 0; begin < frames; begin += kBlockFrames) {
        context.checkCancelled();
        const FrameRange part{begin, std::min(frames, begin + kBlockFrames)};
        std::ranges::transform(layers, views.begin(), [&](const AudioBuffer& layer) { return layer.view().slice(part); });
        const AudioView out = mixed.view().slice({0, part.size()});
        mixer.process(views, out);
        meter.add(out);
    }
    return meter.lufs();
}

/// So high that the limiter never acts.
constexpr double kNoCeilingDbtp = 60.0;

} // namespace

Curve limiterMakeUp(const MixLaw& law, std::span<const AudioBuffer> excerpts, SampleRate rate, const JobContext& context) {
    auto trial = std::make_shared<MixLaw>(law);
    trial->calibration = Curve();
    const auto open = std::make_shared<MixLaw>(*trial);
    open->ceilingDbtp = kNoCeilingDbtp;

    std::vector<Curve::Point> points{{0.0, 1.0}};
    for (const double strength : kStrengths) {
        const double wanted = mixedLufs(open, excerpts, rate, strength, context);
        double db = 0.0;
        for (int round = 0; round < kRounds; ++round) {
            trial->limiterMakeUp = Curve::constant(gainFromDb(db));
            const double missing = wanted - mixedLufs(trial, excerpts, rate, strength, context);
            if (std::abs(missing) < kInaudibleLu) {
                break;
            }
            db = std::clamp(db + kReach * missing, 0.0, kMostDb);
        }
        points.push_back({strength, gainFromDb(db)});
    }
    return Curve(std::move(points));
}

} // namespace morphony
