// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/cqt.h"

#include "core/parallel.h"
#include "dsp/fft.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>

namespace morphony {

namespace {

/// Frames made by one thread at a time (about 24 s at the default hop): the longest kernel and the filters before it
/// need some 3 s more on both sides. Pieces between two looks at progress and cancel.
constexpr FrameCount kFramesPerPiece = 256;
constexpr FrameCount kPiecesPerStep = 4;

constexpr double kScaleRate = 44'100.0; ///< at which the gains count the windows' samples

/// Half-band low-pass: every second tap but the middle one is zero. 51 taps, Kaiser window with beta 10: the pass band
/// ends at 0.19 of the rate, more than any octave's kernels need, and the stop band from 0.31 on lies below -100 dB.
constexpr int kSideTaps = 13;
constexpr int kHalfLength = 2 * kSideTaps - 1;

double besselI0(double x) {
    double sum = 1.0;
    double term = 1.0;
    for (int k = 1; k < 40; ++k) {
        term *= (x / (2.0 * k)) * (x / (2.0 * k));
        sum += term;
    }
    return sum;
}

std::array<float, kSideTaps> halfBandTaps() {
    constexpr double kBeta = 10.0;
    std::array<double, kSideTaps> taps{};
    for (int k = 0; k < kSideTaps; ++k) {
        const double n = 2.0 * k + 1.0;
        const double place = n / (kHalfLength + 1);
        const double window = besselI0(kBeta * std::sqrt(1.0 - place * place)) / besselI0(kBeta);
        taps[static_cast<std::size_t>(k)] = std::sin(std::numbers::pi * n / 2.0) / (std::numbers::pi * n) * window;
    }
    // unity at 0 Hz: the middle tap is a half, the sides together the other half
    const double sum = 2.0 * std::accumulate(taps.begin(), taps.end(), 0.0);
    std::array<float, kSideTaps> result{};
    std::ranges::transform(taps, result.begin(), [sum](double tap) { return static_cast<float>(tap * 0.5 / sum); });
    return result;
}

/// Periods in every window, so that a bin's width is its distance to the next.
double periodsOf(const CqtShape& shape) {
    const double ratio = std::exp2(2.0 / shape.binsPerOctave);
    return (ratio + 1.0) / (ratio - 1.0);
}

/// What a bin's kernel keeps of the spectrum: |X| to multiply with, from firstBin on.
struct Kernel {
    std::size_t firstBin = 0;
    std::vector<std::complex<float>> weights;
};

/// Spectrum of Hann window * exp(iwn), centred in `size` samples, window summing to 1; `turns` of a circle per sample.
std::vector<std::complex<double>> kernelSpectrum(int size, double turns, double length) {
    Fft real(size);
    Fft imaginary(size);
    std::ranges::fill(real.timeData(), 0.0F);
    std::ranges::fill(imaginary.timeData(), 0.0F);
    const int half = static_cast<int>(length / 2.0);
    const auto window = [length](int n) { return 0.5 + 0.5 * std::cos(2.0 * std::numbers::pi * n / length); };
    double sum = 0.0;
    for (int n = -half; n <= half; ++n) {
        sum += window(n);
    }
    for (int n = -half; n <= half; ++n) {
        const auto at = static_cast<std::size_t>(size / 2 + n);
        const double angle = 2.0 * std::numbers::pi * turns * n;
        real.timeData()[at] = static_cast<float>(window(n) / sum * std::cos(angle));
        imaginary.timeData()[at] = static_cast<float>(window(n) / sum * std::sin(angle));
    }
    real.forward();
    imaginary.forward();
    std::vector<std::complex<double>> spectrum;
    for (std::size_t bin = 0; bin < real.binData().size(); ++bin) {
        spectrum.push_back(std::complex<double>(real.binData()[bin]) +
                           std::complex<double>(0.0, 1.0) * std::complex<double>(imaginary.binData()[bin]));
    }
    return spectrum;
}

/// The magnitude below which the weakest bins together hold 1 % of all, as librosa's sparsity leaves them out.
double weakestKept(const std::vector<std::complex<double>>& spectrum) {
    std::vector<double> sorted(spectrum.size());
    std::ranges::transform(spectrum, sorted.begin(), [](const auto& value) { return std::abs(value); });
    std::ranges::sort(sorted);
    double left = 0.01 * std::accumulate(sorted.begin(), sorted.end(), 0.0);
    return *std::ranges::find_if(sorted, [&left](double value) { return (left -= value) <= 0.0; });
}

/// The kernels of one octave; the same for every octave, since the rate halves with the frequency.
struct Kernels {
    int size = 0; ///< of the FFT
    std::vector<Kernel> rows;
};

Kernels makeKernels(const CqtShape& shape) {
    const double topOctaveHz = shape.lowestHz * std::exp2(shape.octaves - 1 + shape.tuningCents / 1200.0);
    Kernels kernels;
    kernels.size = 2;
    while (kernels.size < periodsOf(shape) * shape.rate.hz / topOctaveHz) {
        kernels.size *= 2;
    }
    for (int k = 0; k < shape.binsPerOctave; ++k) {
        const double turns = topOctaveHz * std::exp2(static_cast<double>(k) / shape.binsPerOctave) / shape.rate.hz;
        const auto spectrum = kernelSpectrum(kernels.size, turns, periodsOf(shape) / turns);
        const double least = weakestKept(spectrum);
        const auto kept = [least](const std::complex<double>& value) { return std::abs(value) >= least; };
        const auto first = std::ranges::find_if(spectrum, kept);
        const auto last = std::find_if(spectrum.rbegin(), spectrum.rend(), kept).base();
        Kernel row;
        row.firstBin = static_cast<std::size_t>(first - spectrum.begin());
        // by Parseval the sum over samples is a sum over bins divided by the size; what the kernel has at negative
        // frequencies is next to nothing
        std::transform(first, last, std::back_inserter(row.weights), [&](const std::complex<double>& value) {
            return kept(value) ? std::complex<float>(std::conj(value) / static_cast<double>(kernels.size)) : 0.0F;
        });
        kernels.rows.push_back(std::move(row));
    }
    return kernels;
}

/// Samples [begin, begin + values.size()) of one octave's signal.
struct Stretch {
    FrameCount begin = 0;
    std::vector<float> values;
};

/// Sample m of the half rate stands where sample 2m stood.
void halve(const Stretch& in, Stretch& out, const std::array<float, kSideTaps>& taps) {
    for (std::size_t i = 0; i < out.values.size(); ++i) {
        const float* centre = in.values.data() + (2 * (out.begin + static_cast<FrameCount>(i)) - in.begin);
        float sum = 0.5F * centre[0];
        for (int k = 0; k < kSideTaps; ++k) {
            const int n = 2 * k + 1;
            sum += taps[static_cast<std::size_t>(k)] * (centre[n] + centre[-n]);
        }
        out.values[i] = sum;
    }
}

class PieceTransform {
public:
    PieceTransform(const CqtShape& shape, const Kernels& kernels, const std::array<float, kSideTaps>& taps)
        : m_shape(shape), m_kernels(kernels), m_taps(taps), m_fft(kernels.size) {
        const double topOctaveHz = shape.lowestHz * std::exp2(shape.octaves - 1 + shape.tuningCents / 1200.0);
        for (int k = 0; k < shape.binsPerOctave; ++k) {
            const double hz = topOctaveHz * std::exp2(static_cast<double>(k) / shape.binsPerOctave);
            m_gains.push_back(static_cast<float>(std::sqrt(periodsOf(shape) * kScaleRate / hz)));
        }
    }

    /// Frames [first, end) into `out`, which points at frame `first`.
    void run(const AudioSource& mono, FrameCount first, FrameCount end, float* out) {
        std::vector<Stretch> levels = plan(first, end);
        AudioBuffer buffer(1, static_cast<FrameCount>(levels[0].values.size()));
        mono.read(levels[0].begin, buffer.view());
        std::ranges::copy(buffer.channel(0), levels[0].values.begin());
        for (int octave = 0; octave < m_shape.octaves; ++octave) {
            const auto level = static_cast<std::size_t>(octave);
            if (octave > 0) {
                halve(levels[level - 1], levels[level], m_taps);
            }
            const int topBin = (m_shape.octaves - 1 - octave) * m_shape.binsPerOctave;
            for (FrameCount t = first; t < end; ++t) {
                transform(levels[level], t * (m_shape.hop >> octave), octave,
                          out + (t - first) * m_shape.bins() + topBin);
            }
        }
    }

private:
    /// What each octave's signal must hold: its own frames, and what the next octave's filter reaches.
    [[nodiscard]] std::vector<Stretch> plan(FrameCount first, FrameCount end) const {
        std::vector<Stretch> levels(static_cast<std::size_t>(m_shape.octaves));
        FrameCount begin = 0;
        FrameCount finish = 0;
        for (int octave = m_shape.octaves - 1; octave >= 0; --octave) {
            const FrameCount hop = m_shape.hop >> octave;
            const FrameCount own = first * hop - m_kernels.size / 2;
            const FrameCount ownEnd = (end - 1) * hop + m_kernels.size / 2;
            const bool lowest = octave == m_shape.octaves - 1;
            begin = lowest ? own : std::min(own, 2 * begin - kHalfLength);
            finish = lowest ? ownEnd : std::max(ownEnd, 2 * finish + kHalfLength);
            auto& level = levels[static_cast<std::size_t>(octave)];
            level.begin = begin;
            level.values.resize(static_cast<std::size_t>(finish - begin));
        }
        return levels;
    }

    void transform(const Stretch& signal, FrameCount centre, int octave, float* out) {
        const float* from = signal.values.data() + (centre - m_kernels.size / 2 - signal.begin);
        std::copy_n(from, m_kernels.size, m_fft.timeData().begin());
        m_fft.forward();
        const auto spectrum = m_fft.binData();
        const float octaveGain = std::exp2(0.5F * static_cast<float>(octave));
        for (std::size_t k = 0; k < m_kernels.rows.size(); ++k) {
            const auto& row = m_kernels.rows[k];
            float re = 0.0F;
            float im = 0.0F;
            for (std::size_t i = 0; i < row.weights.size(); ++i) {
                const std::complex<float> w = row.weights[i];
                const std::complex<float> x = spectrum[row.firstBin + i];
                re += w.real() * x.real() - w.imag() * x.imag();
                im += w.real() * x.imag() + w.imag() * x.real();
            }
            out[k] = std::sqrt(re * re + im * im) * m_gains[k] * octaveGain;
        }
    }

    const CqtShape& m_shape;
    const Kernels& m_kernels;
    const std::array<float, kSideTaps>& m_taps;
    Fft m_fft;
    std::vector<float> m_gains; ///< root of the window's length, in the highest octave
};

} // namespace

std::vector<float> constantQ(const AudioSource& mono, const CqtShape& shape, const JobContext& context) {
    const Kernels kernels = makeKernels(shape);
    const auto taps = halfBandTaps();
    const FrameCount frames = shape.framesFor(mono.frames());
    const FrameCount pieces = (frames + kFramesPerPiece - 1) / kFramesPerPiece;
    std::vector<float> result(static_cast<std::size_t>(frames * shape.bins()));
    for (FrameCount step = 0; step < pieces; step += kPiecesPerStep) {
        const FrameCount count = std::min(kPiecesPerStep, pieces - step);
        parallelFor(static_cast<std::size_t>(count), [&](std::size_t i) {
            const FrameCount first = (step + static_cast<FrameCount>(i)) * kFramesPerPiece;
            const FrameCount end = std::min(frames, first + kFramesPerPiece);
            PieceTransform(shape, kernels, taps).run(mono, first, end, result.data() + first * shape.bins());
        });
        context.checkCancelled();
    }
    return result;
}

} // namespace morphony
