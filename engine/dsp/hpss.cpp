// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/hpss.h"

#include "dsp/sliding_median.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

namespace morphony {

namespace {

constexpr std::size_t kBinsPerPoll = 64;

/// Spectra of successive frames, and the magnitudes of the channels' mean bin after bin, each over all frames.
struct Spectra {
    std::size_t bins;
    std::size_t frames;
    std::vector<std::vector<std::complex<float>>> channels; ///< each [frame][bin]
    std::vector<float> magnitudes;                          ///< [bin][frame]
};

Spectra spectraOf(const AudioSource& source, StftShape shape, FrameRange frames, const JobContext& context) {
    Spectra result{static_cast<std::size_t>(shape.bins()), static_cast<std::size_t>(frames.size()), {}, {}};
    result.channels.resize(static_cast<std::size_t>(source.channels()));
    for (auto& channel : result.channels) {
        channel.resize(result.bins * result.frames);
    }
    result.magnitudes.resize(result.bins * result.frames);
    StftAnalyser analyser(source, shape);
    std::vector<std::complex<float>> mean(result.bins);
    const float share = 1.0F / static_cast<float>(std::max(1, source.channels()));
    for (std::size_t t = 0; t < result.frames; ++t) {
        context.checkCancelled();
        analyser.transform(frames.begin + static_cast<FrameCount>(t));
        std::ranges::fill(mean, std::complex<float>{});
        for (int c = 0; c < source.channels(); ++c) {
            const auto bins = analyser.bins(c);
            std::ranges::copy(bins, result.channels[static_cast<std::size_t>(c)].begin() +
                                        static_cast<std::ptrdiff_t>(t * result.bins));
            std::ranges::transform(bins, mean, mean.begin(), [share](auto bin, auto sum) { return sum + share * bin; });
        }
        for (std::size_t b = 0; b < result.bins; ++b) {
            result.magnitudes[b * result.frames + t] = std::sqrt(std::norm(mean[b]));
        }
    }
    return result;
}

} // namespace

AudioBuffer harmonicPart(const AudioSource& source, FrameRange range, const HpssShape& shape, const JobContext& context) {
    const StftShape stft = shape.stft.scaledTo(source.sampleRate());
    AudioBuffer result(source.channels(), range.size());
    std::vector<StftSynthesiser> synthesisers;
    for (int c = 0; c < source.channels(); ++c) {
        synthesisers.emplace_back(stft, source.frames(), range);
    }
    const FrameRange wanted{synthesisers.front().firstFrame(), synthesisers.front().endFrame()};
    if (wanted.empty()) {
        return result;
    }
    const FrameCount reach = shape.timeWidth / 2;
    const FrameRange heard =
        FrameRange{wanted.begin - reach, wanted.end + reach}.clippedTo({0, stft.framesFor(source.frames())});
    const Spectra spectra = spectraOf(source, stft, heard, context);

    std::vector<float> lasting(spectra.magnitudes.size()); // [bin][frame]
    SlidingMedian alongTime(static_cast<std::size_t>(shape.timeWidth));
    for (std::size_t b = 0; b < spectra.bins; ++b) {
        if (b % kBinsPerPoll == 0) {
            context.checkCancelled();
        }
        alongTime.filter(std::span(spectra.magnitudes).subspan(b * spectra.frames, spectra.frames),
                         std::span(lasting).subspan(b * spectra.frames, spectra.frames));
    }
    SlidingMedian alongBins(static_cast<std::size_t>(shape.binWidth));
    std::vector<float> frame(spectra.bins);
    std::vector<float> mask(spectra.bins);
    FrameCount written = 0;
    for (FrameCount t = wanted.begin; t < wanted.end; ++t) {
        context.checkCancelled();
        const auto row = static_cast<std::size_t>(t - heard.begin);
        for (std::size_t b = 0; b < spectra.bins; ++b) {
            frame[b] = spectra.magnitudes[b * spectra.frames + row];
        }
        alongBins.filter(frame, mask);
        for (std::size_t b = 0; b < spectra.bins; ++b) {
            const float h = lasting[b * spectra.frames + row] * lasting[b * spectra.frames + row];
            mask[b] = h / (h + mask[b] * mask[b] + 1e-12F);
        }
        std::size_t done = 0;
        for (std::size_t c = 0; c < synthesisers.size(); ++c) {
            const auto bins = std::span(spectra.channels[c]).subspan(row * spectra.bins, spectra.bins);
            std::ranges::transform(bins, mask, synthesisers[c].bins().begin(),
                                   [](auto bin, float share) { return bin * share; });
            const auto samples = synthesisers[c].addFrame();
            std::ranges::copy(samples, result.channel(static_cast<int>(c)).begin() + written);
            done = samples.size();
        }
        written += static_cast<FrameCount>(done);
    }
    return result;
}

} // namespace morphony
