// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/chroma.h"

#include "core/parallel.h"
#include "dsp/dot_product.h"
#include "dsp/mel_bands.h"
#include "dsp/mono_source.h"
#include "dsp/stft.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr StftShape kShape{16'384, 4'096}; // at 44.1 kHz
constexpr std::size_t kClasses = 12;
/// Frames made by one thread at a time, and how many such pieces between two looks at progress and cancel.
constexpr FrameCount kFramesPerPiece = 32;
constexpr FrameCount kPiecesPerStep = 8;
/// audiocraft divides the power by the window's energy and holds the divisor of a frame at 1e-6 or more.
constexpr double kSilentPower = 1e-6;

/// librosa.filters.chroma(sr, n_fft, tuning=0, n_chroma=12, ctroct=5, octwidth=2, norm=2, base_c=True): per pitch class
/// one weight per bin.
std::array<std::vector<float>, kClasses> chromaFilters(int size, SampleRate rate) {
    const auto bins = static_cast<std::size_t>(size / 2 + 1);
    // semitones above 27.5 Hz, from which librosa counts octaves
    const auto semitonesAt = [&](double bin) { return 12.0 * std::log2(bin * rate.hz / size / (440.0 / 16.0)); };
    std::array<std::vector<float>, kClasses> filters;
    filters.fill(std::vector<float>(bins));
    for (std::size_t k = 0; k < bins; ++k) {
        // librosa puts bin 0 an octave and a half below bin 1
        const double place = k == 0 ? semitonesAt(1.0) - 18.0 : semitonesAt(static_cast<double>(k));
        const double next = semitonesAt(static_cast<double>(k + 1));
        const double width = std::max(next - place, 1.0);
        std::array<double, kClasses> weights{};
        double squares = 0.0;
        for (std::size_t c = 0; c < kClasses; ++c) {
            const double turns = place - static_cast<double>(c) + 6.0 + 120.0;
            const double distance = turns - 12.0 * std::floor(turns / 12.0) - 6.0;
            weights[c] = std::exp(-0.5 * std::pow(2.0 * distance / width, 2.0));
            squares += weights[c] * weights[c];
        }
        const double dominance = std::exp(-0.5 * std::pow((place / 12.0 - 5.0) / 2.0, 2.0));
        for (std::size_t c = 0; c < kClasses; ++c) {
            // librosa counts from A here; the frames begin with C
            filters[(c + kClasses - 3) % kClasses][k] = static_cast<float>(weights[c] / std::sqrt(squares) * dominance);
        }
    }
    return filters;
}

bool silent(const ChromaFrame& frame) {
    return std::ranges::all_of(frame, [](float value) { return value == 0.0F; });
}

double cosine(const ChromaFrame& a, const ChromaFrame& b) {
    double dot = 0.0;
    double squaresA = 0.0;
    double squaresB = 0.0;
    for (std::size_t c = 0; c < kClasses; ++c) {
        dot += static_cast<double>(a[c]) * b[c];
        squaresA += static_cast<double>(a[c]) * a[c];
        squaresB += static_cast<double>(b[c]) * b[c];
    }
    return dot / std::sqrt(squaresA * squaresB);
}

std::ptrdiff_t dominant(const ChromaFrame& frame) { return std::ranges::max_element(frame) - frame.begin(); }

} // namespace

std::vector<ChromaFrame> chromagram(const AudioSource& source, JobContext& context) {
    const StftShape shape = kShape.scaledTo(source.sampleRate());
    const auto filters = chromaFilters(shape.size, source.sampleRate());
    const auto silentPower = static_cast<float>(kSilentPower * 0.375 * shape.size); // the energy of a Hann window
    const MonoSource mono(source);
    const FrameCount frames = shape.framesFor(source.frames());
    std::vector<ChromaFrame> chroma(static_cast<std::size_t>(frames), ChromaFrame{});

    const auto makePiece = [&](FrameCount begin) {
        StftAnalyser analyser(mono, shape);
        std::vector<float> power(static_cast<std::size_t>(shape.bins()));
        for (FrameCount t = begin; t < std::min(begin + kFramesPerPiece, frames); ++t) {
            analyser.transform(t);
            powerSpectrum(analyser.bins(0), power);
            ChromaFrame frame;
            for (std::size_t c = 0; c < kClasses; ++c) {
                frame[c] = dotProduct(filters[c].data(), power.data(), power.size());
            }
            const float largest = *std::ranges::max_element(frame);
            if (largest > silentPower) {
                for (std::size_t c = 0; c < kClasses; ++c) {
                    chroma[static_cast<std::size_t>(t)][c] = frame[c] / largest;
                }
            }
        }
    };
    const FrameCount pieces = (frames + kFramesPerPiece - 1) / kFramesPerPiece;
    for (FrameCount first = 0; first < pieces; first += kPiecesPerStep) {
        const FrameCount count = std::min(kPiecesPerStep, pieces - first);
        parallelFor(static_cast<std::size_t>(count),
                    [&](std::size_t i) { makePiece((first + static_cast<FrameCount>(i)) * kFramesPerPiece); });
        context.progress(static_cast<double>(first + count) / static_cast<double>(pieces));
    }
    return chroma;
}

ChromaSimilarity chromaSimilarity(std::span<const ChromaFrame> a, std::span<const ChromaFrame> b) {
    double sameClass = 0.0;
    double cosines = 0.0;
    std::size_t counted = 0;
    for (std::size_t t = 0; t < std::max(a.size(), b.size()); ++t) {
        const bool silentA = t >= a.size() || silent(a[t]);
        const bool silentB = t >= b.size() || silent(b[t]);
        counted += silentA && silentB ? 0 : 1;
        if (!silentA && !silentB) {
            sameClass += dominant(a[t]) == dominant(b[t]) ? 1.0 : 0.0;
            cosines += cosine(a[t], b[t]);
        }
    }
    if (counted == 0) {
        return {1.0, 1.0};
    }
    return {sameClass / static_cast<double>(counted), cosines / static_cast<double>(counted)};
}

} // namespace morphony
