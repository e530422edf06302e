// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/strength.h"

#include "morph/excerpt.h"
#include "morph/timbre_distance.h"

#include <algorithm>

namespace morphony {

namespace {

constexpr int kSteps = 8;
constexpr double kPlainShare = 0.1;
constexpr double kMostStyleSeconds = 60.0;
/// Less than this share of the way covered is measuring noise.
constexpr double kLeastCovered = 0.02;

AudioBuffer mixOf(std::span<const AudioBuffer> layers, std::span<const float> gains) {
    AudioBuffer mix(layers.front().channels(), layers.front().frames());
    for (std::size_t i = 0; i < layers.size(); ++i) {
        for (int c = 0; c < mix.channels(); ++c) {
            std::ranges::transform(layers[i].channel(c), mix.channel(c), mix.channel(c).begin(),
                                   [gain = gains[i]](float sample, float sum) { return sum + gain * sample; });
        }
    }
    return mix;
}

/// The nearest non-decreasing sequence in least squares.
std::vector<double> monotone(const std::vector<double>& values) {
    struct Pool {
        double mean;
        std::size_t count;
    };
    std::vector<Pool> pools;
    for (const double value : values) {
        pools.push_back({value, 1});
        while (pools.size() > 1 && pools[pools.size() - 2].mean > pools.back().mean) {
            const Pool last = pools.back();
            pools.pop_back();
            Pool& before = pools.back();
            const std::size_t count = before.count + last.count;
            before.mean = (before.mean * static_cast<double>(before.count) + last.mean * static_cast<double>(last.count)) /
                          static_cast<double>(count);
            before.count = count;
        }
    }
    std::vector<double> result;
    for (const Pool& pool : pools) {
        result.insert(result.end(), pool.count, pool.mean);
    }
    return result;
}

} // namespace

std::vector<StrengthPoint> measureStrength(const MixLaw& law, std::span<const AudioBuffer> excerpts, SampleRate rate,
                                           const AudioSource& style, JobContext& context) {
    const double limitHz = timbreLimitHz({rate, style.sampleRate()});
    constexpr double kStyleShare = 0.4;
    const TimbreProfile target = timbreProfile(style, limitHz, kMostStyleSeconds, {context, 0.0, kStyleShare});
    MixLaw plain = law;
    plain.calibration = Curve();
    std::vector<float> gains(excerpts.size());
    std::vector<StrengthPoint> measured;
    for (int step = 0; step <= kSteps; ++step) {
        const double strength = static_cast<double>(step) / kSteps;
        plain.gains({strength, {}, {}, {}}, gains);
        const BufferSource mix(mixOf(excerpts, gains), rate);
        const double width = (1.0 - kStyleShare) / (kSteps + 1);
        const ProgressSpan progress{context, kStyleShare + step * width, kStyleShare + (step + 1) * width};
        const auto distance = timbreDistance(timbreProfile(mix, limitHz, kExcerptSeconds, progress), target);
        if (!distance) {
            return {};
        }
        measured.push_back({strength, *distance});
    }
    return measured;
}

Curve calibrationFrom(std::span<const StrengthPoint> measured) {
    if (measured.size() < 2) {
        return {};
    }
    std::vector<double> covered;
    for (const StrengthPoint& point : measured) {
        covered.push_back(measured.front().distance - point.distance);
    }
    covered = monotone(covered);
    const double whole = covered.back() - covered.front();
    if (whole < kLeastCovered * measured.front().distance || whole <= 0.0) {
        return {};
    }
    std::vector<Curve::Point> points;
    for (std::size_t i = 0; i < measured.size(); ++i) {
        const double share = (covered[i] - covered.front()) / whole;
        points.push_back({(1.0 - kPlainShare) * share + kPlainShare * measured[i].strength, measured[i].strength});
    }
    return Curve(std::move(points));
}

} // namespace morphony
