// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/colour.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

constexpr FrameCount kBlockFrames = 2048;
/// One pass asks for no more than this at once, so that a far outlier does not outvote its neighbours in the mean.
constexpr float kLargestStepDb = 45.0F;
constexpr double kNoisePercentile = 0.1;

using Row = std::array<float, BandLayout::kBands>;

std::vector<float> noiseFloor(const BandFrames& bands, const FrameLevels& levels, JobContext& context) {
    std::vector<float> floor(static_cast<std::size_t>(bands.bands()), 0.0F);
    std::vector<float> column;
    for (std::size_t k = 0; k < floor.size(); ++k) {
        context.checkCancelled();
        column.clear();
        for (FrameCount t = 0; t < bands.frames(); ++t) {
            if (levels.counts(t)) {
                column.push_back(bands.row(t)[k]);
            }
        }
        if (!column.empty()) {
            const auto tenth = column.begin() + static_cast<std::ptrdiff_t>(kNoisePercentile * static_cast<double>(column.size() - 1));
            std::ranges::nth_element(column, tenth);
            floor[k] = *tenth;
        }
    }
    return floor;
}

/// Bands of the source as the gains make them.
BandFrames coloured(const BandFrames& bands, const BandFrames& gains) {
    BandFrames result(bands.bands(), bands.frames());
    for (FrameCount t = 0; t < bands.frames(); ++t) {
        std::ranges::transform(bands.row(t), gains.row(t), result.row(t).begin(), std::plus{});
    }
    return result;
}

/// What the map asks of every frame, in dB.
BandFrames stepTowards(const AffineMap& map, const BandFrames& bands, const ProgressSpan& progress) {
    BandFrames step(bands.bands(), bands.frames());
    forFrameBlocks(bands.frames(), kBlockFrames, progress, [&](FrameRange block) {
        progress.context.checkCancelled();
        Row shape{};
        Row target{};
        const auto n = static_cast<std::size_t>(bands.bands());
        for (FrameCount t = block.begin; t < block.end; ++t) {
            frameShape(bands.row(t), {shape.data(), n});
            map.apply({shape.data(), n}, {target.data(), n});
            for (std::size_t k = 0; k < n; ++k) {
                step.row(t)[k] = std::clamp(target[k] - shape[k], -kLargestStepDb, kLargestStepDb);
            }
        }
    });
    return step;
}

/// Adds to `wish` the mean of `step` over the frames within `reach` of t, weighted by how present each is.
void addSmoothed(std::span<float> wish, const BandFrames& step, const FrameLevels& levels, FrameCount t, FrameCount reach) {
    std::array<double, BandLayout::kBands> sum{};
    double weight = 1e-3; // frames far from any sound fade to no change
    for (FrameCount u = std::max<FrameCount>(0, t - reach); u <= std::min(step.frames() - 1, t + reach); ++u) {
        const double w = levels.presence(u);
        weight += w;
        for (std::size_t k = 0; k < wish.size(); ++k) {
            sum[k] += w * step.row(u)[k];
        }
    }
    for (std::size_t k = 0; k < wish.size(); ++k) {
        wish[k] += static_cast<float>(sum[k] / weight);
    }
}

/// Caps, guards and levels the wished gains of one frame.
void settle(std::span<const float> wish, std::span<const float> bands, float presence, const ColourSource& source,
            const ColourSettings& settings, std::span<float> gains) {
    const auto cap = static_cast<float>(settings.capDb);
    const std::size_t n = wish.size();
    Row after{};
    for (std::size_t k = 0; k < n; ++k) {
        float gain = cap * std::tanh(wish[k] / cap) * presence;
        if (gain > 0.0F) {
            gain *= std::clamp((bands[k] - source.noiseFloor[k]) / static_cast<float>(settings.guardRangeDb),
                               static_cast<float>(settings.guardFloor), 1.0F);
        }
        gains[k] = gain;
        after[k] = bands[k] + gain;
    }
    const auto weights = source.layout.loudnessWeights();
    const float change = loudnessOf({after.data(), n}, weights) - loudnessOf(bands, weights);
    for (float& gain : gains) {
        gain -= change;
    }
}

} // namespace

float loudnessOf(std::span<const float> bandsDb, std::span<const float> weights) {
    float power = 0.0F;
    for (std::size_t k = 0; k < bandsDb.size(); ++k) {
        power += weights[k] * std::pow(10.0F, bandsDb[k] * 0.1F);
    }
    return 10.0F * std::log10(power);
}

ColourSource colourSource(const BandLayout& layout, SampleRate rate, BandFrames bands, JobContext& context) {
    FrameLevels levels = measureLevels(bands, layout);
    std::vector<float> floor = noiseFloor(bands, levels, context);
    return {layout, rate, std::move(bands), std::move(levels), std::move(floor)};
}

BandFrames colourGains(const ColourSource& source, const Gaussian& goal, const ColourSettings& settings,
                       const ProgressSpan& progress) {
    const BandFrames& bands = source.bands;
    BandFrames gains(bands.bands(), bands.frames());
    if (source.levels.silent) {
        return gains;
    }
    JobContext& context = progress.context;
    const Gaussian start = shapeStatistics(bands, source.levels, {}, source.layout, context);
    const double framesASecond = static_cast<double>(source.rate.hz) / source.layout.shape().hop;
    const FrameCount reach = std::max<FrameCount>(0, std::llround((settings.smoothSeconds * framesASecond - 1.0) / 2.0));
    const auto part = [&](int i) { // two loops a pass
        const double width = (progress.end - progress.begin) / (2.0 * settings.passes);
        return ProgressSpan{context, progress.begin + i * width, progress.begin + (i + 1) * width};
    };
    BandFrames wish(bands.bands(), bands.frames());
    for (int pass = 0; pass < settings.passes; ++pass) {
        const BandFrames now = coloured(bands, gains);
        const Gaussian reached = pass == 0 ? start : shapeStatistics(now, source.levels, {}, source.layout, context);
        const BandFrames step = stepTowards(mongeMap(reached, goal), now, part(2 * pass));
        forFrameBlocks(bands.frames(), kBlockFrames, part(2 * pass + 1), [&](FrameRange block) {
            context.checkCancelled();
            for (FrameCount t = block.begin; t < block.end; ++t) {
                addSmoothed(wish.row(t), step, source.levels, t, reach);
                settle(wish.row(t), bands.row(t), source.levels.presence(t), source, settings, gains.row(t));
            }
        });
    }
    return gains;
}

} // namespace morphony
