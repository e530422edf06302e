// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/structure_distance.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

constexpr int kBands = StyleFrame::kStructureBands;
constexpr std::array<std::size_t, 4> kLags{0, 1, 4, 16}; // frames
constexpr float kRangeDb = 60.0F;
constexpr float kCountedRangeDb = 45.0F;
constexpr float kLeastPower = 1e-10F;
/// A piece whose loudest frame is below this (sum of band powers in dB) holds nothing but rounding.
constexpr float kSilenceDb = -90.0F;
/// A band that hardly moves (deviation in dB) says little about how it moves.
constexpr double kLeastDeviation = 0.5;
/// Added to every correlation matrix's diagonal, which is then brought back to 1.
constexpr double kRegularisation = 0.05;

using Frame = std::array<float, kBands>;

struct Levels {
    std::vector<Frame> frames; ///< dB
    std::vector<bool> counts;  ///< frames loud enough
    bool silent = true;
};

Levels levelsOf(const StyleFrames& piece) {
    Levels result;
    const std::size_t count = piece.frames.size();
    result.frames.reserve(count);
    for (const StyleFrame& frame : piece.frames) {
        result.frames.push_back(frame.structure);
    }
    std::vector<float> level;
    float loudest = -200.0F;
    Frame largest{};
    for (const Frame& frame : result.frames) {
        float sum = kLeastPower;
        for (const float power : frame) {
            sum += power;
        }
        level.push_back(10.0F * std::log10(sum));
        loudest = std::max(loudest, level.back());
        std::ranges::transform(frame, largest, largest.begin(), [](float a, float b) { return std::max(a, b); });
    }
    for (std::size_t t = 0; t < count; ++t) {
        result.counts.push_back(level[t] >= loudest - kCountedRangeDb);
        for (std::size_t k = 0; k < kBands; ++k) {
            const float floor = 10.0F * std::log10(std::max(largest[k], kLeastPower)) - kRangeDb;
            result.frames[t][k] = std::max(10.0F * std::log10(std::max(result.frames[t][k], kLeastPower)), floor);
        }
    }
    result.silent = loudest < kSilenceDb;
    return result;
}

/// Every band's mean over the frames that count becomes 0, its deviation 1.
void standardise(Levels& levels) {
    for (std::size_t k = 0; k < kBands; ++k) {
        double sum = 0.0;
        double squares = 0.0;
        double count = 0.0;
        for (std::size_t t = 0; t < levels.frames.size(); ++t) {
            if (levels.counts[t]) {
                sum += levels.frames[t][k];
                count += 1.0;
            }
        }
        for (std::size_t t = 0; t < levels.frames.size(); ++t) {
            if (levels.counts[t]) {
                squares += std::pow(levels.frames[t][k] - sum / count, 2.0);
            }
        }
        const double deviation = std::max(std::sqrt(squares / count), kLeastDeviation);
        for (Frame& frame : levels.frames) {
            frame[k] = static_cast<float>((frame[k] - sum / count) / deviation);
        }
    }
}

/// Products become correlations.
void normalise(SquareMatrix& products) {
    const SquareMatrix sums = products;
    for (int i = 0; i < products.size(); ++i) {
        for (int j = 0; j < products.size(); ++j) {
            const double size = std::sqrt(sums(i, i) * sums(j, j));
            products(i, j) = i == j ? 1.0 : size > 0.0 ? sums(i, j) / size / (1.0 + kRegularisation) : 0.0;
        }
    }
}

double logDeterminant(const SquareMatrix& matrix) {
    double sum = 0.0;
    for (const double value : symmetricEigen(matrix).values) {
        sum += std::log(std::max(value, 1e-12));
    }
    return sum;
}

double apart(const SquareMatrix& a, const SquareMatrix& b) {
    return 0.5 * logDeterminant(combine(0.5, a, 0.5, b)) - 0.25 * (logDeterminant(a) + logDeterminant(b));
}

} // namespace

StructureProfile structureProfile(const StyleFrames& frames, const JobContext& context) {
    Levels levels = levelsOf(frames);
    StructureProfile profile{SquareMatrix(kBands),
                             std::vector<SquareMatrix>(kBands, SquareMatrix(static_cast<int>(kLags.size()))),
                             levels.silent};
    if (profile.silent) {
        return profile;
    }
    standardise(levels);
    std::size_t section = 0;
    for (std::size_t t = 0; t < levels.frames.size(); ++t) {
        if (t % kFramesPerPoll == 0) {
            context.checkCancelled();
        }
        while (section + 1 < frames.starts.size() && frames.starts[section + 1] <= t) {
            ++section;
        }
        if (!levels.counts[t]) {
            continue;
        }
        const Frame& now = levels.frames[t];
        for (int i = 0; i < kBands; ++i) {
            for (int j = 0; j < kBands; ++j) {
                profile.together(i, j) +=
                    static_cast<double>(now[static_cast<std::size_t>(i)]) * now[static_cast<std::size_t>(j)];
            }
        }
        const std::size_t oldest = t - kLags.back();
        if (t < frames.starts[section] + kLags.back() || !levels.counts[oldest]) {
            continue;
        }
        for (std::size_t k = 0; k < kBands; ++k) {
            for (std::size_t i = 0; i < kLags.size(); ++i) {
                for (std::size_t j = 0; j < kLags.size(); ++j) {
                    profile.inTime[k](static_cast<int>(i), static_cast<int>(j)) +=
                        static_cast<double>(levels.frames[t - kLags[i]][k]) * levels.frames[t - kLags[j]][k];
                }
            }
        }
    }
    normalise(profile.together);
    std::ranges::for_each(profile.inTime, normalise);
    return profile;
}

StructureProfile structureProfile(const AudioSource& source, double limitHz, double mostSeconds,
                                  const ProgressSpan& progress) {
    return structureProfile(styleFrames(source, limitHz, mostSeconds, progress), progress.context);
}

std::optional<double> structureDistance(const StructureProfile& a, const StructureProfile& b) {
    if (a.silent || b.silent) {
        return std::nullopt;
    }
    double distance = apart(a.together, b.together);
    for (std::size_t k = 0; k < a.inTime.size(); ++k) {
        distance += apart(a.inTime[k], b.inTime[k]);
    }
    return distance;
}

} // namespace morphony
