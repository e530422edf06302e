// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QImage>
#include <QWidget>

#include <memory>
#include <vector>

class QTimer;

namespace morphony {

class EmptyView;
class LaneWidget;
class Overview;
class PlayheadOverlay;
class Ruler;
class ScrollStrip;
class TakePlaceholder;
class Theme;
class TileCache;
class ViewRange;

/// Overview, ruler and lanes over one shared ViewRange. Lanes are added and replaced by their id and stand in the order
/// source, style, takes (the selected one first). GUI thread only; paints from caches.
class TimelineView : public QWidget {
    Q_OBJECT

public:
    TimelineView(Theme& theme, QWidget* parent);
    ~TimelineView() override;

    /// Adds the lane or replaces the one with the same id. A new source of another length shows the whole of it.
    void setLane(const LaneContent& content);
    /// Also removes its tiles. Unknown ids are ignored.
    void removeLane(const QString& id);
    /// Shows a problem in the lane of this role, with `title` in its header; buttons answer by cardButtonPressed().
    void setLaneError(LaneRole role, const QString& title, const ErrorCard& card);
    void clearLaneError(LaneRole role);
    void setSongLoaded(bool loaded);
    /// The area where the first take will appear; empty title hides it.
    void setPlaceholder(const QString& title, const QString& text);
    void setHeard(LaneRole role);
    void setSelectedTake(const QString& takeId);
    void setPosition(FrameCount sourceFrame, FrameCount styleFrame);
    /// Selections snap to beats, or to bars where beats are too close to be drawn; Alt frees, Ctrl takes bars.
    void setSnap(bool on);
    void setFollowPlayhead(bool follow) { m_follow = follow; }
    void setLoop(std::optional<FrameRange> loop, bool on);
    void setViewMode(ViewMode mode);
    /// An answer to tilesWanted(); see TileKey for what the image holds.
    void setTile(const TileKey& key, const QImage& levels);
    /// Forgets a lane's tiles, after its audio changed.
    void dropTiles(const QString& laneId);
    /// Low window: lanes that are not selected shrink to one line.
    void setCompact(bool compact);
    /// Outlines what a drop would set; none: no outline.
    void setDropTarget(std::optional<LaneRole> target);

    [[nodiscard]] ViewRange& viewRange() { return *m_range; }
    /// Shows all, or the selection.
    void zoomToLoop();
    [[nodiscard]] const MusicGrid& sourceGrid() const;
    [[nodiscard]] SampleRate sourceRate() const;
    [[nodiscard]] FrameCount sourceFrames() const;
    /// Where playback stands, in the track's own seconds.
    [[nodiscard]] double sourceSeconds() const { return position(); }
    [[nodiscard]] double styleSeconds() const;
    /// Which lane lies under the point (in this widget), for drops.
    [[nodiscard]] std::optional<LaneRole> laneAt(QPoint position) const;

Q_SIGNALS:
    void seekRequested(morphony::FrameCount frame);
    void loopChanged(std::optional<morphony::FrameRange> loop);
    void heardRequested(morphony::LaneRole role);
    void takeSelected(const QString& id);
    void takeExportRequested(const QString& id);
    void laneMenuRequested(morphony::LaneRole role, const QString& id, QPoint globalPosition);
    void cardButtonPressed(const QString& cardId, const QString& buttonId);
    void tilesWanted(const QList<morphony::TileKey>& keys);
    void openRequested();
    void demoRequested();
    void toggleHeardRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    [[nodiscard]] LaneWidget* lane(const QString& id) const;
    [[nodiscard]] LaneWidget* laneOf(LaneRole role) const;
    LaneWidget* addLane(const QString& id, LaneRole role);
    void connectLane(LaneWidget* lane);
    void sortLanes();
    void layOut();
    [[nodiscard]] std::vector<LaneWidget*> lanesThatFit(int available) const;
    [[nodiscard]] bool isFolded(const LaneWidget& lane) const;
    void placePlayhead();
    void showLooks();
    void rangeChanged();
    void askForTiles();
    void keepPlayheadVisible(double before, double now);
    void keepStyleVisible();
    void moveByBeat(int direction, Qt::KeyboardModifiers modifiers);
    void selectLane(int direction);
    void seekTo(double seconds);
    void changeLoop(std::optional<TimeRange> loop);
    [[nodiscard]] double position() const { return secondsOf(m_sourceFrame, sourceRate()); }

    Theme& m_theme;
    ViewRange* m_range = nullptr;
    std::unique_ptr<TileCache> m_tiles;
    Overview* m_overview = nullptr;
    Ruler* m_ruler = nullptr;
    ScrollStrip* m_scroll = nullptr;
    PlayheadOverlay* m_playhead = nullptr;
    EmptyView* m_empty = nullptr;
    TakePlaceholder* m_placeholder = nullptr;
    QTimer* m_tileTimer = nullptr;
    std::vector<LaneWidget*> m_lanes;
    QList<TileKey> m_lastWanted;
    QString m_selectedTake;
    LaneRole m_heard = LaneRole::Source;
    ViewMode m_viewMode = ViewMode::Waveform;
    FrameCount m_sourceFrame = 0;
    FrameCount m_styleFrame = 0;
    double m_styleShift = 0.0; ///< seconds that the style lane's window is ahead of the source's
    std::optional<double> m_extendFrom; ///< where a selection by keyboard began
    bool m_songLoaded = false;
    bool m_follow = true;
    bool m_snap = true;
    bool m_compact = false;
    bool m_reachedByKey = false; ///< the focus came by Tab
};

} // namespace morphony
