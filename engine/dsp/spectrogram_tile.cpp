// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/spectrogram_tile.h"

#include "dsp/fft.h"
#include "dsp/stft.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace morphony {

namespace {

/// At 44.1 kHz; a window of 93 ms tells semitones apart from 200 Hz on and still shows single notes.
constexpr StftShape kWindow{4096, 1024};
/// More windows than this in one column change the picture less than the eye sees.
constexpr int kWindowsPerColumn = 4;

/// Bins [first, last] that a row shows; rows narrower than a bin take the nearest one.
struct RowBins {
    int first = 0;
    int last = 0;
};

std::vector<RowBins> binsOfRows(const SpectrogramTileShape& shape, int fftSize, SampleRate rate) {
    std::vector<RowBins> rows(static_cast<std::size_t>(shape.rows));
    const double octaves = std::log2(shape.highHz / shape.lowHz);
    const int lastBin = fftSize / 2;
    const auto binAt = [&](double row) { // row edges, counted from the top
        const double hz = shape.highHz * std::exp2(-octaves * row / (shape.rows - 1));
        return hz * fftSize / rate.hz;
    };
    for (int row = 0; row < shape.rows; ++row) {
        const double low = binAt(row + 0.5);
        const double high = binAt(row - 0.5);
        int first = static_cast<int>(std::ceil(low));
        int last = static_cast<int>(std::floor(high));
        if (last < first) {
            first = last = static_cast<int>(std::lround(binAt(row)));
        }
        rows[static_cast<std::size_t>(row)] = {first, std::min(last, lastBin)}; // above Nyquist: an empty row
    }
    return rows;
}

/// Adds the power spectrum of the window around a frame, of the louder channel in each bin.
class WindowPower {
public:
    WindowPower(const AudioSource& source, int size)
        : m_source(source), m_fft(size), m_window(hannWindow(size)), m_block(source.channels(), size) {}

    void add(FrameCount centre, std::vector<float>& power) {
        m_source.read(centre - m_fft.size() / 2, m_block.view());
        m_loudest.assign(power.size(), 0.0F);
        for (int c = 0; c < m_block.channels(); ++c) {
            const auto samples = m_block.channel(c);
            std::ranges::transform(samples, m_window, m_fft.timeData().begin(), std::multiplies<>());
            m_fft.forward();
            const auto bins = m_fft.binData();
            for (std::size_t k = 0; k < power.size(); ++k) {
                m_loudest[k] = std::max(m_loudest[k], std::norm(bins[k]));
            }
        }
        std::ranges::transform(power, m_loudest, power.begin(), std::plus<>());
    }

private:
    const AudioSource& m_source;
    Fft m_fft;
    std::vector<float> m_window;
    AudioBuffer m_block;
    std::vector<float> m_loudest;
};

} // namespace

std::vector<std::uint8_t> spectrogramTile(const AudioSource& source, FrameCount firstColumn,
                                          const SpectrogramTileShape& shape, const std::atomic<bool>& unwanted) {
    const int size = kWindow.scaledTo(source.sampleRate()).size;
    const std::vector<RowBins> rows = binsOfRows(shape, size, source.sampleRate());
    const int windows = static_cast<int>(std::clamp<FrameCount>(shape.hop / size, 1, kWindowsPerColumn));
    // a full-scale sine peaks at size/2 * 0.5, the Hann window's mean, in its bin
    const double fullScale = std::pow(size / 4.0, 2.0) * windows;
    WindowPower windowPower(source, size);
    std::vector<float> power(static_cast<std::size_t>(size / 2 + 1));
    std::vector<std::uint8_t> levels(static_cast<std::size_t>(shape.rows) * static_cast<std::size_t>(shape.columns));

    for (int column = 0; column < shape.columns; ++column) {
        if (unwanted.load(std::memory_order_relaxed)) {
            return {};
        }
        const FrameCount centre = (firstColumn + column) * shape.hop;
        if (centre >= source.frames() + shape.hop) {
            continue; // silence past the end
        }
        std::ranges::fill(power, 0.0F);
        for (int w = 0; w < windows; ++w) {
            windowPower.add(centre + (2 * w + 1 - windows) * shape.hop / (2 * windows), power);
        }
        for (int row = 0; row < shape.rows; ++row) {
            const RowBins bins = rows[static_cast<std::size_t>(row)];
            float loudest = 0.0F;
            for (int k = bins.first; k <= bins.last; ++k) {
                loudest = std::max(loudest, power[static_cast<std::size_t>(k)]);
            }
            const double db = dbFromPower(loudest / fullScale);
            const double share = std::clamp(1.0 - db / shape.floorDb, 0.0, 1.0);
            levels[static_cast<std::size_t>(row) * static_cast<std::size_t>(shape.columns) +
                   static_cast<std::size_t>(column)] = static_cast<std::uint8_t>(std::lround(share * 255.0));
        }
    }
    return levels;
}

} // namespace morphony
