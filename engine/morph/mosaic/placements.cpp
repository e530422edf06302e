// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/placements.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace morphony {

namespace {

constexpr FrameCount kBlockFrames = 65'536;
constexpr int kTaps = 24;
constexpr int kPhases = 256;

/// Windowed-sinc interpolation for one tape speed: low-passed where the speed would alias. Blackman window: images and
/// aliases stay 70 dB down outside the transition.
class Interpolator {
public:
    explicit Interpolator(double speed) : m_weights(static_cast<std::size_t>(kPhases + 1) * kTaps) {
        const double cutoff = 0.92 * std::min(1.0, 1.0 / speed);
        for (int phase = 0; phase <= kPhases; ++phase) {
            double sum = 0.0;
            float* row = m_weights.data() + static_cast<std::ptrdiff_t>(phase) * kTaps;
            for (int tap = 0; tap < kTaps; ++tap) {
                const double x = tap - (kTaps / 2 - 1) - static_cast<double>(phase) / kPhases;
                const double w = std::numbers::pi * x / (kTaps / 2.0);
                const double window =
                    std::abs(x) >= kTaps / 2.0 ? 0.0 : 0.42 + 0.5 * std::cos(w) + 0.08 * std::cos(2.0 * w);
                const double argument = std::numbers::pi * cutoff * x;
                const double value = window * cutoff * (std::abs(argument) < 1e-9 ? 1.0 : std::sin(argument) / argument);
                row[tap] = static_cast<float>(value);
                sum += value;
            }
            for (int tap = 0; tap < kTaps; ++tap) {
                row[tap] /= static_cast<float>(sum);
            }
        }
    }

    /// Value at `place`, in frames from in[0]; in[-kTaps / 2 + 1] to in[kTaps / 2] around it must exist.
    [[nodiscard]] float at(const float* in, double place) const {
        const double whole = std::floor(place);
        const double phase = (place - whole) * kPhases;
        const auto row = static_cast<std::ptrdiff_t>(phase);
        const auto part = static_cast<float>(phase - static_cast<double>(row));
        const float* a = m_weights.data() + row * kTaps;
        const float* x = in + static_cast<std::ptrdiff_t>(whole) - (kTaps / 2 - 1);
        float sum = 0.0F;
        float next = 0.0F;
        for (int tap = 0; tap < kTaps; ++tap) {
            sum += a[tap] * x[tap];
            next += a[tap + kTaps] * x[tap];
        }
        return sum + part * (next - sum);
    }

private:
    std::vector<float> m_weights;
};

float fade(FrameCount i, FrameCount length) {
    if (i >= length) {
        return 1.0F;
    }
    const double s = std::sin(0.5 * std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(length));
    return static_cast<float>(s * s);
}

void play(const Placement& placement, const Interpolator* interpolator, const BufferSource& material, FrameRange block,
          AudioBuffer& out) {
    const FrameRange part = FrameRange{placement.at, placement.at + placement.frames}.clippedTo(block);
    if (part.empty()) {
        return;
    }
    const FrameCount skip = part.begin - placement.at;
    const double begin = placement.from + placement.speed * static_cast<double>(skip);
    const auto first = static_cast<FrameCount>(std::floor(begin)) - kTaps;
    const auto length =
        static_cast<FrameCount>(std::ceil(placement.speed * static_cast<double>(part.size()))) + 2 * kTaps + 2;
    AudioBuffer sound(material.channels(), length);
    material.read(first, sound.view());
    std::vector<float> gains(static_cast<std::size_t>(part.size()));
    for (FrameCount i = 0; i < part.size(); ++i) {
        gains[static_cast<std::size_t>(i)] =
            placement.gain * fade(skip + i, placement.fadeIn) * fade(placement.frames - 1 - skip - i, placement.fadeOut);
    }
    for (int c = 0; c < material.channels(); ++c) {
        const float* in = sound.channel(c).data();
        float* to = out.channel(c).data() + (part.begin - block.begin);
        for (FrameCount i = 0; i < part.size(); ++i) {
            // the place is always reckoned from the placement's own beginning, so that blocks do not change it
            const double place =
                placement.from + placement.speed * static_cast<double>(skip + i) - static_cast<double>(first);
            const float value =
                interpolator != nullptr ? interpolator->at(in, place) : in[static_cast<FrameCount>(std::llround(place))];
            to[i] += gains[static_cast<std::size_t>(i)] * value;
        }
    }
}

} // namespace

std::shared_ptr<ScratchAudio> playPlacements(const std::vector<Placement>& placements, const BufferSource& material,
                                             FrameCount frames, const ProgressSpan& progress) {
    auto result = std::make_shared<ScratchAudio>(material.channels(), frames, material.sampleRate());
    std::map<double, Interpolator> interpolators;
    FrameCount longest = 0;
    for (const Placement& placement : placements) {
        longest = std::max(longest, placement.frames);
        if (placement.speed != 1.0) {
            interpolators.try_emplace(placement.speed, placement.speed);
        }
    }
    forFrameBlocks(frames, kBlockFrames, progress, [&](FrameRange block) {
        AudioBuffer out(material.channels(), block.size());
        auto next = std::ranges::lower_bound(placements, block.begin - longest, {}, &Placement::at);
        for (; next != placements.end() && next->at < block.end; ++next) {
            progress.context.checkCancelled();
            const auto interpolator = interpolators.find(next->speed);
            play(*next, interpolator == interpolators.end() ? nullptr : &interpolator->second, material, block, out);
        }
        result->write(block.begin, out.view());
    });
    return result;
}

} // namespace morphony
