// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/sample_statistics.h"

#include "dsp/mel_bands.h"
#include "dsp/stft.h"
#include "dsp/frame_blocks.h"

#include <cmath>
#include <vector>

namespace morphony {

namespace {

constexpr float kClipped = 32'767.0F / 32'768.0F;
constexpr double kSilencePower = 1e-6; // -60 dBFS
constexpr double kSilenceBlockSeconds = 0.1;
constexpr double kRollOffShare = 0.95;
constexpr StftShape kShape{4096, 1024};

struct Moments {
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;

    void add(double a, double b) {
        n += 1.0;
        x += a;
        y += b;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    [[nodiscard]] std::optional<double> correlation() const {
        const double spread = (n * xx - x * x) * (n * yy - y * y);
        return spread > 1e-12 * n * n ? std::optional((n * xy - x * y) / std::sqrt(spread)) : std::nullopt;
    }
    [[nodiscard]] std::optional<double> sideShare() const {
        const double power = 2.0 * (xx + yy); // (x + y)^2 + (x - y)^2
        return power > 0.0 ? std::optional((xx + yy - 2.0 * xy) / power) : std::nullopt;
    }
};

} // namespace

SampleStatistics sampleStatistics(const AudioSource& source, const JobContext& context) {
    const FrameCount blockFrames = std::max<FrameCount>(1, framesOf(kSilenceBlockSeconds, source.sampleRate()));
    AudioBuffer buffer(source.channels(), blockFrames);
    std::int64_t clipped = 0;
    std::int64_t silent = 0;
    std::int64_t blocks = 0;
    Moments stereo;
    std::vector<double> sums(static_cast<std::size_t>(source.channels()), 0.0);
    for (FrameCount position = 0; position < source.frames(); position += blockFrames, ++blocks) {
        context.checkCancelled();
        const AudioView block = buffer.view().slice({0, std::min(blockFrames, source.frames() - position)});
        source.read(position, block);
        double power = 0.0;
        for (int c = 0; c < block.channels(); ++c) {
            double& sum = sums[static_cast<std::size_t>(c)];
            for (const float sample : block.channel(c)) {
                sum += sample;
                clipped += std::abs(sample) >= kClipped ? 1 : 0;
                power += static_cast<double>(sample) * sample;
            }
        }
        silent += power / static_cast<double>(block.channels() * block.frames()) < kSilencePower ? 1 : 0;
        if (block.channels() >= 2) {
            for (std::size_t i = 0; i < static_cast<std::size_t>(block.frames()); ++i) {
                stereo.add(block.channel(0)[i], block.channel(1)[i]);
            }
        }
    }
    const double samples = static_cast<double>(source.channels()) * static_cast<double>(source.frames());
    SampleStatistics result;
    result.clippedShare = samples > 0 ? static_cast<double>(clipped) / samples : 0.0;
    result.silenceShare = blocks > 0 ? static_cast<double>(silent) / static_cast<double>(blocks) : 0.0;
    result.stereoCorrelation = stereo.correlation();
    result.stereoWidth = stereo.sideShare();
    for (const double sum : sums) {
        const double mean = source.frames() > 0 ? sum / static_cast<double>(source.frames()) : 0.0;
        result.dcOffset = std::abs(mean) > std::abs(result.dcOffset) ? mean : result.dcOffset;
    }
    return result;
}

std::optional<double> rollOffHz(const AudioSource& source, const JobContext& context) {
    StftAnalyser analyser(source, kShape.scaledTo(source.sampleRate()));
    const StftShape shape = kShape.scaledTo(source.sampleRate());
    std::vector<float> power(static_cast<std::size_t>(shape.bins()));
    std::vector<double> sum(power.size(), 0.0);
    for (FrameCount t = 0; t < analyser.frameCount(); ++t) {
        if (t % kFramesPerPoll == 0) {
            context.checkCancelled();
        }
        analyser.transform(t);
        for (int c = 0; c < source.channels(); ++c) {
            powerSpectrum(analyser.bins(c), power);
            for (std::size_t b = 0; b < power.size(); ++b) {
                sum[b] += power[b];
            }
        }
    }
    double total = 0.0;
    for (const double value : sum) {
        total += value;
    }
    if (total <= 0.0) {
        return std::nullopt;
    }
    double below = 0.0;
    for (std::size_t b = 0; b < sum.size(); ++b) {
        below += sum[b];
        if (below >= kRollOffShare * total) {
            return static_cast<double>(b) * source.sampleRate().hz / shape.size;
        }
    }
    return source.sampleRate().hz / 2.0;
}

} // namespace morphony
