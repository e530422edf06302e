// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/section_boundaries.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

namespace morphony {

namespace {

constexpr int kSmoothing = 2;           ///< cells to either side along the diagonals
constexpr double kParallelShare = 0.15; ///< of a cell's likenesses, the highest ones, are parallels
constexpr float kLeastParallel = 0.75F; ///< likeness of one
constexpr std::size_t kNeighbours = 2;  ///< cells to either side that are no parallels
constexpr std::size_t kSides = 3;       ///< cells before and behind a boundary whose parallels are compared
constexpr double kRepeatWeight = 2.0;   ///< of the parallels against one checkerboard
constexpr double kLeastNovelty = -2.0;  ///< standard deviations from the mean: one loud change is no more than a change
constexpr double kMostNovelty = 2.5;
constexpr double kBoundaryWeight = 0.5; ///< of a standard deviation, in units of lengthPrior()
constexpr double kThreshold = 0.6;      ///< standard deviations above which novelty speaks for a boundary
constexpr double kLeastBoundary = 0.3;  ///< below, there is none
constexpr std::size_t kLongest = 96;    ///< cells of a section

/// Foote's checkerboard kernel with Gaussian taper, `half` cells to each side of the edge before cell i.
std::vector<double> checkerboard(const Similarity& likeness, int half, const JobContext& context) {
    const auto n = static_cast<int>(likeness.size);
    std::vector<double> curve(likeness.size, 0.0);
    for (int i = 1; i < n; ++i) {
        context.checkCancelled();
        double sum = 0.0;
        double weights = 0.0;
        for (int a = std::max(-half, -i); a < std::min(half, n - i); ++a) {
            for (int b = std::max(-half, -i); b < std::min(half, n - i); ++b) {
                const double x = (a + 0.5) / half;
                const double y = (b + 0.5) / half;
                const double weight = std::exp(-2.0 * (x * x + y * y));
                const float value = likeness.at(static_cast<std::size_t>(i + a), static_cast<std::size_t>(i + b));
                sum += (a < 0) == (b < 0) ? weight * value : -weight * value;
                weights += weight;
            }
        }
        curve[static_cast<std::size_t>(i)] = std::max(0.0, sum / weights);
    }
    return curve;
}

/// Each value becomes the mean along its diagonal: what repeats as a sequence stands out.
Similarity alongDiagonals(const Similarity& from, const JobContext& context) {
    Similarity result(from.size);
    const auto n = static_cast<int>(from.size);
    for (int i = 0; i < n; ++i) {
        context.checkCancelled();
        for (int j = 0; j < n; ++j) {
            double sum = 0.0;
            int count = 0;
            for (int d = -kSmoothing; d <= kSmoothing; ++d) {
                if (i + d >= 0 && j + d >= 0 && i + d < n && j + d < n) {
                    sum += from.at(static_cast<std::size_t>(i + d), static_cast<std::size_t>(j + d));
                    ++count;
                }
            }
            result.values[static_cast<std::size_t>(i) * from.size + static_cast<std::size_t>(j)] =
                static_cast<float>(sum / count);
        }
    }
    return result;
}

/// 1 where two cells, not neighbours, are among the most alike of each other.
Similarity parallels(const Similarity& harmony, const JobContext& context) {
    const Similarity sequences = alongDiagonals(harmony, context);
    const std::size_t n = harmony.size;
    std::vector<float> least(n);
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<float> row(sequences.values.begin() + static_cast<std::ptrdiff_t>(i * n),
                               sequences.values.begin() + static_cast<std::ptrdiff_t>((i + 1) * n));
        const auto place = row.begin() + static_cast<std::ptrdiff_t>((1.0 - kParallelShare) * static_cast<double>(n - 1));
        std::nth_element(row.begin(), place, row.end());
        least[i] = std::max(kLeastParallel, *place);
    }
    Similarity result(n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            const float value = sequences.at(i, j);
            const bool apart = std::max(i, j) - std::min(i, j) > kNeighbours;
            result.values[i * n + j] = apart && value > least[i] && value > least[j] ? 1.0F : 0.0F;
        }
    }
    return result;
}

/// 0 to 1: how much the lags of the parallels change before cell i.
std::vector<double> repeatNovelty(const Similarity& harmony, const JobContext& context) {
    const Similarity found = parallels(harmony, context);
    const std::size_t n = found.size;
    std::vector<double> curve(n, 0.0);
    std::vector<double> before(2 * n); // by lag + n
    std::vector<double> after(2 * n);
    const auto add = [&](std::size_t from, std::size_t to, std::vector<double>& lags) {
        std::ranges::fill(lags, 0.0);
        for (std::size_t t = from; t < to; ++t) {
            for (std::size_t j = 0; j < n; ++j) {
                lags[j + n - t] += found.at(t, j) / static_cast<double>(to - from);
            }
        }
    };
    for (std::size_t i = 1; i < n; ++i) {
        context.checkCancelled();
        add(i - std::min(i, kSides), i, before);
        add(i, std::min(n, i + kSides), after);
        double change = 0.0;
        double all = 0.0;
        for (std::size_t lag = 0; lag < 2 * n; ++lag) {
            change += std::abs(before[lag] - after[lag]);
            all += before[lag] + after[lag];
        }
        curve[i] = all > 0.0 ? change / all : 0.0;
    }
    return curve;
}

/// Adds a curve in standard deviations from its mean.
void addStandardised(std::vector<double>& sum, const std::vector<double>& curve, double weight) {
    const auto count = static_cast<double>(curve.size());
    const double mean = std::accumulate(curve.begin(), curve.end(), 0.0) / count;
    double variance = 0.0;
    for (const double value : curve) {
        variance += (value - mean) * (value - mean) / count;
    }
    for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] += weight * std::clamp((curve[i] - mean) / (std::sqrt(variance) + 1e-9), kLeastNovelty, kMostNovelty);
    }
}

/// How usual a section of so many cells is: phrases have four bars, sections mostly two or four phrases. At the ends of a
/// piece there may be an introduction or an ending of any length.
double lengthPrior(std::size_t cells, bool atAnEnd) {
    const double usual = cells < 3        ? -3.0
                         : cells == 8     ? 0.3
                         : cells == 16    ? 0.2
                         : cells == 12    ? 0.0
                         : cells == 4     ? -0.2
                         : cells == 24    ? -0.3
                         : cells == 32    ? -0.3
                         : cells == 6     ? -0.5
                         : cells % 4 == 0 ? -0.8
                         : cells % 2 == 0 ? -1.0
                                          : -1.3;
    return atAnEnd && cells >= 3 ? std::max(usual, -0.6) : usual;
}

std::vector<std::size_t> likeliestParts(const std::vector<double>& novelty) {
    const std::size_t n = novelty.size();
    std::vector<double> best(n + 1, -std::numeric_limits<double>::infinity());
    std::vector<std::size_t> from(n + 1, 0);
    best[0] = 0.0;
    for (std::size_t end = 1; end <= n; ++end) {
        if (end < n && novelty[end] < kLeastBoundary) {
            continue;
        }
        const double gain = end == n ? 0.0 : kBoundaryWeight * (novelty[end] - kThreshold);
        for (std::size_t begin = end - std::min(end, kLongest); begin < end; ++begin) {
            const double score = best[begin] + gain + lengthPrior(end - begin, begin == 0 || end == n);
            if (score > best[end]) {
                best[end] = score;
                from[end] = begin;
            }
        }
    }
    std::vector<std::size_t> starts{n};
    while (starts.back() > 0) {
        starts.push_back(from[starts.back()]);
    }
    std::ranges::reverse(starts);
    return starts;
}

} // namespace

std::vector<std::size_t> sectionBoundaries(const Similarity& harmony, const Similarity& timbre, const JobContext& context) {
    std::vector<double> novelty(harmony.size, 0.0);
    const double unit = std::sqrt(2.0 + kRepeatWeight * kRepeatWeight);
    for (const int half : {4, 8}) {
        addStandardised(novelty, checkerboard(timbre, half, context), 1.0 / unit);
    }
    addStandardised(novelty, repeatNovelty(harmony, context), kRepeatWeight / unit);
    return likeliestParts(novelty);
}

} // namespace morphony
