// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/spectrogram_painter.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace morphony {
namespace {

constexpr int kCoarsestLevel = 20; // 64 << 20 frames a column: hours in one tile

/// The part [from, to) of a tile's columns, in frames, painted where those frames lie.
void paintPart(QPainter& painter, const SpectrogramView& view, const QImage& levels, const TileKey& key, double from,
               double to, const QList<QRgb>& colors) {
    QImage image(levels.constBits(), levels.width(), levels.height(), static_cast<qsizetype>(levels.bytesPerLine()),
                 QImage::Format_Indexed8);
    image.setColorTable(colors);
    const double hop = static_cast<double>(key.hop());
    const double first = static_cast<double>(key.index) * TileKey::kColumns * hop;
    const QRectF source((from - first) / hop, 0.0, (to - from) / hop, levels.height());
    const QRectF target(view.target.left() + (from - view.begin) / view.framesPerPixel, view.target.top(),
                        (to - from) / view.framesPerPixel, view.target.height());
    painter.drawImage(target, image, source);
}

} // namespace

void TileCache::insert(const TileKey& key, const QImage& levels) {
    m_tiles.insert(key, {levels.convertToFormat(QImage::Format_Grayscale8), ++m_clock});
    if (m_tiles.size() > kMostTiles) {
        dropOldest();
    }
}

const QImage* TileCache::find(const TileKey& key) {
    const auto found = m_tiles.find(key);
    if (found == m_tiles.end()) {
        return nullptr;
    }
    found->used = ++m_clock;
    return &found->levels;
}

void TileCache::removeLane(const QString& laneId) {
    m_tiles.removeIf([&laneId](const auto& entry) { return entry.key().laneId == laneId; });
}

void TileCache::dropOldest() {
    // An eighth at a time, so that the search for the oldest is rare.
    QList<quint64> ages;
    for (const Entry& entry : std::as_const(m_tiles)) {
        ages.append(entry.used);
    }
    std::sort(ages.begin(), ages.end());
    const quint64 limit = ages[kMostTiles / 8];
    m_tiles.removeIf([limit](const auto& entry) { return entry.value().used < limit; });
}

int tileLevel(double framesPerPixel) {
    const double hops = framesPerPixel * 1.5 / static_cast<double>(TileKey::kBaseHop);
    return hops <= 1.0 ? 0 : std::min(kCoarsestLevel, static_cast<int>(std::floor(std::log2(hops))));
}

QList<TileKey> visibleTiles(const SpectrogramView& view) {
    TileKey key{view.laneId, tileLevel(view.framesPerPixel), 0};
    const double tileFrames = static_cast<double>(key.hop() * TileKey::kColumns);
    const double end = std::min(view.begin + view.target.width() * view.framesPerPixel, static_cast<double>(view.frames));
    QList<TileKey> keys;
    for (auto i = static_cast<qint64>(std::floor(std::max(0.0, view.begin) / tileFrames));
         static_cast<double>(i) * tileFrames < end; ++i) {
        key.index = i;
        keys.append(key);
    }
    return keys;
}

void paintSpectrogram(QPainter& painter, const SpectrogramView& view, TileCache& cache, const QList<QRgb>& colors) {
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setClipRect(view.target, Qt::IntersectClip);
    for (const TileKey& wanted : visibleTiles(view)) {
        const double span = static_cast<double>(wanted.hop() * TileKey::kColumns);
        const double from = static_cast<double>(wanted.index) * span;
        const double to = std::min(from + span, static_cast<double>(view.frames));
        for (TileKey key = wanted; key.level <= kCoarsestLevel; ++key.level, key.index /= 2) {
            if (const QImage* levels = cache.find(key)) {
                paintPart(painter, view, *levels, key, from, to, colors);
                break;
            }
        }
    }
    painter.restore();
}

double frequencyPlace(double hz) {
    return 1.0 - std::log(hz / TileKey::kLowHz) / std::log(TileKey::kHighHz / TileKey::kLowHz);
}

} // namespace morphony
