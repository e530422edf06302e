// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/band_statistics.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

constexpr float kCountedRangeDb = 45.0F;
constexpr float kFullPresenceDb = 50.0F;
constexpr float kNoPresenceDb = 65.0F;
/// Below this, relative to a full-scale sine, a piece counts as silent: under the last bit of 16-bit audio.
constexpr float kDigitalSilenceDb = -100.0F;
/// Added to every variance: a band that stands still may still be moved, but is never blown up.
constexpr double kRegularisation = 1.0; // dB^2

} // namespace

BandFrames measureBands(const AudioSource& source, const BandLayout& layout, std::span<const FrameRange> ranges,
                        const ProgressSpan& progress) {
    FrameCount frames = 0;
    for (const FrameRange& range : ranges) {
        frames += range.size();
    }
    BandFrames result(BandLayout::kBands, frames);
    forPowerSpectra(source, layout.shape(), ranges, progress,
                    [&](FrameCount i, std::span<float> power) { layout.measure(power, result.row(i)); });
    return result;
}

float frameLevel(std::span<const float> bandsDb) {
    float power = 0.0F;
    for (const float db : bandsDb) {
        power += std::pow(10.0F, db * 0.1F);
    }
    return 10.0F * std::log10(power);
}

void frameShape(std::span<const float> bandsDb, std::span<float> shape) {
    const float level = frameLevel(bandsDb);
    for (std::size_t k = 0; k < bandsDb.size(); ++k) {
        shape[k] = std::max(bandsDb[k] - level, kShapeFloorDb);
    }
}

bool FrameLevels::counts(FrameCount t) const {
    return !silent && level[static_cast<std::size_t>(t)] > loudest - kCountedRangeDb;
}

float FrameLevels::presence(FrameCount t) const {
    const float below = loudest - level[static_cast<std::size_t>(t)];
    return silent ? 0.0F : std::clamp((kNoPresenceDb - below) / (kNoPresenceDb - kFullPresenceDb), 0.0F, 1.0F);
}

FrameLevels measureLevels(const BandFrames& bands, const BandLayout& layout) {
    FrameLevels levels;
    levels.level.reserve(static_cast<std::size_t>(bands.frames()));
    for (FrameCount t = 0; t < bands.frames(); ++t) {
        levels.level.push_back(frameLevel(bands.row(t)));
        levels.loudest = std::max(levels.loudest, levels.level.back());
    }
    levels.silent = levels.loudest < layout.fullScaleDb() + kDigitalSilenceDb;
    return levels;
}

Gaussian shapeStatistics(const BandFrames& bands, const FrameLevels& levels, std::span<const float> weights,
                         const BandLayout& layout, JobContext& context) {
    const auto n = static_cast<std::size_t>(bands.bands());
    Gaussian result{std::vector<double>(n, 0.0), SquareMatrix(bands.bands())};
    std::vector<float> shape(n);
    const auto weightOf = [&](FrameCount t) {
        return !levels.counts(t) ? 0.0 : weights.empty() ? 1.0 : static_cast<double>(weights[static_cast<std::size_t>(t)]);
    };
    const auto poll = [&](FrameCount t) {
        if (t % kFramesPerPoll == 0) {
            context.checkCancelled();
        }
    };
    double total = 0.0;
    double squares = 0.0;
    for (FrameCount t = 0; t < bands.frames(); ++t) {
        poll(t);
        if (const double weight = weightOf(t); weight > 0.0) {
            frameShape(bands.row(t), shape);
            total += weight;
            squares += weight * weight;
            for (std::size_t k = 0; k < n; ++k) {
                result.mean[k] += weight * shape[k];
            }
        }
    }
    for (double& value : result.mean) {
        value /= total;
    }

    std::array<double, BandLayout::kBands> away{};
    for (FrameCount t = 0; t < bands.frames(); ++t) {
        poll(t);
        const double weight = weightOf(t);
        if (weight <= 0.0) {
            continue;
        }
        frameShape(bands.row(t), shape);
        for (std::size_t k = 0; k < n; ++k) {
            away[k] = shape[k] - result.mean[k];
        }
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                result.covariance(static_cast<int>(i), static_cast<int>(j)) += weight * away[i] * away[j];
            }
        }
    }

    // overlapping windows make neighbours nearly the same: a frame is worth hop / size of an independent one
    const double independent = std::max(1.0, total * total / squares * layout.shape().hop / layout.shape().size);
    const double shrink = std::min(1.0, 2.0 * static_cast<double>(n) / (independent + 2.0 * static_cast<double>(n)));
    for (int i = 0; i < bands.bands(); ++i) {
        for (int j = 0; j < i; ++j) {
            const double value = result.covariance(i, j) / total * (1.0 - shrink);
            result.covariance(i, j) = value;
            result.covariance(j, i) = value;
        }
        result.covariance(i, i) = result.covariance(i, i) / total + kRegularisation;
    }
    return result;
}

} // namespace morphony
