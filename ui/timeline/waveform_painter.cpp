// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/waveform_painter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace morphony {
namespace {

using Bins = std::vector<WaveformBin>;

Bins mergedBins(const WaveformPyramid& pyramid, double begin, double end, size_t columns) {
    Bins merged(columns);
    Bins one(columns);
    for (int c = 0; c < pyramid.channels(); ++c) {
        pyramid.query(c, begin, end, one);
        for (size_t x = 0; x < columns; ++x) {
            merged[x].min = c == 0 ? one[x].min : std::min(merged[x].min, one[x].min);
            merged[x].max = c == 0 ? one[x].max : std::max(merged[x].max, one[x].max);
            merged[x].rms += one[x].rms / static_cast<float>(pyramid.channels());
        }
    }
    return merged;
}

Bins binsOf(const WaveformPyramid& pyramid, const WaveformBand& band) {
    const auto columns = static_cast<size_t>(band.rect.width());
    const double end = band.begin + band.framesPerPixel * band.rect.width();
    if (!band.channel) {
        return mergedBins(pyramid, band.begin, end, columns);
    }
    Bins bins(columns);
    pyramid.query(*band.channel, band.begin, end, bins);
    return bins;
}

struct Extent {
    float top = 0.0F;
    float bottom = 0.0F;

    /// Share of the pixel row [y, y + 1) that lies inside.
    [[nodiscard]] float coverage(float y) const {
        return std::clamp(std::min(y + 1.0F, bottom) - std::max(y, top), 0.0F, 1.0F);
    }
};

Extent extentOf(float high, float low, float middle, float scale, float limit) {
    const float top = middle - std::min(high * scale, limit);
    const float bottom = middle - std::max(low * scale, -limit);
    // Never thinner than one device pixel: silence is a line, not a hole.
    const float pad = std::max(0.0F, 1.0F - (bottom - top)) / 2.0F;
    return {top - pad, bottom + pad};
}

/// Premultiplied colours for opacity k / 255.
struct Ink {
    std::array<QRgb, 256> ramp{};
    float peakOpacity;
    float rmsOpacity;
    QRgb peakColor = 0;
    QRgb coreColor = 0;

    explicit Ink(const WaveformBand& band)
        : peakOpacity(static_cast<float>(band.peakOpacity)), rmsOpacity(static_cast<float>(band.rmsOpacity)) {
        for (int k = 0; k < 256; ++k) {
            ramp[static_cast<size_t>(k)] = qPremultiply(qRgba(band.color.red(), band.color.green(), band.color.blue(), k));
        }
        peakColor = at(peakOpacity);
        coreColor = at(rmsOpacity + (1.0F - rmsOpacity) * peakOpacity);
    }
    [[nodiscard]] QRgb at(float opacity) const { return ramp[static_cast<size_t>(opacity * 255.0F + 0.5F)]; }
};

/// A column's rows, sorted by what is in them.
struct Column {
    Extent peak;
    Extent core;
    int first = 0, last = 0;         ///< any ink
    int fullFirst = 0, fullLast = 0; ///< wholly inside the peaks
    int coreFirst = 0, coreLast = 0; ///< wholly inside the core
    int nearFirst = 0, nearLast = 0; ///< at least partly inside the core

    Column() = default;
    Column(const Extent& peaks, const Extent& rms, const QRect& rect) : peak(peaks), core(rms) {
        const auto row = [&rect](float y) { return std::clamp(static_cast<int>(y), rect.top(), rect.bottom() + 1); };
        first = row(std::floor(std::min(peak.top, core.top)));
        last = row(std::ceil(std::max(peak.bottom, core.bottom)));
        fullFirst = row(std::ceil(peak.top));
        fullLast = row(std::floor(peak.bottom));
        coreFirst = row(std::ceil(core.top));
        coreLast = row(std::floor(core.bottom));
        nearFirst = row(std::floor(core.top));
        nearLast = row(std::ceil(core.bottom));
    }

    [[nodiscard]] QRgb at(int y, const Ink& ink) const {
        const bool full = y >= fullFirst && y < fullLast;
        if (full && y >= coreFirst && y < coreLast) {
            return ink.coreColor;
        }
        if (full && (y < nearFirst || y >= nearLast)) {
            return ink.peakColor;
        }
        const float inCore = core.coverage(static_cast<float>(y)) * ink.rmsOpacity;
        return ink.at(inCore + (1.0F - inCore) * peak.coverage(static_cast<float>(y)) * ink.peakOpacity);
    }
};

constexpr size_t kTogether = 16; ///< columns that share a cache line of 64 bytes

/// Paints columns row by row, where they have ink.
void paintColumns(QImage& image, int left, std::span<const Column> columns, const Ink& ink) {
    int first = columns.front().first;
    int last = columns.front().last;
    for (const Column& column : columns) {
        first = std::min(first, column.first);
        last = std::max(last, column.last);
    }
    const auto stride = image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
    auto* row = reinterpret_cast<QRgb*>(image.bits()) + first * stride + left;
    for (int y = first; y < last; ++y, row += stride) {
        for (size_t x = 0; x < columns.size(); ++x) {
            if (y >= columns[x].first && y < columns[x].last) {
                row[x] = columns[x].at(y, ink);
            }
        }
    }
}

} // namespace

void paintWaveform(QImage& image, const WaveformPyramid& pyramid, const WaveformBand& band) {
    const QRect rect = band.rect.intersected(image.rect());
    if (rect.isEmpty() || rect.width() != band.rect.width() || pyramid.channels() == 0) {
        return;
    }
    const Bins bins = binsOf(pyramid, band);
    const auto middle = static_cast<float>(rect.top() + rect.height() / 2.0);
    const auto limit = static_cast<float>(rect.height() / 2.0);
    const auto scale = static_cast<float>(band.gain) * limit;
    std::vector<Column> columns(bins.size());
    const double lastFrame = static_cast<double>(pyramid.frames());
    for (size_t x = 0; x < bins.size(); ++x) {
        const double frame = band.begin + (static_cast<double>(x) + 0.5) * band.framesPerPixel;
        if (frame >= 0.0 && frame < lastFrame) { // else nothing there: no line either
            columns[x] = {extentOf(bins[x].max, bins[x].min, middle, scale, limit),
                          extentOf(bins[x].rms, -bins[x].rms, middle, scale, limit), rect};
        }
    }
    const Ink ink(band);
    for (size_t x = 0; x < columns.size(); x += kTogether) {
        paintColumns(image, rect.left() + static_cast<int>(x),
                     std::span(columns).subspan(x, std::min(kTogether, columns.size() - x)), ink);
    }
}

double peakOf(const WaveformPyramid& pyramid) {
    double peak = 0.0;
    std::array<WaveformBin, 64> bins{};
    for (int c = 0; c < pyramid.channels(); ++c) {
        pyramid.query(c, 0.0, static_cast<double>(pyramid.frames()), bins);
        for (const WaveformBin& bin : bins) {
            peak = std::max({peak, std::abs(static_cast<double>(bin.min)), std::abs(static_cast<double>(bin.max))});
        }
    }
    return peak;
}

} // namespace morphony
