// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/timeline_geometry.h"
#include "ui/view_state.h"

#include <QPixmap>
#include <QRegion>
#include <QWidget>

namespace morphony {

class Theme;
class TileCache;
class ViewRange;

/// What a lane shows besides its content.
struct LaneLook {
    ViewMode mode = ViewMode::Waveform;
    bool heard = false;
    double gain = 1.0;                                 ///< amplitude to half heights
    double ownOffset = 0.0;                            ///< style lane: own seconds minus the source's at the same place
    std::shared_ptr<const WaveformPyramid> silhouette; ///< the source's, under a take that is being rendered
    double silhouetteGain = 1.0;

    friend bool operator==(const LaneLook&, const LaneLook&) = default;
};

/// The sound of one lane: waveform or spectrogram over the beat grid, chords, loop. Grid and sound are painted into a
/// pixmap whose columns stand on a fixed raster of the lane's time: a scroll moves them and paints the strip that comes
/// into view, a spectrogram tile paints its own strip, and only another zoom, size, content or look paints everything.
/// Loop, labels and chord names lie above it. GUI thread only.
class LaneBody : public QWidget {
    Q_OBJECT

public:
    LaneBody(Theme& theme, ViewRange& range, TileCache& tiles, QWidget* parent);

    void setContent(const LaneContent& content);
    void setLook(const LaneLook& look);
    [[nodiscard]] const LaneLook& look() const { return m_look; }
    /// Throws the picture away; for theme, content and look.
    void invalidate();
    /// Paints anew what a spectrogram tile covers.
    void invalidateTile(const TileKey& key);
    /// Where playback stands in this lane's own seconds: the chord there is set in bold.
    void setCurrentTime(double seconds);
    /// Whether selections snap to the lines of the grid.
    void setSnap(bool on) { m_snap = on; }
    /// Draws a playhead of its own there (the style lane while it is heard).
    void setOwnPlayhead(std::optional<double> seconds);
    /// The visible spectrogram tiles; none in waveform mode.
    [[nodiscard]] QList<TileKey> tiles() const;
    [[nodiscard]] TimeScale scale() const;
    [[nodiscard]] bool showsChords() const;

Q_SIGNALS:
    void seekRequested(double seconds);
    void loopChanged(std::optional<morphony::TimeRange> loop);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    enum class Drag { None, Press, Select, LoopStart, LoopEnd };

    [[nodiscard]] QRect soundRect() const;    ///< without the chord strip
    [[nodiscard]] QRect waveformRect() const; ///< empty in spectrogram mode
    [[nodiscard]] QRect spectrogramRect() const;
    [[nodiscard]] bool twoChannels() const;
    [[nodiscard]] double snapped(double seconds, Qt::KeyboardModifiers modifiers) const;
    [[nodiscard]] Drag edgeAt(double x) const;
    /// A run of device pixel columns of the picture.
    struct Strip {
        int from = 0;
        int to = 0;
    };

    [[nodiscard]] double secondsPerColumn() const { return scale().secondsPerPixel / devicePixelRatioF(); }
    [[nodiscard]] qint64 firstColumn() const;
    void bringUpToDate();
    void scrollPicture(qint64 columns);
    void render(Strip strip);
    void drawGrid(QPainter& painter, Strip strip) const;
    void drawWaveform(QPainter& painter, Strip strip) const;
    void drawSpectrogram(QPainter& painter, Strip strip) const;
    void drawCorners(QPainter& painter) const;
    void drawLoop(QPainter& painter) const;
    void drawLabels(QPainter& painter) const;
    void drawRendering(QPainter& painter) const;

    Theme& m_theme;
    ViewRange& m_range;
    TileCache& m_tiles;
    LaneContent m_content;
    LaneLook m_look;
    QPixmap m_picture;
    double m_pictureScale = 0.0; ///< seconds per column that it shows; 0: nothing
    qint64 m_pictureFirst = 0;   ///< its left column, counted from the beginning of the lane's time
    QRegion m_stale;             ///< columns to paint anew, one row high
    double m_now = 0.0;
    int m_chordNow = -1;
    bool m_snap = true;
    std::optional<double> m_ownPlayhead;
    Drag m_drag = Drag::None;
    double m_pressX = 0.0;
    double m_anchor = 0.0;
};

} // namespace morphony
