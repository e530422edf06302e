// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/music_facts.h"
#include "ui/view_state.h"

#include <QMainWindow>

#include <array>

namespace morphony {

class Theme;
class TopBar;
class TimelineView;
class Console;
class MorphPanel;
class ExportSheet;
class WindowActions;
class CardFrame;
class KeysSheet;
class ReportSheet;
class CorrectionPanel;

/// The window: top bar, timeline, panel and console. It does nothing by itself: every wish of the user leaves through
/// one of the signals below, and everything it shows comes in through its slots and those of its parts
/// (timeline(), console(), panel(), exportSheet()). GUI thread only.
///
/// What the window does keep: theme, zoom and scroll, which sheet is open, focus. Shown state that a signal asks to
/// change (heard deck, loop, dial, take ...) changes on screen when the answer comes back through a slot, except the
/// dial, volume and text fields, which follow the hand at once.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] Theme& theme() { return *m_theme; }
    [[nodiscard]] TimelineView& timeline() { return *m_timeline; }
    [[nodiscard]] Console& console() { return *m_console; }
    [[nodiscard]] MorphPanel& panel() { return *m_panel; }
    [[nodiscard]] ExportSheet& exportSheet() { return *m_exportSheet; }

    /// The song's name in the top bar and the word beside it ("saved"); empty: nothing loaded.
    void setSession(const QString& title, const QString& status);
    void setThemeMode(ThemeMode mode);
    void setViewMode(ViewMode mode);
    [[nodiscard]] ViewMode viewMode() const { return m_viewMode; }
    /// Whether there is a song: false shows the drop area of an empty window.
    void setSongLoaded(bool loaded);
    void setPlaying(bool playing);
    /// Where playback stands, in source frames, and in the style track's own. Moves playhead, clock and overview.
    void setPosition(FrameCount sourceFrame, FrameCount styleFrame);
    /// The deck that is heard: fills A/B, lane letters and draws the others weaker.
    void setHeard(LaneRole role);
    /// The take that is B and shown large; empty when there is none.
    void setSelectedTake(const QString& takeId);
    void setLoop(std::optional<FrameRange> loop, bool on);
    void setUndoTexts(const QString& undo, const QString& redo); ///< empty: nothing to undo or redo
    /// The dial, without announcing it back: console and export sheet.
    void setDial(double strength);
    /// Opens the export sheet in place of the panel. The app answers exportSheetRequested() with this.
    void openExport(const ExportOffer& offer);
    void closeExport();
    /// What is known of the music of the song or the style track.
    void setMusicFacts(LaneRole role, const MusicFacts& facts);
    /// The figures beside the dial and the list of all of them.
    void setScores(const ScoreContent& scores);
    /// One line for screen readers and the status of the session ("Preview ready"); stages, never percentages.
    void announce(const QString& text);

Q_SIGNALS:
    // files. Paths as the user gave them; more than one file for a role never comes.
    void sourceChosen(const QString& path);
    void styleChosen(const QString& path);
    void demoRequested();
    void styleRemoved();
    void sourceRemoved();
    // morphing
    void morphRequested();
    void cancelRequested();
    void promptEdited(const QString& text);
    void promptChipRemoved(int index);
    void engineChosen(const QString& id);
    void rangeChosen(morphony::RangeMode mode);
    void variantsChosen(int count);
    void seedEdited(quint64 seed);
    void newSeedRequested();
    // listening
    void playToggled();
    void seekRequested(morphony::FrameCount frame);
    void loopChanged(std::optional<morphony::FrameRange> loop); ///< a new selection, or none
    void loopToggled(bool on);
    void heardRequested(morphony::LaneRole role);
    void dialMoved(double strength); ///< 0 to 1, at every step of the movement
    void dialResetRequested();       ///< back to the take's own strength
    void levelMatchToggled(bool on);
    void volumeMoved(double gain);   ///< 0 to 1
    void deviceChosen(const QString& id);
    void deviceListRequested();      ///< the device menu is about to open
    void correctionRequested(const morphony::CorrectionWish& wish); ///< of tempo, bars or key
    // takes and export
    void takeSelected(const QString& id);
    void takeRenamed(const QString& id, const QString& name);
    void takeStarred(const QString& id, bool starred);
    void takeDeleted(const QString& id);
    void exportSheetRequested(const QString& takeId); ///< empty: the selected one
    void exportRequested(const morphony::ExportChoice& choice);
    void exportCancelRequested();
    void folderShown(const QString& path); ///< "Show in folder" after an export
    // the rest
    void cardButtonPressed(const QString& cardId, const QString& buttonId);
    /// Tiles that are visible and missing, nearest first. Each list replaces the one before: what is not in it is no
    /// longer wanted. Answer with TimelineView::setTile().
    void tilesWanted(const QList<morphony::TileKey>& keys);
    void viewModeChanged(morphony::ViewMode mode);
    void themeModeChanged(morphony::ThemeMode mode);
    void undoRequested();
    void redoRequested();
    void newSessionRequested();
    void closing();                  ///< the window is about to close; jobs should stop

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    friend class WindowActions;
    enum class Side { Panel, Export, Keys, Report };

    void buildParts();
    void connectTimeline();
    void connectConsole();
    void connectPanel();
    void connectCorrections();
    void layOutParts();
    [[nodiscard]] QWidget* sideWidget() const;
    void showSide(Side side);
    void showPanel(bool visible);
    void togglePanel() { showPanel(!m_sideVisible); }
    void toggleKeys() { showSide(m_sideKind == Side::Keys ? Side::Panel : Side::Keys); }
    void openCorrections(LaneRole role, bool key);
    void closeCorrections();
    void tapTempo();
    void wishCorrection(CorrectionWish::Kind kind);
    void openSource();
    void openStyle();
    void openLaneMenu(LaneRole role, const QString& id, QPoint globalPosition);
    void filesGiven(const QStringList& paths, LaneRole target);
    void askWhichIsTheSong(const QStringList& paths);
    void answerDrop(const QString& buttonId);
    void showDropTarget(std::optional<LaneRole> target);
    [[nodiscard]] LaneRole dropTargetAt(QPoint position) const;
    void focusZone(int direction);
    void toggleHeard();
    void escape();

    Theme* m_theme = nullptr;
    TopBar* m_topBar = nullptr;
    QWidget* m_body = nullptr;
    TimelineView* m_timeline = nullptr;
    MorphPanel* m_panel = nullptr;
    ExportSheet* m_exportSheet = nullptr;
    KeysSheet* m_keys = nullptr;
    ReportSheet* m_report = nullptr;
    CorrectionPanel* m_corrections = nullptr;
    std::array<MusicFacts, 2> m_facts; ///< of song and style track
    Console* m_console = nullptr;
    WindowActions* m_actions = nullptr;
    CardFrame* m_dropQuestion = nullptr;
    QStringList m_droppedPaths;      ///< while the question is open
    ViewMode m_viewMode = ViewMode::Waveform;
    LaneRole m_heard = LaneRole::Source;
    FrameCount m_sourceFrame = 0;
    Side m_sideKind = Side::Panel;
    bool m_songLoaded = false;
    bool m_playing = false;
    bool m_drawer = false;           ///< the window is too narrow: the side lies over the timeline
    bool m_sideVisible = true;
};

} // namespace morphony
