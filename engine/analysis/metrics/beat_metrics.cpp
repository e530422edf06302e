// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/beat_metrics.h"

#include "analysis/metrics/event_matching.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace morphony {

namespace {

std::size_t nearestOf(std::span<const double> beats, double time) {
    const auto above = static_cast<std::size_t>(std::ranges::lower_bound(beats, time) - beats.begin());
    if (above == 0) {
        return 0;
    }
    return above == beats.size() || time - beats[above - 1] <= beats[above] - time ? above - 1 : above;
}

/// Is beat `m` of the result in phase and in period with the source's beat `nearest`? At the first beat of either the
/// intervals are those that follow, otherwise those before.
bool continues(std::span<const double> source, std::span<const double> result, std::size_t m, std::size_t nearest) {
    const bool first = m == 0 || nearest == 0;
    const auto intervalAt = [first](std::span<const double> beats, std::size_t i) {
        const bool forward = first && i + 1 < beats.size();
        return forward ? beats[i + 1] - beats[i] : i > 0 ? beats[i] - beats[i - 1] : 0.0;
    };
    const double wanted = intervalAt(source, nearest);
    const double found = intervalAt(result, m);
    return wanted > 0.0 && std::abs(result[m] - source[nearest]) / wanted < kContinuityTolerance &&
           std::abs(1.0 - found / wanted) < kContinuityTolerance;
}

/// Share of the beats that continue, whether or not their neighbours do (CMLt).
double totalAccuracy(std::span<const double> source, std::span<const double> result) {
    std::vector<bool> used(source.size());
    std::size_t good = 0;
    for (std::size_t m = 0; m < result.size(); ++m) {
        const std::size_t nearest = nearestOf(source, result[m]);
        if (!used[nearest] && continues(source, result, m, nearest)) {
            used[nearest] = true;
            ++good;
        }
    }
    return static_cast<double>(good) / static_cast<double>(std::max(source.size(), result.size()));
}

/// Every second value from `first` on.
std::vector<double> everySecond(std::span<const double> beats, std::size_t first) {
    std::vector<double> kept;
    for (std::size_t i = first; i < beats.size(); i += 2) {
        kept.push_back(beats[i]);
    }
    return kept;
}

std::vector<double> withOffBeats(std::span<const double> beats) {
    std::vector<double> twice;
    for (std::size_t i = 0; i < beats.size(); ++i) {
        twice.push_back(beats[i]);
        if (i + 1 < beats.size()) {
            twice.push_back(0.5 * (beats[i] + beats[i + 1]));
        }
    }
    return twice;
}

} // namespace

std::span<const double> judgedBeats(std::span<const double> beats) {
    const auto first = std::ranges::lower_bound(beats, kFirstJudgedBeatSeconds) - beats.begin();
    return beats.subspan(static_cast<std::size_t>(first));
}

std::optional<double> beatF1(std::span<const double> source, std::span<const double> result) {
    return eventF1(judgedBeats(source), judgedBeats(result), kBeatWindowSeconds);
}

std::optional<double> beatAmlt(std::span<const double> source, std::span<const double> result) {
    source = judgedBeats(source);
    result = judgedBeats(result);
    if (source.size() < 2) {
        return std::nullopt;
    }
    if (result.size() < 2) {
        return 0.0;
    }
    const std::vector<double> twice = withOffBeats(source);
    double best = totalAccuracy(source, result);
    for (const auto& variation : {everySecond(twice, 1), twice, everySecond(source, 0), everySecond(source, 1)}) {
        best = std::max(best, totalAccuracy(variation, result));
    }
    return best;
}

std::optional<double> tempoRatio(std::optional<double> sourceBpm, std::optional<double> resultBpm) {
    return sourceBpm && resultBpm && *sourceBpm > 0.0 ? std::optional(*resultBpm / *sourceBpm) : std::nullopt;
}

} // namespace morphony
