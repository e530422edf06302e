// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include "ui/card_frame.h"
#include "ui/console/console.h"
#include "ui/console/correction_panel.h"
#include "ui/console/dial.h"
#include "ui/panel/export_sheet.h"
#include "ui/panel/keys_sheet.h"
#include "ui/panel/morph_panel.h"
#include "ui/panel/report_sheet.h"
#include "ui/theme.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/view_range.h"
#include "ui/top_bar.h"
#include "ui/window_actions.h"

#include <QApplication>
#include <QCloseEvent>

namespace morphony {
namespace {

constexpr QSize kSmallest{1120, 640};
constexpr int kDrawerBelow = 1200; // the panel lies over the timeline
constexpr int kWideAbove = 1920;   // it gets wider
constexpr int kCompactBelow = 800; // of height: rows fold

} // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow(parent), m_theme(new Theme(this)) {
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("Morphony"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/morphony.svg")));
    setMinimumSize(kSmallest);
    setAcceptDrops(true);
    buildParts();
    m_actions = new WindowActions(*this, *m_topBar->menuBar());
    m_keys = new KeysSheet(*m_theme, m_actions->keys(), m_body);
    m_keys->hide();
    connect(m_keys, &KeysSheet::closed, this, [this] { showSide(Side::Panel); });
    connect(m_report, &ReportSheet::closed, this, [this] { showSide(Side::Panel); });
    connectTimeline();
    connectConsole();
    connectPanel();
    connectCorrections();
    connect(m_theme, &Theme::changed, this, [this] { setStyleSheet(m_theme->styleSheet()); });
    setStyleSheet(m_theme->styleSheet());
    resize(1440, 900);
    setSongLoaded(false);
    m_panel->focusPrompt();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildParts() {
    m_topBar = new TopBar(*m_theme, this);
    setMenuWidget(m_topBar);
    m_body = new QWidget(this);
    setCentralWidget(m_body);
    m_body->installEventFilter(this);
    // In the order in which Tab goes through them.
    m_panel = new MorphPanel(*m_theme, m_body);
    m_exportSheet = new ExportSheet(*m_theme, m_body);
    m_exportSheet->hide();
    m_report = new ReportSheet(*m_theme, m_body);
    m_report->hide();
    m_timeline = new TimelineView(*m_theme, m_body);
    m_console = new Console(*m_theme, m_body);
    m_corrections = new CorrectionPanel(*m_theme, m_body);
    m_timeline->lower();
}

// ---- wishes ----------------------------------------------------------------------------------------------------------

void MainWindow::connectTimeline() {
    connect(m_timeline, &TimelineView::seekRequested, this, &MainWindow::seekRequested);
    connect(m_timeline, &TimelineView::loopChanged, this, &MainWindow::loopChanged);
    connect(m_timeline, &TimelineView::heardRequested, this, &MainWindow::heardRequested);
    connect(m_timeline, &TimelineView::takeSelected, this, &MainWindow::takeSelected);
    connect(m_timeline, &TimelineView::takeExportRequested, this, &MainWindow::exportSheetRequested);
    connect(m_timeline, &TimelineView::laneMenuRequested, this, &MainWindow::openLaneMenu);
    connect(m_timeline, &TimelineView::cardButtonPressed, this, &MainWindow::cardButtonPressed);
    connect(m_timeline, &TimelineView::tilesWanted, this, &MainWindow::tilesWanted);
    connect(m_timeline, &TimelineView::openRequested, this, &MainWindow::openSource);
    connect(m_timeline, &TimelineView::demoRequested, this, &MainWindow::demoRequested);
    connect(m_timeline, &TimelineView::toggleHeardRequested, this, &MainWindow::toggleHeard);
    connect(m_topBar, &TopBar::undoPressed, this, &MainWindow::undoRequested);
    connect(m_topBar, &TopBar::redoPressed, this, &MainWindow::redoRequested);
    connect(m_topBar, &TopBar::exportPressed, this, [this] { Q_EMIT exportSheetRequested(m_panel->selectedTake()); });
    connect(m_topBar, &TopBar::viewModeChosen, this, [this](ViewMode mode) {
        setViewMode(mode);
        Q_EMIT viewModeChanged(mode);
    });
}

void MainWindow::connectConsole() {
    connect(m_console, &Console::playToggled, this, &MainWindow::playToggled);
    connect(m_console, &Console::toStartRequested, this, [this] { Q_EMIT seekRequested(0); });
    connect(m_console, &Console::loopToggled, this, &MainWindow::loopToggled);
    connect(m_console, &Console::heardRequested, this, &MainWindow::heardRequested);
    connect(m_console, &Console::levelMatchToggled, this, &MainWindow::levelMatchToggled);
    connect(m_console, &Console::dialMoved, this, &MainWindow::dialMoved);
    connect(m_console, &Console::dialMoved, m_exportSheet, &ExportSheet::setStrength);
    connect(m_console, &Console::dialResetRequested, this, &MainWindow::dialResetRequested);
    connect(m_console, &Console::volumeMoved, this, &MainWindow::volumeMoved);
    connect(m_console, &Console::deviceChosen, this, &MainWindow::deviceChosen);
    connect(m_console, &Console::allFiguresRequested, this,
            [this] { showSide(m_sideKind == Side::Report && m_sideVisible ? Side::Panel : Side::Report); });
    connect(m_console, &Console::deviceListRequested, this, &MainWindow::deviceListRequested);
}

void MainWindow::connectPanel() {
    connect(m_panel, &MorphPanel::promptEdited, this, &MainWindow::promptEdited);
    connect(m_panel, &MorphPanel::promptChipRemoved, this, &MainWindow::promptChipRemoved);
    connect(m_panel, &MorphPanel::styleOpenRequested, this, &MainWindow::openStyle);
    connect(m_panel, &MorphPanel::styleRemoved, this, &MainWindow::styleRemoved);
    connect(m_panel, &MorphPanel::styleListenRequested, this, [this] { Q_EMIT heardRequested(LaneRole::Style); });
    connect(m_panel, &MorphPanel::engineChosen, this, &MainWindow::engineChosen);
    connect(m_panel, &MorphPanel::rangeChosen, this, &MainWindow::rangeChosen);
    connect(m_panel, &MorphPanel::variantsChosen, this, &MainWindow::variantsChosen);
    connect(m_panel, &MorphPanel::seedEdited, this, &MainWindow::seedEdited);
    connect(m_panel, &MorphPanel::newSeedRequested, this, &MainWindow::newSeedRequested);
    connect(m_panel, &MorphPanel::morphRequested, this, &MainWindow::morphRequested);
    connect(m_panel, &MorphPanel::cancelRequested, this, &MainWindow::cancelRequested);
    connect(m_panel, &MorphPanel::takeSelected, this, &MainWindow::takeSelected);
    connect(m_panel, &MorphPanel::takeRenamed, this, &MainWindow::takeRenamed);
    connect(m_panel, &MorphPanel::takeStarred, this, &MainWindow::takeStarred);
    connect(m_panel, &MorphPanel::takeDeleted, this, &MainWindow::takeDeleted);
    connect(m_panel, &MorphPanel::takeExportRequested, this, &MainWindow::exportSheetRequested);
    connect(m_panel, &MorphPanel::cardButtonPressed, this, &MainWindow::cardButtonPressed);
    connect(m_exportSheet, &ExportSheet::exportRequested, this, &MainWindow::exportRequested);
    connect(m_exportSheet, &ExportSheet::cancelRequested, this, &MainWindow::exportCancelRequested);
    connect(m_exportSheet, &ExportSheet::closed, this, &MainWindow::closeExport);
    connect(m_exportSheet, &ExportSheet::folderShown, this, &MainWindow::folderShown);
}

// ---- shown state -----------------------------------------------------------------------------------------------------

void MainWindow::setSession(const QString& title, const QString& status) {
    m_topBar->setSession(title, status);
    setWindowTitle(title.isEmpty() ? QStringLiteral("Morphony") : title + QStringLiteral(" — Morphony"));
}

void MainWindow::setThemeMode(ThemeMode mode) {
    m_theme->setMode(mode);
    const char* name = mode == ThemeMode::Dark ? "ThemeDark" : mode == ThemeMode::Light ? "ThemeLight" : "ThemeSystem";
    m_actions->action(QString::fromLatin1(name))->setChecked(true);
}

void MainWindow::setViewMode(ViewMode mode) {
    m_viewMode = mode;
    m_topBar->setViewMode(mode);
    m_timeline->setViewMode(mode);
}

void MainWindow::setSongLoaded(bool loaded) {
    const bool first = loaded && !m_songLoaded;
    m_songLoaded = loaded;
    m_timeline->setSongLoaded(loaded);
    m_console->setSongLoaded(loaded);
    m_actions->setSongLoaded(loaded);
    if (!loaded) {
        setSession({}, {});
    }
    if (first && m_panel->prompt().isEmpty() && m_panel->isAncestorOf(focusWidget())) {
        m_timeline->setFocus(Qt::OtherFocusReason); // so that Space plays
    }
}

void MainWindow::setPlaying(bool playing) {
    m_playing = playing;
    m_console->setPlaying(playing);
}

void MainWindow::setScores(const ScoreContent& scores) {
    m_console->setScores(scores);
    m_report->setRows(scores.title, scores.rows);
}

void MainWindow::setPosition(FrameCount sourceFrame, FrameCount styleFrame) {
    m_timeline->setPosition(sourceFrame, styleFrame);
    const SampleRate rate = m_timeline->sourceRate();
    m_console->setPosition(secondsOf(sourceFrame, rate), secondsOf(m_timeline->sourceFrames(), rate),
                           m_timeline->sourceGrid());
}

void MainWindow::setHeard(LaneRole role) {
    m_heard = role;
    m_timeline->setHeard(role);
    m_console->setHeard(role);
}

void MainWindow::setSelectedTake(const QString& takeId) {
    m_timeline->setSelectedTake(takeId);
    m_panel->setSelectedTake(takeId);
    m_topBar->setExportEnabled(!takeId.isEmpty());
    m_actions->setTakeSelected(!takeId.isEmpty());
}

void MainWindow::setLoop(std::optional<FrameRange> loop, bool on) {
    m_timeline->setLoop(loop, on);
    m_console->setLoopOn(on);
}

void MainWindow::setDial(double strength) {
    m_console->setDial(strength);
    m_exportSheet->setStrength(strength);
}

void MainWindow::setUndoTexts(const QString& undo, const QString& redo) {
    m_topBar->setUndo(undo, redo);
    m_actions->setUndoTexts(undo, redo);
}

void MainWindow::announce(const QString& text) { m_topBar->announce(text); }

void MainWindow::openExport(const ExportOffer& offer) {
    showSide(Side::Export);
    m_exportSheet->setStrength(m_console->dial());
    m_exportSheet->open(offer);
}

void MainWindow::closeExport() { showSide(Side::Panel); }

// ---- layout ----------------------------------------------------------------------------------------------------------

QWidget* MainWindow::sideWidget() const {
    switch (m_sideKind) {
    case Side::Panel:
        return m_panel;
    case Side::Export:
        return m_exportSheet;
    case Side::Keys:
        return m_keys;
    case Side::Report:
        return m_report;
    }
    return nullptr;
}

void MainWindow::showSide(Side side) {
    m_sideKind = side;
    m_sideVisible = true;
    layOutParts();
}

void MainWindow::showPanel(bool visible) {
    if (visible) {
        m_sideKind = Side::Panel;
    }
    m_sideVisible = visible;
    layOutParts();
}

void MainWindow::layOutParts() {
    const int width_ = m_body->width();
    const bool drawer = width_ < kDrawerBelow;
    if (drawer != m_drawer) {
        m_drawer = drawer;
        m_sideVisible = !drawer; // narrow: closed until asked for; wide again: open
    }
    const int consoleTop = m_body->height() - m_console->height();
    const int side = width_ > kWideAbove ? 400 : 352;
    m_console->setGeometry(0, consoleTop, width_, m_console->height());
    m_timeline->setGeometry(0, 0, m_sideVisible && !drawer ? width_ - side : width_, consoleTop);
    const bool compact = height() < kCompactBelow;
    m_timeline->setCompact(compact);
    m_panel->setCompact(compact);
    QWidget* shown = m_sideVisible ? sideWidget() : nullptr;
    for (QWidget* part : {static_cast<QWidget*>(m_panel), static_cast<QWidget*>(m_exportSheet),
                          static_cast<QWidget*>(m_keys), static_cast<QWidget*>(m_report)}) {
        if (part != nullptr) {
            part->setGeometry(width_ - side, 0, side, consoleTop);
            part->setVisible(part == shown);
        }
    }
    if (shown != nullptr) {
        shown->raise();
    }
    m_corrections->move(TimelineMetrics::kLeft, consoleTop - m_corrections->height() - TimelineMetrics::kGap);
    m_corrections->raise();
    if (m_dropQuestion != nullptr) {
        m_dropQuestion->setGeometry(m_timeline->width() / 2 - 260, consoleTop / 2 - 80, 520, 160);
        m_dropQuestion->raise();
    }
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_body && event->type() == QEvent::Resize) {
        layOutParts();
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    Q_EMIT closing();
    event->accept();
}

// ---- keys ------------------------------------------------------------------------------------------------------------

void MainWindow::focusZone(int direction) {
    QWidget* const zones[] = {m_sideVisible ? sideWidget() : nullptr, m_timeline, m_console};
    const QWidget* focused = QApplication::focusWidget();
    int now = direction > 0 ? -1 : 0;
    for (int i = 0; i < 3; ++i) {
        if (zones[i] != nullptr && focused != nullptr && (zones[i] == focused || zones[i]->isAncestorOf(focused))) {
            now = i;
        }
    }
    int next = now;
    do {
        next = (next + direction + 3) % 3;
    } while (zones[next] == nullptr);
    if (zones[next] == m_timeline) {
        m_timeline->setFocus(Qt::TabFocusReason);
    } else if (zones[next] == m_console) {
        m_console->dialWidget().setFocus(Qt::TabFocusReason);
    } else if (zones[next] == m_panel) {
        m_panel->focusPrompt();
    } else {
        zones[next]->setFocus(Qt::TabFocusReason);
    }
}

void MainWindow::toggleHeard() { Q_EMIT heardRequested(m_heard == LaneRole::Take ? LaneRole::Source : LaneRole::Take); }

void MainWindow::escape() {
    if (m_dropQuestion != nullptr) {
        answerDrop(QStringLiteral("cancel"));
    } else if (m_corrections->isVisible()) {
        closeCorrections();
    } else if (m_sideKind != Side::Panel) {
        showSide(Side::Panel);
    } else if (m_drawer && m_sideVisible) {
        showPanel(false);
    } else if (m_panel->isAncestorOf(QApplication::focusWidget())) {
        m_timeline->setFocus(Qt::OtherFocusReason);
    } else if (m_timeline->viewRange().loop()) {
        Q_EMIT loopChanged(std::nullopt);
    }
}

} // namespace morphony
