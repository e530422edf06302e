// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/movement.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace morphony {

namespace {

constexpr auto kBands = static_cast<std::size_t>(BandLayout::kBands);
constexpr int kReach = Movement::kReach;
constexpr int kPoints = 32;            // of a power spectrum of movement, 0 to half the frame rate
constexpr double kLargestFactor = 2.5; // of an amplitude, either way
constexpr double kLeastPower = 0.02;   // of the variance: a spectrum is nowhere less

using Spectrum = std::array<double, kPoints + 1>;

/// Power spectrum of a movement of variance 1, from its lags under a Hann window (Blackman and Tukey 1958).
Spectrum spectrumOf(const Movement::Lags& lags) {
    Spectrum spectrum{};
    for (int f = 0; f <= kPoints; ++f) {
        double sum = 1.0;
        for (int lag = 1; lag <= kReach; ++lag) {
            const double window = 0.5 + 0.5 * std::cos(std::numbers::pi * lag / (kReach + 1));
            sum += 2.0 * window * lags[static_cast<std::size_t>(lag)] / std::max(lags[0], 1e-9) *
                   std::cos(std::numbers::pi * f * lag / kPoints);
        }
        spectrum[static_cast<std::size_t>(f)] = std::max(sum, kLeastPower);
    }
    return spectrum;
}

} // namespace

void MovementMeter::add(const BandFrames& shapes, std::span<const double> weights, std::span<const double> mean) {
    for (FrameCount t = 0; t < shapes.frames(); ++t) {
        for (int lag = 0; lag <= kReach && lag <= t; ++lag) {
            const double weight =
                std::sqrt(weights[static_cast<std::size_t>(t)] * weights[static_cast<std::size_t>(t - lag)]);
            if (weight <= 0.0) {
                continue;
            }
            m_counts[static_cast<std::size_t>(lag)] += weight;
            const auto now = shapes.row(t);
            const auto before = shapes.row(t - lag);
            for (std::size_t k = 0; k < kBands; ++k) {
                m_sums.bands[k][static_cast<std::size_t>(lag)] += weight * (now[k] - mean[k]) * (before[k] - mean[k]);
            }
        }
    }
}

Movement MovementMeter::movement() const {
    Movement result = m_sums;
    for (auto& band : result.bands) {
        for (std::size_t lag = 0; lag < band.size(); ++lag) {
            band[lag] /= std::max(m_counts[lag], 1e-9);
        }
    }
    return result;
}

MovementFilter::MovementFilter(const Movement& from, const Movement& to, double share) {
    for (std::size_t k = 0; k < kBands; ++k) {
        const Spectrum before = spectrumOf(from.bands[k]);
        const Spectrum after = spectrumOf(to.bands[k]);
        Spectrum factor{};
        for (std::size_t f = 0; f < factor.size(); ++f) {
            const double whole = std::clamp(std::sqrt(after[f] / before[f]), 1.0 / kLargestFactor, kLargestFactor);
            factor[f] = 1.0 + share * (whole - 1.0);
        }
        std::array<double, kReach + 1> half{};
        for (int lag = 0; lag <= kReach; ++lag) {
            double sum = 0.5 * (factor[0] + factor[kPoints] * (lag % 2 == 0 ? 1.0 : -1.0));
            for (int f = 1; f < kPoints; ++f) {
                sum += factor[static_cast<std::size_t>(f)] * std::cos(std::numbers::pi * f * lag / kPoints);
            }
            const double window = 0.5 + 0.5 * std::cos(std::numbers::pi * lag / (kReach + 1));
            half[static_cast<std::size_t>(lag)] = window * sum / kPoints;
        }
        // variance after the filter: sum of h_i h_j r(i - j), lags beyond those known counting as the last one
        double variance = 0.0;
        for (int i = -kReach; i <= kReach; ++i) {
            for (int j = -kReach; j <= kReach; ++j) {
                variance += half[static_cast<std::size_t>(std::abs(i))] * half[static_cast<std::size_t>(std::abs(j))] *
                            from.bands[k][static_cast<std::size_t>(std::min(std::abs(i - j), kReach))];
            }
        }
        const double scale = variance > 1e-9 ? std::sqrt(from.bands[k][0] / variance) : 1.0;
        for (int i = -kReach; i <= kReach; ++i) {
            m_taps[k][static_cast<std::size_t>(i + kReach)] =
                static_cast<float>(scale * half[static_cast<std::size_t>(std::abs(i))]);
        }
    }
}

BandFrames MovementFilter::apply(const BandFrames& frames, std::span<const double> mean) const {
    BandFrames result(frames.frames());
    for (FrameCount t = 0; t < frames.frames(); ++t) {
        const auto out = result.row(t);
        std::ranges::transform(mean, out.begin(), [](double value) { return static_cast<float>(value); });
        for (int i = -kReach; i <= kReach; ++i) {
            const auto in = frames.row(std::clamp<FrameCount>(t + i, 0, frames.frames() - 1));
            for (std::size_t k = 0; k < kBands; ++k) {
                out[k] += m_taps[k][static_cast<std::size_t>(i + kReach)] * (in[k] - static_cast<float>(mean[k]));
            }
        }
    }
    return result;
}

} // namespace morphony
