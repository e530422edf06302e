// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/hpss.h"

#include "dsp/mel_bands.h"
#include "dsp/median_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <vector>

namespace morphony {

namespace {

/// Spectra of successive frames, and the magnitudes of the channels' mean.
struct Spectra {
    std::size_t bins;
    std::size_t frames;
    std::vector<std::vector<std::complex<float>>> channels; ///< each [frame][bin]
    std::vector<float> magnitudes;                          ///< [frame][bin]

    [[nodiscard]] const float* magnitudesOf(std::ptrdiff_t frame) const {
        const auto last = static_cast<std::ptrdiff_t>(frames) - 1;
        return magnitudes.data() + static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(frame, 0, last)) * bins;
    }
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
        const auto magnitudes = std::span(result.magnitudes).subspan(t * result.bins, result.bins);
        powerSpectrum(mean, magnitudes);
        for (float& value : magnitudes) {
            value = std::sqrt(value);
        }
    }
    return result;
}

/// Medians along time of one frame after the other, made two at a time.
class TimeMedians {
public:
    TimeMedians(const Spectra& spectra, int width, std::size_t first)
        : m_spectra(spectra), m_rows(static_cast<std::size_t>(width) + 1),
          m_next(first), m_pair{std::vector<float>(spectra.bins), std::vector<float>(spectra.bins)} {}

    [[nodiscard]] std::span<const float> next() {
        const std::size_t which = m_made++ % 2;
        if (which == 0) {
            const auto reach = static_cast<std::ptrdiff_t>(m_rows.size() / 2 - 1);
            for (std::size_t k = 0; k < m_rows.size(); ++k) {
                m_rows[k] = m_spectra.magnitudesOf(static_cast<std::ptrdiff_t>(m_next + k) - reach);
            }
            medianOfRows(m_rows, m_pair[0], m_pair[1]);
            m_next += 2;
        }
        return m_pair[which];
    }

private:
    const Spectra& m_spectra;
    std::vector<const float*> m_rows;
    std::size_t m_next;
    std::size_t m_made = 0;
    std::array<std::vector<float>, 2> m_pair;
};

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

    TimeMedians lasting(spectra, shape.timeWidth, static_cast<std::size_t>(wanted.begin - heard.begin));
    MedianFilter31 alongBins(spectra.bins);
    std::vector<float> mask(spectra.bins);
    FrameCount written = 0;
    for (FrameCount t = wanted.begin; t < wanted.end; ++t) {
        context.checkCancelled();
        const auto row = static_cast<std::size_t>(t - heard.begin);
        const std::span magnitudes{spectra.magnitudesOf(static_cast<std::ptrdiff_t>(row)), spectra.bins};
        const auto lasts = lasting.next();
        if (shape.standing) {
            for (std::size_t b = 0; b < spectra.bins; ++b) {
                const float share = std::min(1.0F, lasts[b] / (magnitudes[b] + 1e-9F));
                mask[b] = share * share;
            }
        } else {
            alongBins.filter(magnitudes, mask);
            for (std::size_t b = 0; b < spectra.bins; ++b) {
                const float h = lasts[b] * lasts[b];
                mask[b] = h / (h + mask[b] * mask[b] + 1e-12F);
            }
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
