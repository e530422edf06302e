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
constexpr double kWeightPower = 0.75;

} // namespace

std::vector<BandFrames> measureBands(const AudioSource& source, const BandLayout& layout,
                                     std::span<const FrameRange> ranges, const ProgressSpan& progress) {
    std::vector<BandFrames> sections;
    std::vector<std::span<float>> rows;
    for (const FrameRange& range : ranges) {
        BandFrames& section = sections.emplace_back(range.size());
        for (FrameCount t = 0; t < range.size(); ++t) {
            rows.push_back(section.row(t));
        }
    }
    forPowerSpectra(source, layout.shape(), ranges, progress, [&](FrameCount i, std::span<float> power) {
        layout.measure(power, rows[static_cast<std::size_t>(i)]);
    });
    return sections;
}

FrameCount reachOf(double seconds, const BandLayout& layout, SampleRate rate) {
    return std::max<FrameCount>(0, std::llround((seconds * rate.hz / layout.shape().hop - 1.0) / 2.0));
}

BandFrames slow(const BandFrames& bands, FrameCount reach) {
    BandFrames result(bands.bands(), bands.frames());
    const auto count = static_cast<std::size_t>(bands.bands());
    std::vector<double> sum(count, 0.0);
    FrameCount begin = 0;
    FrameCount end = 0;
    for (FrameCount t = 0; t < bands.frames(); ++t) {
        for (const FrameCount wanted = std::min(bands.frames(), t + reach + 1); end < wanted; ++end) {
            for (std::size_t k = 0; k < count; ++k) {
                sum[k] += bands.row(end)[k];
            }
        }
        for (; begin < t - reach; ++begin) {
            for (std::size_t k = 0; k < count; ++k) {
                sum[k] -= bands.row(begin)[k];
            }
        }
        for (std::size_t k = 0; k < count; ++k) {
            result.row(t)[k] = static_cast<float>(sum[k] / static_cast<double>(end - begin));
        }
    }
    return result;
}

float frameLevel(std::span<const float> bandsDb) {
    float power = 0.0F;
    for (const float db : bandsDb) {
        power += std::pow(10.0F, db * 0.1F);
    }
    return 10.0F * std::log10(power);
}

std::vector<float> frameLevels(const BandFrames& bands) {
    std::vector<float> levels;
    levels.reserve(static_cast<std::size_t>(bands.frames()));
    for (FrameCount t = 0; t < bands.frames(); ++t) {
        levels.push_back(frameLevel(bands.row(t)));
    }
    return levels;
}

Shapes::Shapes(const BandFrames& bands, FrameCount reach) : m_bands(bands) {
    std::vector<double> sums{0.0}; // of all frames before
    for (const float level : frameLevels(bands)) {
        sums.push_back(sums.back() + std::pow(10.0, level * 0.1));
    }
    m_level.resize(static_cast<std::size_t>(bands.frames()));
    for (FrameCount t = 0; t < bands.frames(); ++t) {
        const FrameRange around{std::max<FrameCount>(0, t - reach), std::min(bands.frames(), t + reach + 1)};
        const double mean = (sums[static_cast<std::size_t>(around.end)] - sums[static_cast<std::size_t>(around.begin)]) /
                            static_cast<double>(around.size());
        m_level[static_cast<std::size_t>(t)] = static_cast<float>(10.0 * std::log10(mean + 1e-30));
    }
}

void Shapes::row(FrameCount t, std::span<float> shape) const {
    const auto bands = m_bands.row(t);
    for (std::size_t k = 0; k < bands.size(); ++k) {
        shape[k] = std::max(bands[k] - m_level[static_cast<std::size_t>(t)], kFloorDb);
    }
}

double Presence::weight(float level) const {
    return silent || level <= loudest - kCountedRangeDb ? 0.0 : std::pow(10.0, kWeightPower * 0.1 * (level - loudest));
}

float Presence::of(float level) const {
    return silent ? 0.0F : std::clamp((kNoPresenceDb - (loudest - level)) / (kNoPresenceDb - kFullPresenceDb), 0.0F, 1.0F);
}

Presence presenceOf(std::span<const BandFrames> sections, const BandLayout& layout) {
    Presence presence;
    for (const BandFrames& section : sections) {
        for (const float level : frameLevels(section)) {
            presence.loudest = std::max(presence.loudest, level);
        }
    }
    presence.silent = presence.loudest < layout.fullScaleDb() + kDigitalSilenceDb;
    return presence;
}

Gaussian shapeStatistics(std::span<const BandFrames> sections, const Presence& presence, const BandLayout& layout,
                         SampleRate rate, JobContext& context) {
    constexpr auto n = static_cast<std::size_t>(BandLayout::kBands);
    Gaussian result{std::vector<double>(n, 0.0), SquareMatrix(BandLayout::kBands)};
    const FrameCount reach = reachOf(Shapes::kLevelSeconds, layout, rate);
    std::vector<double> products(n * n, 0.0);
    std::array<float, n> shape{};
    double total = 0.0;
    double squares = 0.0;
    for (const BandFrames& section : sections) {
        const Shapes shapes(section, reach);
        for (FrameCount t = 0; t < section.frames(); ++t) {
            if (t % kFramesPerPoll == 0) {
                context.checkCancelled();
            }
            const double weight = presence.weight(frameLevel(section.row(t)));
            if (weight <= 0.0) {
                continue;
            }
            shapes.row(t, shape);
            total += weight;
            squares += weight * weight;
            for (std::size_t i = 0; i < n; ++i) {
                const double weighted = weight * shape[i];
                result.mean[i] += weighted;
                for (std::size_t j = 0; j <= i; ++j) {
                    products[i * n + j] += weighted * shape[j];
                }
            }
        }
    }
    for (double& value : result.mean) {
        value /= total;
    }
    // overlapping windows make neighbours nearly the same: a frame is worth hop / size of an independent one
    const double independent = std::max(1.0, total * total / squares * layout.shape().hop / layout.shape().size);
    const double shrink = std::min(1.0, 2.0 * static_cast<double>(n) / (independent + 2.0 * static_cast<double>(n)));
    for (int i = 0; i < BandLayout::kBands; ++i) {
        for (int j = 0; j <= i; ++j) {
            const auto a = static_cast<std::size_t>(i);
            const auto b = static_cast<std::size_t>(j);
            const double value = products[a * n + b] / total - result.mean[a] * result.mean[b];
            result.covariance(i, j) = result.covariance(j, i) =
                i == j ? std::max(value, 0.0) + kRegularisation : value * (1.0 - shrink);
        }
    }
    return result;
}

} // namespace morphony
