// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QHash>
#include <QImage>
#include <QList>
#include <QRectF>

class QPainter;

namespace morphony {

/// Levels of the tiles that arrived, without colours: a change of theme or role costs no new computation. Bounded; the
/// tiles that were painted longest ago go first. GUI thread only.
class TileCache {
public:
    static constexpr int kMostTiles = 600; ///< 48 KiB each: 29 MB

    void insert(const TileKey& key, const QImage& levels);
    /// Null when it is not there.
    [[nodiscard]] const QImage* find(const TileKey& key);
    void removeLane(const QString& laneId);
    [[nodiscard]] int size() const { return static_cast<int>(m_tiles.size()); }

private:
    struct Entry {
        QImage levels;
        quint64 used = 0;
    };
    void dropOldest();

    QHash<TileKey, Entry> m_tiles;
    quint64 m_clock = 0;
};

/// What part of a lane's spectrogram to paint, and where.
struct SpectrogramView {
    QString laneId;
    double begin = 0.0;              ///< frame at the left edge of `target`
    double framesPerPixel = 1.0;     ///< device pixels
    FrameCount frames = 0;           ///< of the lane
    QRectF target;                   ///< device pixels
};

/// The tile level whose columns are at most one and a half device pixels wide: never coarser than what can be seen.
[[nodiscard]] int tileLevel(double framesPerPixel);
/// The tiles that the view shows, left to right.
[[nodiscard]] QList<TileKey> visibleTiles(const SpectrogramView& view);
/// Paints the tiles that are there; for a missing one the nearest coarser tile that is there, or nothing.
void paintSpectrogram(QPainter& painter, const SpectrogramView& view, TileCache& cache, const QList<QRgb>& colors);
/// Vertical place of a frequency, 0 at the top (16 kHz) to 1 at the bottom (40 Hz).
[[nodiscard]] double frequencyPlace(double hz);

} // namespace morphony
