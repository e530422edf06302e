// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/placements.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace morphony {

namespace {

constexpr int kTaps = 24;
constexpr int kPhases = 256;

float fade(FrameCount i, FrameCount length) {
    if (i >= length) {
        return 1.0F;
    }
    const double s = std::sin(0.5 * std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(length));
    return static_cast<float>(s * s);
}

} // namespace

/// Windowed-sinc interpolation for one tape speed: low-passed where the speed would alias. Blackman window: images and
/// aliases stay 70 dB down outside the transition.
class PlacedSound::Interpolator {
public:
    using Weights = std::array<float, kTaps>;

    explicit Interpolator(double speed) : m_weights(kPhases + 1) {
        const double cutoff = 0.92 * std::min(1.0, 1.0 / speed);
        for (int phase = 0; phase <= kPhases; ++phase) {
            double sum = 0.0;
            Weights& row = m_weights[static_cast<std::size_t>(phase)];
            for (int tap = 0; tap < kTaps; ++tap) {
                const double x = tap - (kTaps / 2 - 1) - static_cast<double>(phase) / kPhases;
                const double w = std::numbers::pi * x / (kTaps / 2.0);
                const double window =
                    std::abs(x) >= kTaps / 2.0 ? 0.0 : 0.42 + 0.5 * std::cos(w) + 0.08 * std::cos(2.0 * w);
                const double argument = std::numbers::pi * cutoff * x;
                const double value = window * cutoff * (std::abs(argument) < 1e-9 ? 1.0 : std::sin(argument) / argument);
                row[static_cast<std::size_t>(tap)] = static_cast<float>(value);
                sum += value;
            }
            for (float& weight : row) {
                weight /= static_cast<float>(sum);
            }
        }
    }

    /// Weights of the samples around a place, `part` (0 to 1) of a sample after the one at kTaps / 2 - 1.
    void weightsAt(double part, Weights& out) const {
        const double phase = part * kPhases;
        const auto row = static_cast<std::size_t>(phase);
        const auto between = static_cast<float>(phase - static_cast<double>(row));
        const Weights& a = m_weights[row];
        const Weights& b = m_weights[row + 1];
        for (std::size_t tap = 0; tap < kTaps; ++tap) {
            out[tap] = a[tap] + between * (b[tap] - a[tap]);
        }
    }

    /// Eight partial sums in a fixed order, so that the loop vectorises.
    [[nodiscard]] static float sum(const Weights& weights, const float* in) {
        constexpr std::size_t kLanes = 8;
        std::array<float, kLanes> lanes{};
        for (std::size_t tap = 0; tap < kTaps; tap += kLanes) {
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                lanes[lane] += weights[tap + lane] * in[tap + lane];
            }
        }
        return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
    }

private:
    std::vector<Weights> m_weights;
};

PlacedSound::PlacedSound(std::vector<Placement> placements, std::shared_ptr<const BufferSource> material, FrameCount frames,
                         float width)
    : m_placements(std::move(placements)), m_material(std::move(material)), m_frames(frames), m_width(width) {
    for (const Placement& placement : m_placements) {
        m_longest = std::max(m_longest, placement.frames);
        if (placement.speed != 1.0) {
            auto& interpolator = m_interpolators[placement.speed];
            if (!interpolator) {
                interpolator = std::make_unique<const Interpolator>(placement.speed);
            }
        }
    }
}

PlacedSound::~PlacedSound() = default;

void PlacedSound::play(const Placement& placement, FrameRange block, AudioView out) const {
    const FrameRange part = FrameRange{placement.at, placement.at + placement.frames}.clippedTo(block);
    if (part.empty()) {
        return;
    }
    const auto found = m_interpolators.find(placement.speed);
    const FrameCount skip = part.begin - placement.at;
    const double begin = placement.from + placement.speed * static_cast<double>(skip);
    const auto first = static_cast<FrameCount>(std::floor(begin)) - kTaps;
    const auto length =
        static_cast<FrameCount>(std::ceil(placement.speed * static_cast<double>(part.size()))) + 2 * kTaps + 2;
    AudioBuffer sound(channels(), length);
    m_material->read(first, sound.view());
    Interpolator::Weights weights{};
    for (FrameCount i = 0; i < part.size(); ++i) {
        const float gain =
            placement.gain * fade(skip + i, placement.fadeIn) * fade(placement.frames - 1 - skip - i, placement.fadeOut);
        // the place is always reckoned from the placement's own beginning, so that blocks do not change it
        const double place = placement.from + placement.speed * static_cast<double>(skip + i) - static_cast<double>(first);
        const auto to = static_cast<std::size_t>(part.begin - block.begin + i);
        if (found == m_interpolators.end()) {
            const auto at = static_cast<std::size_t>(std::llround(place));
            for (int c = 0; c < channels(); ++c) {
                out.channel(c)[to] += gain * sound.channel(c)[at];
            }
            continue;
        }
        const double whole = std::floor(place);
        found->second->weightsAt(place - whole, weights);
        const auto at = static_cast<FrameCount>(whole) - (kTaps / 2 - 1);
        for (int c = 0; c < channels(); ++c) {
            out.channel(c)[to] += gain * Interpolator::sum(weights, sound.channel(c).data() + at);
        }
    }
}

void PlacedSound::read(FrameCount position, AudioView out) const {
    out.clear();
    const FrameRange block{position, position + out.frames()};
    const FrameRange inside = block.clippedTo({0, m_frames});
    if (inside.empty()) {
        return;
    }
    const AudioView part = out.slice({inside.begin - block.begin, inside.end - block.begin});
    auto next = std::ranges::lower_bound(m_placements, inside.begin - m_longest, {}, &Placement::at);
    for (; next != m_placements.end() && next->at < inside.end; ++next) {
        play(*next, inside, part);
    }
    if (channels() == 2 && m_width < 1.0F) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(part.frames()); ++i) {
            const float mid = 0.5F * (part.channel(0)[i] + part.channel(1)[i]);
            const float side = 0.5F * m_width * (part.channel(0)[i] - part.channel(1)[i]);
            part.channel(0)[i] = mid + side;
            part.channel(1)[i] = mid - side;
        }
    }
}

} // namespace morphony
