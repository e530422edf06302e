// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/section_features.h"

#include "core/parallel.h"
#include "dsp/mel_bands.h"
#include "dsp/stft.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace morphony {

namespace {

constexpr StftShape kShape{4096, 1024};
constexpr double kLowestChromaHz = 110.0; // below, neighbouring semitones share a bin of 5.4 Hz
constexpr double kHighestChromaHz = 2000.0;
constexpr double kSilencePower = 1e-3; // of a frame's spectrum: a tone of about -90 dBFS
constexpr double kFloorDb = -100.0;

/// Pitch class of every bin, or -1.
std::vector<int> pitchClasses(SampleRate rate) {
    std::vector<int> classes(static_cast<std::size_t>(kShape.bins()), -1);
    for (std::size_t b = 1; b < classes.size(); ++b) {
        const double hz = static_cast<double>(b) * rate.hz / kShape.size;
        if (hz >= kLowestChromaHz && hz <= kHighestChromaHz) {
            const long midi = std::lround(69.0 + 12.0 * std::log2(hz / 440.0));
            classes[b] = static_cast<int>(midi % 12);
        }
    }
    return classes;
}

/// Frames of one cell.
class CellSum {
public:
    CellSum(const std::vector<int>& classes, const MelBands& bands)
        : m_classes(classes), m_bands(bands), m_power(static_cast<std::size_t>(kShape.bins())),
          m_levels(SectionCell::kBands) {}

    void add(std::span<const std::complex<float>> bins, bool secondHalf) {
        powerSpectrum(bins, m_power);
        if (std::accumulate(m_power.begin(), m_power.end(), 0.0) < kSilencePower) {
            return;
        }
        std::array<float, 12> chroma{};
        for (std::size_t b = 0; b < m_power.size(); ++b) {
            if (m_classes[b] >= 0) {
                chroma[static_cast<std::size_t>(m_classes[b])] += std::sqrt(m_power[b]);
            }
        }
        const float norm = std::sqrt(std::inner_product(chroma.begin(), chroma.end(), chroma.begin(), 1e-12F));
        m_bands.energies(m_power, m_levels);
        for (std::size_t k = 0; k < 12; ++k) {
            m_cell.chroma[k + (secondHalf ? 12 : 0)] += chroma[k] / norm;
        }
        for (std::size_t k = 0; k < SectionCell::kBands; ++k) {
            m_cell.levels[k] += static_cast<float>(std::max(kFloorDb, dbFromPower(m_levels[k])));
        }
        ++m_frames[secondHalf ? 1 : 0];
    }
    [[nodiscard]] SectionCell mean() {
        if (const int frames = m_frames[0] + m_frames[1]; frames > 0) {
            for (std::size_t k = 0; k < m_cell.chroma.size(); ++k) {
                m_cell.chroma[k] /= static_cast<float>(std::max(1, m_frames[k / 12]));
            }
            std::ranges::for_each(m_cell.levels, [&](float& value) { value /= static_cast<float>(frames); });
            m_cell.silent = false;
        }
        return m_cell;
    }

private:
    const std::vector<int>& m_classes;
    const MelBands& m_bands;
    std::vector<float> m_power;
    std::vector<float> m_levels;
    SectionCell m_cell;
    std::array<int, 2> m_frames{}; ///< of each half
};

} // namespace

std::vector<SectionCell> sectionCells(const AudioSource& mono, std::span<const double> edges, const JobContext& context) {
    constexpr std::size_t kCellsPerTask = 16;
    const std::vector<int> classes = pitchClasses(mono.sampleRate());
    const MelBands bands(kShape.size, mono.sampleRate(), {static_cast<int>(SectionCell::kBands), 80.0, 8000.0});
    std::vector<SectionCell> cells(edges.empty() ? 0 : edges.size() - 1);
    parallelFor((cells.size() + kCellsPerTask - 1) / kCellsPerTask, [&](std::size_t task) {
        StftAnalyser analyser(mono, kShape);
        const auto frameAt = [&](double seconds) { return framesOf(seconds, mono.sampleRate()) / kShape.hop; };
        for (std::size_t i = task * kCellsPerTask; i < std::min(cells.size(), (task + 1) * kCellsPerTask); ++i) {
            CellSum sum(classes, bands);
            const FrameCount begin = frameAt(edges[i]);
            const FrameCount end = std::min(analyser.frameCount(), std::max(begin + 1, frameAt(edges[i + 1])));
            for (FrameCount t = begin; t < end; ++t) {
                context.checkCancelled();
                analyser.transform(t);
                sum.add(analyser.bins(0), 2 * (t - begin) >= end - begin);
            }
            cells[i] = sum.mean();
        }
    });
    return cells;
}

} // namespace morphony
