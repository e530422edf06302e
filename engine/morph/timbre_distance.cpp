// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/timbre_distance.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

constexpr int kMelBands = StyleFrame::kTimbreBands;
/// Added to every band's variance, dB squared: a band without any sound must not weigh without bound.
constexpr double kLeastVariance = 1.0;
constexpr double kHighestHz = 16'000.0;
constexpr float kFloorDb = 90.0F;
/// Exponent of a frame's energy in its weight. Without weights one half of a track was nearest to the other in 84 % of 70
/// tracks, with energy (1) in 91 %, with amplitude (0.5) in 90 %, with this in 92 %.
constexpr double kWeightExponent = 0.75;
constexpr float kLeastPower = 1e-10F; // librosa's amin
/// A piece whose loudest frame is below this (sum of band powers in dB) holds nothing but rounding.
constexpr float kSilenceDb = -90.0F;

/// log det of a positive definite matrix, and d' M^-1 d.
struct Factored {
    double logDeterminant = 0.0;
    double quadraticForm = 0.0;
};

/// By the Cholesky factor (Golub & Van Loan, section 4.2).
Factored factored(SquareMatrix m, std::vector<double> d) {
    Factored result;
    const int n = m.size();
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j <= i; ++j) {
            double sum = m(i, j);
            for (int k = 0; k < j; ++k) {
                sum -= m(i, k) * m(j, k);
            }
            m(i, j) = i == j ? std::sqrt(sum) : sum / m(j, j);
        }
        double& y = d[static_cast<std::size_t>(i)]; // forward substitution as far as the factor goes
        for (int k = 0; k < i; ++k) {
            y -= m(i, k) * d[static_cast<std::size_t>(k)];
        }
        y /= m(i, i);
        result.logDeterminant += 2.0 * std::log(m(i, i));
        result.quadraticForm += y * y;
    }
    return result;
}

} // namespace

double timbreLimitHz(std::initializer_list<SampleRate> rates) {
    double limit = kHighestHz;
    for (const SampleRate rate : rates) {
        limit = std::min(limit, 0.95 * rate.hz / 2.0);
    }
    return limit;
}

TimbreProfile timbreProfile(const StyleFrames& piece, const JobContext& context) {
    std::vector<std::array<float, kMelBands>> frames;
    frames.reserve(piece.frames.size());
    std::vector<float> levels;
    float loudest = -200.0F;
    float largest = -200.0F;
    for (const StyleFrame& energies : piece.frames) {
        auto& frame = frames.emplace_back(energies.timbre);
        float sum = kLeastPower;
        for (float& power : frame) {
            sum += power;
            power = 10.0F * std::log10(std::max(power, kLeastPower));
            largest = std::max(largest, power);
        }
        levels.push_back(10.0F * std::log10(sum));
        loudest = std::max(loudest, levels.back());
    }
    TimbreProfile profile{{std::vector<double>(kMelBands, 0.0), SquareMatrix(kMelBands)}, loudest < kSilenceDb};
    if (profile.silent) {
        return profile;
    }
    auto& [mean, covariance] = profile.shape;
    double weights = 0.0;
    for (std::size_t t = 0; t < frames.size(); ++t) {
        if (t % kFramesPerPoll == 0) {
            context.checkCancelled();
        }
        const double weight = std::pow(10.0, kWeightExponent * (levels[t] - loudest) / 10.0);
        std::array<double, kMelBands> shape{};
        double level = 0.0;
        for (std::size_t k = 0; k < kMelBands; ++k) {
            shape[k] = std::max(frames[t][k], largest - kFloorDb);
            level += shape[k] / kMelBands;
        }
        for (int i = 0; i < kMelBands; ++i) {
            shape[static_cast<std::size_t>(i)] -= level;
            const double x = shape[static_cast<std::size_t>(i)];
            mean[static_cast<std::size_t>(i)] += weight * x;
            for (int j = 0; j <= i; ++j) {
                covariance(i, j) += weight * x * shape[static_cast<std::size_t>(j)];
            }
        }
        weights += weight;
    }
    for (double& value : mean) {
        value /= weights;
    }
    for (int i = 0; i < kMelBands; ++i) {
        for (int j = 0; j <= i; ++j) {
            covariance(i, j) =
                covariance(i, j) / weights - mean[static_cast<std::size_t>(i)] * mean[static_cast<std::size_t>(j)];
            covariance(j, i) = covariance(i, j);
        }
        covariance(i, i) += kLeastVariance;
    }
    return profile;
}

TimbreProfile timbreProfile(const AudioSource& source, double limitHz, double mostSeconds, const ProgressSpan& progress) {
    return timbreProfile(styleFrames(source, limitHz, mostSeconds, progress), progress.context);
}

std::optional<double> timbreDistance(const TimbreProfile& a, const TimbreProfile& b) {
    if (a.silent || b.silent) {
        return std::nullopt;
    }
    std::vector<double> apart = a.shape.mean;
    for (std::size_t i = 0; i < apart.size(); ++i) {
        apart[i] -= b.shape.mean[i];
    }
    const std::vector<double> none(apart.size(), 0.0);
    const Factored both = factored(combine(0.5, a.shape.covariance, 0.5, b.shape.covariance), apart);
    const double spread = both.logDeterminant - 0.5 * (factored(a.shape.covariance, none).logDeterminant +
                                                       factored(b.shape.covariance, none).logDeterminant);
    return std::max(0.0, both.quadraticForm / 8.0 + spread / 2.0);
}

} // namespace morphony
