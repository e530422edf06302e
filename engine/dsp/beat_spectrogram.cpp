// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/beat_spectrogram.h"

#include "core/engine_error.h"
#include "dsp/fft.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace morphony {

namespace {

constexpr int kFrame = 1'411;
constexpr std::size_t kBins = kFrame / 2; // madmom leaves out the bin at the half rate
constexpr double kBandsPerOctave = 24.0;
constexpr double kLowestHz = 30.0;
constexpr double kHighestHz = 17'000.0;
constexpr double kReferenceHz = 440.0;

/// As madmom counts them: for twice the number of bins, which is one less than the frame.
double binHz(std::size_t bin) { return static_cast<double>(bin) * BeatSpectrogram::kRate.hz / (2.0 * kBins); }

/// The bins nearest to the scale's frequencies, each once.
std::vector<std::size_t> scaleBins() {
    std::vector<std::size_t> bins;
    const int first = static_cast<int>(std::floor(std::log2(kLowestHz / kReferenceHz) * kBandsPerOctave));
    for (int step = first;; ++step) {
        const double hz = kReferenceHz * std::exp2(step / kBandsPerOctave);
        if (hz < kLowestHz) {
            continue;
        }
        if (hz > kHighestHz) {
            return bins;
        }
        std::size_t bin = 1;
        while (bin < kBins - 1 && binHz(bin) < hz) {
            ++bin;
        }
        bin -= hz - binHz(bin - 1) < binHz(bin) - hz ? 1 : 0;
        if (bins.empty() || bins.back() != bin) {
            bins.push_back(bin);
        }
    }
}

} // namespace

BeatSpectrogram::BeatSpectrogram(const AudioSource& mono) : m_mono(mono), m_window(kFrame) {
    if (mono.channels() != 1 || mono.sampleRate() != kRate) {
        throw EngineError(ErrorKind::Internal, "The beat spectrogram hears one channel at 22,050 Hz only.");
    }
    for (int i = 0; i < kFrame; ++i) {
        const double turn = 2.0 * std::numbers::pi * i / (kFrame - 1);
        m_window[static_cast<std::size_t>(i)] = static_cast<float>(0.5 - 0.5 * std::cos(turn));
    }
    const std::vector<std::size_t> bins = scaleBins();
    for (std::size_t i = 0; i + 2 < bins.size(); ++i) {
        std::size_t centre = bins[i + 1];
        std::size_t stop = bins[i + 2];
        if (stop - bins[i] < 2) {
            centre = bins[i];
            stop = bins[i] + 1;
        }
        Triangle triangle{bins[i], {}};
        double area = 0.0;
        for (std::size_t bin = bins[i]; bin < stop; ++bin) {
            const double weight = bin < centre
                                      ? static_cast<double>(bin - bins[i]) / static_cast<double>(centre - bins[i])
                                      : 1.0 - static_cast<double>(bin - centre) / static_cast<double>(stop - centre);
            triangle.weights.push_back(static_cast<float>(weight));
            area += weight;
        }
        for (float& weight : triangle.weights) {
            weight = static_cast<float>(weight / area);
        }
        m_triangles.push_back(std::move(triangle));
    }
}

double BeatSpectrogram::bandHz(std::size_t band) const {
    const Triangle& triangle = m_triangles[band];
    const auto peak = std::ranges::max_element(triangle.weights) - triangle.weights.begin();
    return binHz(triangle.firstBin + static_cast<std::size_t>(peak));
}

void BeatSpectrogram::read(FrameCount first, std::span<float> out) const {
    const auto count = static_cast<FrameCount>(out.size() / kBands);
    if (count == 0) {
        return;
    }
    AudioBuffer samples(1, (count - 1) * kHop + kFrame);
    m_mono.read(first * kHop - kFrame / 2, samples.view());
    Fft fft(kFrame); // odd, but its bins are the ones that the networks were trained on
    std::vector<float> magnitudes(kBins);
    for (FrameCount t = 0; t < count; ++t) {
        const float* from = samples.channel(0).data() + t * kHop;
        std::transform(m_window.begin(), m_window.end(), from, fft.timeData().begin(), std::multiplies<>());
        fft.forward();
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            const std::complex<float> value = fft.binData()[bin];
            magnitudes[bin] = std::sqrt(value.real() * value.real() + value.imag() * value.imag());
        }
        float* row = out.data() + t * static_cast<FrameCount>(kBands);
        for (const Triangle& triangle : m_triangles) {
            float sum = 0.0F;
            for (std::size_t i = 0; i < triangle.weights.size(); ++i) {
                sum += triangle.weights[i] * magnitudes[triangle.firstBin + i];
            }
            *row++ = std::log10(1.0F + sum);
        }
    }
}

} // namespace morphony
