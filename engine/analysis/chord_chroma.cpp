// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/chord_chroma.h"

#include "core/parallel.h"
#include "nn/kernels.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace morphony {

namespace {

constexpr std::size_t kBins = 252;
constexpr std::size_t kBinsPerSemitone = 3;
constexpr std::size_t kSemitones = kBins / kBinsPerSemitone;
constexpr int kPartials = 10;
constexpr double kPartialDecay = 0.7;
constexpr int kUpdates = 40;
constexpr int kWindowReach = 9; ///< semitones
constexpr double kWhitening = 0.7;
constexpr std::size_t kFramesPerTask = 64;
constexpr std::size_t kTasksPerStep = 16; ///< between two looks at cancel, some 30 ms

using Semitones = std::array<float, kSemitones>;
using NoteMatrix = std::vector<float>; ///< kSemitones x kSemitones

/// Row i: the spectrum of a note whose fundamental is semitone i, summing to 1.
NoteMatrix noteSpectra() {
    NoteMatrix notes(kSemitones * kSemitones);
    for (std::size_t i = 0; i < kSemitones; ++i) {
        float* row = notes.data() + i * kSemitones;
        for (int h = 1; h <= kPartials; ++h) {
            const auto at = i + static_cast<std::size_t>(std::lround(12.0 * std::log2(h)));
            if (at < kSemitones) {
                row[at] += static_cast<float>(std::pow(kPartialDecay, h - 1));
            }
        }
        const float sum = std::accumulate(row, row + kSemitones, 0.0F);
        std::for_each(row, row + kSemitones, [sum](float& value) { value /= sum; });
    }
    return notes;
}

std::array<float, 2 * kWindowReach + 1> backgroundWindow() {
    std::array<float, 2 * kWindowReach + 1> window{};
    float sum = 0.0F;
    for (int n = -kWindowReach; n <= kWindowReach; ++n) {
        const double angle = std::numbers::pi * n / (kWindowReach + 1);
        const auto value = static_cast<float>(0.5 + 0.5 * std::cos(angle));
        window[static_cast<std::size_t>(n + kWindowReach)] = value;
        sum += value;
    }
    std::ranges::for_each(window, [sum](float& value) { value /= sum; });
    return window;
}

/// Running weighted mean; the outermost semitones count on beyond the ends.
Semitones smoothed(const Semitones& values) {
    static const auto kWindow = backgroundWindow();
    Semitones result{};
    for (int k = 0; k < static_cast<int>(kSemitones); ++k) {
        float sum = 0.0F;
        for (int n = -kWindowReach; n <= kWindowReach; ++n) {
            const int at = std::clamp(k + n, 0, static_cast<int>(kSemitones) - 1);
            sum += kWindow[static_cast<std::size_t>(n + kWindowReach)] * values[static_cast<std::size_t>(at)];
        }
        result[static_cast<std::size_t>(k)] = sum;
    }
    return result;
}

Semitones semitonesOf(std::span<const float> bins) {
    Semitones result{};
    for (std::size_t k = 0; k < kSemitones; ++k) {
        const std::size_t centre = k * kBinsPerSemitone;
        const float below = centre > 0 ? bins[centre - 1] : 0.0F;
        result[k] = std::max({below, bins[centre], bins[centre + 1]});
    }
    return result;
}

/// What stands out of its surroundings, in units that hardly depend on the level.
Semitones whitened(const Semitones& values, float highestOfPiece) {
    const Semitones mean = smoothed(values);
    Semitones squares{};
    for (std::size_t k = 0; k < kSemitones; ++k) {
        squares[k] = (values[k] - mean[k]) * (values[k] - mean[k]);
    }
    const Semitones variance = smoothed(squares);
    Semitones result{};
    for (std::size_t k = 0; k < kSemitones; ++k) {
        const double deviation = std::sqrt(variance[k]) + 1e-3 * highestOfPiece + 1e-9;
        result[k] = static_cast<float>(std::max(values[k] - mean[k], 0.0F) / std::pow(deviation, kWhitening));
    }
    return result;
}

/// Rises or falls in a straight line from `from` to `to` over the semitones [begin, begin + count).
void ramp(Semitones& weights, std::size_t begin, std::size_t count, float from, float to) {
    for (std::size_t i = 0; i < count; ++i) {
        weights[begin + i] =
            from + (to - from) * static_cast<float>(i) / static_cast<float>(std::max<std::size_t>(count - 1, 1));
    }
}

struct Ranges {
    Semitones treble{};
    Semitones bass{};
    Ranges() {
        ramp(treble, 24, 12, 0.0F, 1.0F);
        ramp(treble, 36, 36, 1.0F, 1.0F);
        ramp(treble, 72, 12, 1.0F, 0.0F);
        ramp(bass, 0, 21, 1.0F, 1.0F);
        ramp(bass, 21, 12, 1.0F, 0.0F);
    }
};

class NoteFinder {
public:
    explicit NoteFinder(float highestOfPiece) : m_highest(highestOfPiece), m_notes(noteSpectra()) {
        m_transposed = transposed(m_notes, kSemitones, kSemitones);
        m_gram.resize(kSemitones * kSemitones);
        addProduct(square(m_notes), square(m_transposed), {m_gram.data(), kSemitones, kSemitones, kSemitones});
    }

    /// Some frames' chroma.
    void run(std::span<const float> magnitudes, std::span<ChordChroma> out) const {
        const std::size_t frames = out.size();
        std::vector<float> observed(frames * kSemitones);
        std::vector<float> notes(frames * kSemitones);
        for (std::size_t t = 0; t < frames; ++t) {
            const Semitones values = whitened(semitonesOf(magnitudes.subspan(t * kBins, kBins)), m_highest);
            std::ranges::copy(values, observed.data() + t * kSemitones);
            const float start = std::accumulate(values.begin(), values.end(), 0.0F) / kSemitones + 1e-6F;
            std::fill_n(notes.data() + t * kSemitones, kSemitones, start);
        }
        std::vector<float> wanted(frames * kSemitones);
        addProduct(rows(observed, frames), square(m_transposed), rowsOf(wanted, frames));
        std::vector<float> explained(frames * kSemitones);
        for (int update = 0; update < kUpdates; ++update) {
            std::ranges::fill(explained, 1e-9F);
            addProduct(rows(notes, frames), square(m_gram), rowsOf(explained, frames));
            for (std::size_t i = 0; i < notes.size(); ++i) {
                notes[i] *= wanted[i] / explained[i];
            }
        }
        static const Ranges kRanges;
        for (std::size_t t = 0; t < frames; ++t) {
            for (std::size_t k = 0; k < kSemitones; ++k) {
                out[t].treble[k % 12] += notes[t * kSemitones + k] * kRanges.treble[k];
                out[t].bass[k % 12] += notes[t * kSemitones + k] * kRanges.bass[k];
            }
        }
    }

private:
    static ConstMatrix square(const NoteMatrix& matrix) { return {matrix.data(), kSemitones, kSemitones, kSemitones}; }
    static ConstMatrix rows(const std::vector<float>& values, std::size_t frames) {
        return {values.data(), frames, kSemitones, kSemitones};
    }
    static Matrix rowsOf(std::vector<float>& values, std::size_t frames) {
        return {values.data(), frames, kSemitones, kSemitones};
    }

    float m_highest;
    NoteMatrix m_notes;
    NoteMatrix m_transposed;
    NoteMatrix m_gram; ///< notes times their transpose
};

} // namespace

std::vector<ChordChroma> chordChroma(std::span<const float> magnitudes, const JobContext& context) {
    const std::size_t frames = magnitudes.size() / kBins;
    std::vector<ChordChroma> result(frames);
    if (frames == 0) {
        return result;
    }
    const NoteFinder finder(*std::ranges::max_element(magnitudes));
    const std::size_t tasks = (frames + kFramesPerTask - 1) / kFramesPerTask;
    for (std::size_t step = 0; step < tasks; step += kTasksPerStep) {
        context.checkCancelled();
        parallelFor(std::min(kTasksPerStep, tasks - step), [&](std::size_t i) {
            const std::size_t first = (step + i) * kFramesPerTask;
            const std::size_t count = std::min(kFramesPerTask, frames - first);
            finder.run(magnitudes.subspan(first * kBins, count * kBins), std::span(result).subspan(first, count));
        });
    }
    return result;
}

} // namespace morphony
