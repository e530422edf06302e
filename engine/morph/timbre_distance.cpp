// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/timbre_distance.h"

#include "dsp/slaney_mel.h"
#include "morph/style_sections.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace morphony {

namespace {

constexpr StftShape kShape{2048, 512};
constexpr int kMelBands = 40;
constexpr int kCoefficients = 20; // with the level, which is dropped
constexpr double kHighestHz = 16'000.0;
constexpr float kFloorDb = 80.0F;
constexpr float kCountedRangeDb = 45.0F;
constexpr float kLeastPower = 1e-10F; // librosa's amin
/// A piece whose loudest frame is below this (sum of band powers in dB) holds nothing but rounding.
constexpr float kSilenceDb = -90.0F;

using MelFrame = std::array<float, kMelBands>;

std::vector<MelFrame> melPowers(const AudioSource& source, double limitHz, double mostSeconds, const ProgressSpan& progress) {
    const StftShape shape = kShape.scaledTo(source.sampleRate());
    const SlaneyMel mel(kMelBands, 0.0, limitHz, shape.size, source.sampleRate());
    const double framesASecond = static_cast<double>(source.sampleRate().hz) / shape.hop;
    const auto ranges = spreadSections(shape.framesFor(source.frames()), framesASecond, mostSeconds);
    FrameCount frames = 0;
    for (const FrameRange& range : ranges) {
        frames += range.size();
    }
    std::vector<MelFrame> powers(static_cast<std::size_t>(frames));
    forPowerSpectra(source, shape, ranges, progress, [&](FrameCount i, std::span<float> power) {
        mel.energies(power, powers[static_cast<std::size_t>(i)]);
    });
    return powers;
}

/// Orthonormal DCT-II without its constant row.
std::array<std::array<double, kMelBands>, kCoefficients - 1> cosines() {
    std::array<std::array<double, kMelBands>, kCoefficients - 1> rows{};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t k = 0; k < kMelBands; ++k) {
            rows[i][k] = std::sqrt(2.0 / kMelBands) *
                         std::cos(std::numbers::pi * static_cast<double>(i + 1) * (static_cast<double>(k) + 0.5) / kMelBands);
        }
    }
    return rows;
}

} // namespace

double timbreLimitHz(std::initializer_list<SampleRate> rates) {
    double limit = kHighestHz;
    for (const SampleRate rate : rates) {
        limit = std::min(limit, 0.95 * rate.hz / 2.0);
    }
    return limit;
}

TimbreProfile timbreProfile(const AudioSource& source, double limitHz, double mostSeconds, const ProgressSpan& progress) {
    std::vector<MelFrame> frames = melPowers(source, limitHz, mostSeconds, progress);
    std::vector<float> levels;
    float loudest = -200.0F;
    float largest = -200.0F;
    for (MelFrame& frame : frames) {
        float sum = kLeastPower;
        for (float& power : frame) {
            sum += power;
            power = 10.0F * std::log10(std::max(power, kLeastPower));
            largest = std::max(largest, power);
        }
        levels.push_back(10.0F * std::log10(sum));
        loudest = std::max(loudest, levels.back());
    }
    constexpr int kSize = kCoefficients - 1;
    TimbreProfile profile{{std::vector<double>(kSize, 0.0), SquareMatrix(kSize)}, loudest < kSilenceDb};
    if (profile.silent) {
        return profile;
    }
    const auto rows = cosines();
    double count = 0.0;
    std::array<double, kSize> mfcc{};
    SquareMatrix products(kSize);
    for (std::size_t t = 0; t < frames.size(); ++t) {
        if (t % kFramesPerPoll == 0) {
            progress.context.checkCancelled();
        }
        if (levels[t] < loudest - kCountedRangeDb) {
            continue;
        }
        for (std::size_t i = 0; i < rows.size(); ++i) {
            mfcc[i] = 0.0;
            for (std::size_t k = 0; k < kMelBands; ++k) {
                mfcc[i] += rows[i][k] * std::max(frames[t][k], largest - kFloorDb);
            }
            profile.coefficients.mean[i] += mfcc[i];
            for (std::size_t j = 0; j <= i; ++j) {
                products(static_cast<int>(i), static_cast<int>(j)) += mfcc[i] * mfcc[j];
            }
        }
        count += 1.0;
    }
    auto& [mean, covariance] = profile.coefficients;
    for (double& value : mean) {
        value /= count;
    }
    for (int i = 0; i < kSize; ++i) {
        for (int j = 0; j <= i; ++j) {
            covariance(i, j) = products(i, j) / count - mean[static_cast<std::size_t>(i)] * mean[static_cast<std::size_t>(j)];
            covariance(j, i) = covariance(i, j);
        }
    }
    return profile;
}

std::optional<double> timbreDistance(const TimbreProfile& a, const TimbreProfile& b) {
    if (a.silent || b.silent) {
        return std::nullopt;
    }
    return std::sqrt(frechetSquared(a.coefficients, b.coefficients));
}

} // namespace morphony
