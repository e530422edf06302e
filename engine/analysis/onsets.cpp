// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/onsets.h"

#include "dsp/slaney_mel.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace morphony {

namespace {

constexpr StftShape kShape{2048, 512};
constexpr int kBands = 128;
constexpr double kLowestHz = 27.5;
constexpr double kHighestHz = 16'000.0;
constexpr FrameCount kLag = 2;
constexpr float kFloorDb = 80.0F;
constexpr float kLeastPower = 1e-10F;
constexpr double kSectionSeconds = 300.0;

constexpr double kBeforeMaximumSeconds = 0.03;
constexpr double kMeanSeconds = 0.1;
constexpr double kWaitSeconds = 0.03;
constexpr float kLeastRise = 0.07F;

/// Band levels in dB of a range of frames, kBands values a frame, floored under the loudest.
std::vector<float> levelsOf(const AudioSource& source, StftShape shape, const SlaneyMel& mel, FrameRange frames,
                            const ProgressSpan& progress) {
    std::vector<float> levels(static_cast<std::size_t>(frames.size()) * kBands);
    const auto frame = [&](FrameCount i) {
        return std::span(levels).subspan(static_cast<std::size_t>(i) * kBands, kBands);
    };
    forPowerSpectra(source, shape, {&frames, 1}, progress, [&](FrameCount i, std::span<float> power) {
        mel.energies(power, frame(i));
        for (float& level : frame(i)) {
            level = 10.0F * std::log10(std::max(level, kLeastPower));
        }
    });
    const float floor = levels.empty() ? 0.0F : *std::ranges::max_element(levels) - kFloorDb;
    for (float& level : levels) {
        level = std::max(level, floor);
    }
    return levels;
}

/// Mean over the bands of what `now` rises above the largest of each band's neighbourhood in `before`.
float rise(const float* now, const float* before) {
    float sum = 0.0F;
    for (int b = 0; b < kBands; ++b) {
        const float left = before[std::max(b - 1, 0)];
        const float right = before[std::min(b + 1, kBands - 1)];
        sum += std::max(0.0F, now[b] - std::max({left, before[b], right}));
    }
    return sum / kBands;
}

} // namespace

OnsetStrength onsetStrength(const AudioSource& source, const ProgressSpan& progress) {
    const StftShape shape = kShape.scaledTo(source.sampleRate());
    const double highest = std::min(kHighestHz, 0.95 * source.sampleRate().hz / 2.0);
    const SlaneyMel mel(kBands, kLowestHz, highest, shape.size, source.sampleRate());
    const FrameCount frames = shape.framesFor(source.frames());
    OnsetStrength strength{std::vector<float>(static_cast<std::size_t>(frames), 0.0F),
                           static_cast<double>(source.sampleRate().hz) / shape.hop};
    // librosa moves the onsets from the middle of the frame that hears them to its end
    const FrameCount delay = shape.size / (2 * shape.hop);
    const auto section = static_cast<FrameCount>(kSectionSeconds * strength.framesPerSecond);
    for (FrameCount begin = 0; begin < frames; begin += section) {
        const FrameRange heard{std::max<FrameCount>(0, begin - kLag), std::min(frames, begin + section)};
        const auto share = [&](FrameCount frame) {
            return progress.begin +
                   (progress.end - progress.begin) * static_cast<double>(frame) / static_cast<double>(frames);
        };
        const auto levels = levelsOf(source, shape, mel, heard, {progress.context, share(begin), share(heard.end)});
        const auto at = [&](FrameCount frame) { return levels.data() + (frame - heard.begin) * kBands; };
        for (FrameCount t = heard.begin + kLag; t < heard.end && t + delay < frames; ++t) {
            strength.values[static_cast<std::size_t>(t + delay)] = rise(at(t), at(t - kLag));
        }
    }
    return strength;
}

std::vector<double> pickOnsets(const OnsetStrength& strength) {
    std::vector<double> onsets;
    if (strength.values.empty()) {
        return onsets;
    }
    const auto [least, most] = std::ranges::minmax(strength.values);
    if (most <= least) {
        return onsets;
    }
    std::vector<float> x;
    for (const float value : strength.values) {
        x.push_back((value - least) / (most - least));
    }
    const auto hops = [&](double seconds) {
        return static_cast<std::ptrdiff_t>(std::floor(seconds * strength.framesPerSecond));
    };
    const std::ptrdiff_t before = hops(kBeforeMaximumSeconds);
    const std::ptrdiff_t around = hops(kMeanSeconds);
    const std::ptrdiff_t wait = hops(kWaitSeconds);
    const auto size = static_cast<std::ptrdiff_t>(x.size());
    for (std::ptrdiff_t n = 0; n < size; ++n) {
        const auto here = x.begin() + n;
        if (*std::max_element(x.begin() + std::max<std::ptrdiff_t>(0, n - before), here + 1) > *here) {
            continue;
        }
        const auto first = x.begin() + std::max<std::ptrdiff_t>(0, n - around);
        const auto last = x.begin() + std::min(size, n + around + 1);
        const float mean = std::accumulate(first, last, 0.0F) / static_cast<float>(last - first);
        if (*here >= mean + kLeastRise) {
            onsets.push_back(static_cast<double>(n) / strength.framesPerSecond);
            n += wait;
        }
    }
    return onsets;
}

} // namespace morphony
