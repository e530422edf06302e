// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/clicks.h"

#include "analysis/metrics/event_matching.h"
#include "dsp/dot_product.h"
#include "dsp/stft.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

constexpr std::size_t kOrder = 24;
constexpr FrameCount kCell = 32;
constexpr FrameCount kReachCells = 64;            ///< 2,048 samples: 46 ms at 44.1 kHz
constexpr FrameCount kReach = kReachCells * kCell;
constexpr FrameCount kHop = 8192;
constexpr FrameCount kSpan = kHop + 2 * kReach;
constexpr FrameCount kHopsPerBlock = 16;
constexpr float kAlone = 4.0F;
constexpr float kLeastPeak = 5e-4F;               ///< -66 dBFS
constexpr double kSameClickSeconds = 0.002;

using Predictor = std::array<float, kOrder + 1>;

/// Coefficients of the filter that leaves the unpredictable part (Levinson's recursion on the windowed autocorrelation).
Predictor predictorOf(std::span<const float> signal, std::span<const float> window, std::vector<float>& scratch) {
    std::ranges::transform(signal, window, scratch.begin(), std::multiplies{});
    std::array<double, kOrder + 1> correlation{};
    for (std::size_t lag = 0; lag <= kOrder; ++lag) {
        correlation[lag] = dotProduct(scratch.data(), scratch.data() + lag, scratch.size() - lag);
    }
    double error = correlation[0] * (1.0 + 1e-7) + 1e-12; // as noise 70 dB down: keeps the recursion stable
    std::array<double, kOrder + 1> a{1.0};
    for (std::size_t i = 1; i <= kOrder; ++i) {
        double sum = correlation[i];
        for (std::size_t j = 1; j < i; ++j) {
            sum += a[j] * correlation[i - j];
        }
        const double reflection = -sum / error;
        for (std::size_t j = 1; j <= i / 2; ++j) {
            const double low = a[j];
            a[j] += reflection * a[i - j];
            if (j != i - j) {
                a[i - j] += reflection * low;
            }
        }
        a[i] = reflection;
        error *= 1.0 - reflection * reflection;
    }
    Predictor predictor;
    std::ranges::transform(a, predictor.begin(), [](double value) { return static_cast<float>(value); });
    return predictor;
}

/// Scratch of one thread.
struct Detector {
    std::vector<float> window = hannWindow(static_cast<int>(kSpan));
    std::vector<float> windowed = std::vector<float>(kSpan);
    std::vector<float> residual = std::vector<float>(kSpan);
    std::vector<float> peaks = std::vector<float>(kSpan / kCell);

    /// `signal` has kOrder samples before its kSpan; found(cell) is called for each cell of the middle that clicks.
    template <typename Found>
    void run(std::span<const float> signal, Found found) {
        const std::span<const float> body = signal.subspan(kOrder);
        const Predictor predictor = predictorOf(body, window, windowed);
        std::ranges::copy(body, residual.begin());
        for (std::size_t k = 1; k <= kOrder; ++k) {
            const float* past = body.data() - k;
            for (std::size_t i = 0; i < residual.size(); ++i) {
                residual[i] += predictor[k] * past[i];
            }
        }
        for (std::size_t cell = 0; cell < peaks.size(); ++cell) {
            float peak = 0.0F;
            for (std::size_t i = cell * kCell; i < (cell + 1) * kCell; ++i) {
                peak = std::max(peak, std::abs(residual[i]));
            }
            peaks[cell] = peak;
        }
        for (FrameCount cell = kReachCells; cell < kReachCells + kHop / kCell; ++cell) {
            if (peaks[static_cast<std::size_t>(cell)] >= kLeastPeak && isAlone(cell)) {
                found(cell - kReachCells);
            }
        }
    }

    [[nodiscard]] bool isAlone(FrameCount cell) const {
        const auto at = peaks.begin() + cell;
        const float limit = *at / kAlone;
        const auto below = [limit](float peak) { return peak <= limit; };
        return *at >= *(at - 1) && *at > *(at + 1) && std::all_of(at - kReachCells, at - 1, below) &&
               std::all_of(at + 2, at + kReachCells, below);
    }
};

} // namespace

std::vector<double> findClicks(const AudioSource& audio, const ProgressSpan& progress) {
    constexpr FrameCount kBlock = kHop * kHopsPerBlock;
    std::vector<std::vector<double>> perBlock(static_cast<std::size_t>((audio.frames() + kBlock - 1) / kBlock));
    const int channels = std::min(2, audio.channels());
    forFrameBlocks(audio.frames(), kBlock, progress, [&](FrameRange block) {
        Detector detector;
        AudioBuffer buffer(audio.channels(), static_cast<FrameCount>(kOrder) + kSpan);
        std::vector<double>& clicks = perBlock[static_cast<std::size_t>(block.begin / kBlock)];
        for (FrameCount begin = block.begin; begin < block.end; begin += kHop) {
            progress.context.checkCancelled();
            audio.read(begin - kReach - static_cast<FrameCount>(kOrder), buffer.view());
            for (int c = 0; c < channels; ++c) {
                detector.run(buffer.channel(c), [&](FrameCount cell) {
                    const FrameCount frame = begin + cell * kCell + kCell / 2;
                    // the ends of the piece are no joints
                    if (frame > kCell && frame < audio.frames() - kCell) {
                        clicks.push_back(secondsOf(frame, audio.sampleRate()));
                    }
                });
            }
        }
    });
    std::vector<double> all;
    for (const auto& clicks : perBlock) {
        all.insert(all.end(), clicks.begin(), clicks.end());
    }
    std::ranges::sort(all); // a click in both channels is one
    const auto same = [](double a, double b) { return b - a <= kSameClickSeconds; };
    all.erase(std::unique(all.begin(), all.end(), same), all.end());
    return all;
}

std::optional<double> seamClicks(std::span<const double> source, std::span<const double> result, double resultSeconds) {
    if (resultSeconds <= 0.0) {
        return std::nullopt;
    }
    const std::size_t own = result.size() - matchedEvents(source, result, kSameClickSeconds);
    return static_cast<double>(own) * 60.0 / resultSeconds;
}

} // namespace morphony
