// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/percussion.h"

#include "core/parallel.h"
#include "dsp/mel_bands.h"
#include "dsp/sliding_median.h"
#include "dsp/stft.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace morphony {

namespace {

constexpr StftShape kShape{2048, 512};
constexpr std::size_t kTimeWidth = 17;
constexpr std::size_t kBinWidth = 31;
constexpr double kSectionSeconds = 8.0;
constexpr FrameCount kMostSections = 8;

struct Powers {
    double percussive = 0.0;
    double all = 0.0;
};

/// Magnitudes of the section, bin after bin, each over all frames.
std::vector<float> magnitudes(const AudioSource& mono, FrameRange frames, const JobContext& context) {
    StftAnalyser analyser(mono, kShape);
    const auto count = static_cast<std::size_t>(frames.size());
    std::vector<float> byBin(static_cast<std::size_t>(kShape.bins()) * count);
    for (FrameCount t = frames.begin; t < frames.end; ++t) {
        context.checkCancelled();
        analyser.transform(t);
        const auto bins = analyser.bins(0);
        for (std::size_t b = 0; b < bins.size(); ++b) {
            byBin[b * count + static_cast<std::size_t>(t - frames.begin)] = std::sqrt(std::norm(bins[b]));
        }
    }
    return byBin;
}

Powers separate(const AudioSource& mono, FrameRange frames, const JobContext& context) {
    const auto bins = static_cast<std::size_t>(kShape.bins());
    const auto count = static_cast<std::size_t>(frames.size());
    const std::vector<float> byBin = magnitudes(mono, frames, context);
    std::vector<float> harmonic(byBin.size());
    SlidingMedian alongTime(kTimeWidth);
    for (std::size_t b = 0; b < bins; ++b) {
        alongTime.filter(std::span(byBin).subspan(b * count, count), std::span(harmonic).subspan(b * count, count));
    }
    Powers powers;
    SlidingMedian alongBins(kBinWidth);
    std::vector<float> frame(bins);
    std::vector<float> percussive(bins);
    for (std::size_t t = 0; t < count; ++t) {
        context.checkCancelled();
        for (std::size_t b = 0; b < bins; ++b) {
            frame[b] = byBin[b * count + t];
        }
        alongBins.filter(frame, percussive);
        for (std::size_t b = 0; b < bins; ++b) {
            const float p = percussive[b] * percussive[b];
            const float h = harmonic[b * count + t] * harmonic[b * count + t];
            const float mask = p / (p + h + 1e-30F);
            const float power = frame[b] * frame[b];
            powers.percussive += static_cast<double>(mask * mask * power);
            powers.all += static_cast<double>(power);
        }
    }
    return powers;
}

} // namespace

double percussiveShare(const AudioSource& mono, const JobContext& context) {
    const FrameCount all = kShape.framesFor(mono.frames());
    const FrameCount length = framesOf(kSectionSeconds, mono.sampleRate()) / kShape.hop;
    const FrameCount sections = std::clamp<FrameCount>(all / length, 1, kMostSections);
    std::vector<Powers> powers(static_cast<std::size_t>(sections));
    parallelFor(powers.size(), [&](std::size_t i) {
        // each section stands in the middle of its share of the piece
        const FrameCount share = all / sections;
        const FrameCount begin = static_cast<FrameCount>(i) * share + std::max<FrameCount>(0, (share - length) / 2);
        powers[i] = separate(mono, {begin, std::min(all, begin + length)}, context);
    });
    Powers sum;
    for (const Powers& each : powers) {
        sum.percussive += each.percussive;
        sum.all += each.all;
    }
    return sum.all > 0.0 ? sum.percussive / sum.all : 0.0;
}

} // namespace morphony
