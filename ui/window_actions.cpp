// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window_actions.h"

#include "ui/console/console.h"
#include "ui/console/dial.h"
#include "ui/main_window.h"
#include "ui/panel/morph_panel.h"
#include "ui/theme.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/view_range.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

namespace morphony {
namespace {

constexpr double kZoomStep = 0.8;

} // namespace

WindowActions::WindowActions(MainWindow& window, QMenuBar& menus) : QObject(&window), m_window(window) {
    addFile(menus);
    addEdit(menus);
    addView(menus);
    addPlay(menus);
    addMorph(menus);
    addHelp(menus);
    setSongLoaded(false);
    setTakeSelected(false);
    setUndoTexts({}, {});
}

QAction* WindowActions::add(QMenu& menu, const char* name, const QString& text, const QList<QKeySequence>& keys,
                            Deed deed) {
    QAction* action = menu.addAction(text);
    action->setObjectName(QStringLiteral("action") + QString::fromLatin1(name));
    action->setShortcuts(keys);
    if (deed) {
        connect(action, &QAction::triggered, this, std::move(deed));
    }
    m_window.addAction(action); // the shortcut works while the menu is closed
    m_actions.insert(QString::fromLatin1(name), action);
    m_order.append(action);
    return action;
}

void WindowActions::addFile(QMenuBar& menus) {
    QMenu& menu = *menus.addMenu(tr("&File"));
    m_needSong << add(menu, "NewSession", tr("&New"), {QKeySequence::New},
                      [this] { Q_EMIT m_window.newSessionRequested(); });
    add(menu, "OpenSource", tr("&Open a song…"), {QKeySequence::Open}, [this] { m_window.openSource(); });
    add(menu, "OpenStyle", tr("Open a &style track…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)},
        [this] { m_window.openStyle(); });
    menu.addSeparator();
    m_needTake << add(menu, "Export", tr("&Export…"), {QKeySequence(Qt::CTRL | Qt::Key_E)},
                      [this] { Q_EMIT m_window.exportSheetRequested(m_window.panel().selectedTake()); });
    menu.addSeparator();
    add(menu, "Quit", tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}, [this] { m_window.close(); });
}

void WindowActions::addEdit(QMenuBar& menus) {
    QMenu& menu = *menus.addMenu(tr("&Edit"));
    add(menu, "Undo", tr("&Undo"), {QKeySequence::Undo}, [this] { Q_EMIT m_window.undoRequested(); });
    add(menu, "Redo", tr("&Redo"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)},
        [this] { Q_EMIT m_window.redoRequested(); });
    menu.addSeparator();
    m_needSong << add(menu, "SelectAll", tr("Select &all"), {QKeySequence::SelectAll}, [this] {
        Q_EMIT m_window.loopChanged(FrameRange{0, m_window.timeline().sourceFrames()});
    });
    add(menu, "Escape", tr("&Close or clear the selection"), {QKeySequence(Qt::Key_Escape)}, [this] { m_window.escape(); });
}

void WindowActions::addView(QMenuBar& menus) {
    QMenu& menu = *menus.addMenu(tr("&View"));
    const auto mode = [this](ViewMode m) {
        return [this, m] {
            m_window.setViewMode(m);
            Q_EMIT m_window.viewModeChanged(m);
        };
    };
    m_needSong << add(menu, "Waveform", tr("&Waveform"), {QKeySequence(Qt::Key_1)}, mode(ViewMode::Waveform))
               << add(menu, "Spectrogram", tr("&Spectrogram"), {QKeySequence(Qt::Key_2)}, mode(ViewMode::Spectrogram))
               << add(menu, "Both", tr("&Both"), {QKeySequence(Qt::Key_3)}, mode(ViewMode::Both));
    menu.addSeparator();
    ViewRange& range = m_window.timeline().viewRange();
    m_needSong << add(menu, "ZoomIn", tr("Zoom &in"),
                      {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::CTRL | Qt::Key_Equal)},
                      [&range] { range.zoom(kZoomStep); })
               << add(menu, "ZoomOut", tr("Zoom &out"), {QKeySequence(Qt::CTRL | Qt::Key_Minus)},
                      [&range] { range.zoom(1.0 / kZoomStep); })
               << add(menu, "Fit", tr("Whole s&ong"), {QKeySequence(Qt::CTRL | Qt::Key_0)}, [&range] { range.fit(); })
               << add(menu, "ZoomLoop", tr("Zoom to the se&lection"), {QKeySequence(Qt::Key_Z)},
                      [this] { m_window.timeline().zoomToLoop(); });
    QAction* snap = add(menu, "Snap", tr("S&nap to beats and bars"), {QKeySequence(Qt::Key_G)}, {});
    snap->setCheckable(true);
    snap->setChecked(true);
    connect(snap, &QAction::toggled, &m_window.timeline(), &TimelineView::setSnap);
    QAction* follow = add(menu, "Follow", tr("&Follow the playhead"), {QKeySequence(Qt::Key_F)}, {});
    follow->setCheckable(true);
    follow->setChecked(true);
    connect(follow, &QAction::toggled, &m_window.timeline(), &TimelineView::setFollowPlayhead);
    menu.addSeparator();
    add(menu, "Panel", tr("&Panel"), {QKeySequence(Qt::Key_F9)}, [this] { m_window.togglePanel(); });
    QMenu& themes = *menu.addMenu(tr("&Theme"));
    auto* group = new QActionGroup(this);
    for (const auto& [name, text, themeMode] : {std::tuple{"ThemeSystem", tr("As the &system"), ThemeMode::System},
                                                {"ThemeDark", tr("&Dark"), ThemeMode::Dark},
                                                {"ThemeLight", tr("&Light"), ThemeMode::Light}}) {
        QAction* action = add(themes, name, text, {}, [this, m = themeMode] {
            m_window.setThemeMode(m);
            Q_EMIT m_window.themeModeChanged(m);
        });
        action->setCheckable(true);
        action->setChecked(m_window.theme().mode() == themeMode);
        group->addAction(action);
    }
    add(menu, "FullScreen", tr("F&ull screen"), {QKeySequence(Qt::Key_F11)},
        [this] { m_window.setWindowState(m_window.windowState() ^ Qt::WindowFullScreen); });
    add(menu, "NextZone", tr("Next zo&ne"), {QKeySequence(Qt::Key_F6)}, [this] { m_window.focusZone(1); });
    add(menu, "PreviousZone", tr("P&revious zone"), {QKeySequence(Qt::SHIFT | Qt::Key_F6)},
        [this] { m_window.focusZone(-1); });
}

void WindowActions::addPlay(QMenuBar& menus) {
    QMenu& menu = *menus.addMenu(tr("&Play"));
    m_needSong << add(menu, "Play", tr("&Play or pause"), {QKeySequence(Qt::Key_Space)}, [this] {
        Q_EMIT m_window.playToggled();
    }) << add(menu, "ToStart", tr("To the &start"), {QKeySequence(Qt::Key_Home)}, [this] {
        Q_EMIT m_window.seekRequested(0);
    }) << add(menu, "ToEnd", tr("To the &end"), {QKeySequence(Qt::Key_End)}, [this] {
        Q_EMIT m_window.seekRequested(m_window.timeline().sourceFrames());
    }) << add(menu, "Loop", tr("&Loop the selection"), {QKeySequence(Qt::Key_L)}, [this] {
        Q_EMIT m_window.loopToggled(!m_window.timeline().viewRange().loopOn());
    });
    menu.addSeparator();
    const auto hear = [this](LaneRole role) { return [this, role] { Q_EMIT m_window.heardRequested(role); }; };
    m_needSong << add(menu, "HearSource", tr("Hear &A, the source"), {QKeySequence(Qt::Key_A)}, hear(LaneRole::Source))
               << add(menu, "HearTake", tr("Hear &B, the take"), {QKeySequence(Qt::Key_B)}, hear(LaneRole::Take))
               << add(menu, "HearStyle", tr("Hear &C, the style track"), {QKeySequence(Qt::Key_C)}, hear(LaneRole::Style))
               << add(menu, "ToggleHeard", tr("&Toggle A and B"), {QKeySequence(Qt::Key_X)},
                      [this] { m_window.toggleHeard(); });
    menu.addSeparator();
    addCorrections(*menu.addMenu(tr("Te&mpo, bars and key")));
}

void WindowActions::addCorrections(QMenu& menu) {
    using Kind = CorrectionWish::Kind;
    const auto wish = [this](Kind kind) { return [this, kind] { m_window.wishCorrection(kind); }; };
    m_needSong << add(menu, "CorrectMusic", tr("&Correct tempo and key…"), {},
                      [this] { m_window.openCorrections(LaneRole::Source, false); })
               << add(menu, "TapTempo", tr("&Tap the tempo"), {QKeySequence(Qt::Key_T)}, [this] { m_window.tapTempo(); })
               << add(menu, "HalfTempo", tr("&Half the tempo"), {}, wish(Kind::HalfTempo))
               << add(menu, "DoubleTempo", tr("&Double the tempo"), {}, wish(Kind::DoubleTempo))
               << add(menu, "BarsEarlier", tr("Bars one beat &earlier"), {}, wish(Kind::BarsEarlier))
               << add(menu, "BarsLater", tr("Bars one beat &later"), {}, wish(Kind::BarsLater))
               << add(menu, "AsFound", tr("&As it was found"), {}, wish(Kind::Everything));
}

void WindowActions::turnDial(int thousandths) {
    Dial& dial = m_window.console().dialWidget();
    dial.setValue(dial.value() + thousandths);
}

void WindowActions::addMorph(QMenuBar& menus) {
    QMenu& menu = *menus.addMenu(tr("&Morph"));
    add(menu, "Prompt", tr("&Prompt"), {QKeySequence(Qt::CTRL | Qt::Key_L)}, [this] {
        m_window.showPanel(true);
        m_window.panel().focusPrompt();
    });
    m_needSong << add(menu, "Morph", tr("&Morph"),
                      {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)},
                      [this] { Q_EMIT m_window.morphRequested(); })
               << add(menu, "Cancel", tr("&Cancel"), {QKeySequence(Qt::CTRL | Qt::Key_Period)},
                      [this] { Q_EMIT m_window.cancelRequested(); });
    add(menu, "NewSeed", tr("New &seed"), {QKeySequence(Qt::CTRL | Qt::Key_R)},
        [this] { Q_EMIT m_window.newSeedRequested(); });
    menu.addSeparator();
    // With Shift many keyboards send another character than the comma or the period itself.
    m_needSong
        << add(menu, "DialDown", tr("Dial 5 % &down"), {QKeySequence(Qt::Key_Comma)}, [this] { turnDial(-50); })
        << add(menu, "DialUp", tr("Dial 5 % &up"), {QKeySequence(Qt::Key_Period)}, [this] { turnDial(50); })
        << add(menu, "DialDownFine", tr("Dial 1 % d&own"),
               {QKeySequence(Qt::SHIFT | Qt::Key_Comma), QKeySequence(Qt::Key_Less), QKeySequence(Qt::Key_Semicolon)},
               [this] { turnDial(-10); })
        << add(menu, "DialUpFine", tr("Dial 1 % u&p"),
               {QKeySequence(Qt::SHIFT | Qt::Key_Period), QKeySequence(Qt::Key_Greater), QKeySequence(Qt::Key_Colon)},
               [this] { turnDial(10); });
    menu.addSeparator();
    addTakes(menu);
}

void WindowActions::addTakes(QMenu& menu) {
    MorphPanel& panel = m_window.panel();
    m_needTake << add(menu, "StarTake", tr("S&tar the take"), {QKeySequence(Qt::Key_S)}, [this, &panel] {
        Q_EMIT m_window.takeStarred(panel.selectedTake(), !panel.selectedTakeIsStarred());
    }) << add(menu, "RenameTake", tr("&Rename the take"), {QKeySequence(Qt::Key_F2)}, [this, &panel] {
        m_window.showPanel(true);
        panel.renameSelectedTake();
    }) << add(menu, "DeleteTake", tr("De&lete the take"), {QKeySequence(Qt::Key_Delete)}, [this, &panel] {
        Q_EMIT m_window.takeDeleted(panel.selectedTake());
    });
    QMenu& choose = *menu.addMenu(tr("C&hoose a take"));
    for (int i = 1; i <= 9; ++i) {
        const QByteArray name = "Take" + QByteArray::number(i);
        add(choose, name.constData(), tr("Take &%1 of the list").arg(i),
            {QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + i))}, [this, &panel, i] {
                if (const QString id = panel.takeAt(i - 1); !id.isEmpty()) {
                    Q_EMIT m_window.takeSelected(id);
                }
            });
    }
}

void WindowActions::addHelp(QMenuBar& menus) {
    QMenu& menu = *menus.addMenu(tr("&Help"));
    add(menu, "Keys", tr("&Keys"), {QKeySequence::HelpContents}, [this] { m_window.toggleKeys(); });
}

void WindowActions::setSongLoaded(bool loaded) {
    for (QAction* action : std::as_const(m_needSong)) {
        action->setEnabled(loaded);
    }
}

void WindowActions::setTakeSelected(bool selected) {
    for (QAction* action : std::as_const(m_needTake)) {
        action->setEnabled(selected);
    }
}

void WindowActions::setUndoTexts(const QString& undo, const QString& redo) {
    action(QStringLiteral("Undo"))->setText(undo.isEmpty() ? tr("&Undo") : tr("&Undo: %1").arg(undo));
    action(QStringLiteral("Undo"))->setEnabled(!undo.isEmpty());
    action(QStringLiteral("Redo"))->setText(redo.isEmpty() ? tr("&Redo") : tr("&Redo: %1").arg(redo));
    action(QStringLiteral("Redo"))->setEnabled(!redo.isEmpty());
}

QList<std::pair<QString, QString>> WindowActions::keys() const {
    QList<std::pair<QString, QString>> rows;
    for (const QAction* action : m_order) {
        if (!action->shortcut().isEmpty()) {
            rows.append({action->text().remove(QLatin1Char('&')), action->shortcut().toString(QKeySequence::NativeText)});
        }
    }
    return rows;
}

} // namespace morphony
