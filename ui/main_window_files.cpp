// SPDX-License-Identifier: GPL-3.0-or-later
// The half of MainWindow that deals with files: dialogs, drag and drop, lane menus.
#include "ui/main_window.h"

#include "ui/card_frame.h"
#include "ui/file_dialog.h"
#include "ui/panel/morph_panel.h"
#include "ui/theme.h"
#include "ui/timeline/timeline_view.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QUrl>

namespace morphony {
namespace {

QString audioFilter() {
    return MainWindow::tr(
        "Music and video (*.wav *.flac *.mp3 *.ogg *.oga *.opus *.m4a *.aac *.aif *.aiff *.mp4 *.mkv *.mov "
        "*.webm *.mod *.xm *.it *.s3m);;All files (*)");
}

QStringList localFiles(const QMimeData* data) {
    QStringList paths;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile()) {
            paths.append(url.toLocalFile());
        }
    }
    return paths;
}

} // namespace

void MainWindow::openSource() {
    const QString path = FileDialog::openFile(this, tr("Open a song"), audioFilter());
    if (!path.isEmpty()) {
        Q_EMIT sourceChosen(path);
    }
}

void MainWindow::openStyle() {
    const QString path = FileDialog::openFile(this, tr("Open a style track"), audioFilter());
    if (!path.isEmpty()) {
        Q_EMIT styleChosen(path);
    }
}

void MainWindow::openLaneMenu(LaneRole role, const QString& id, QPoint globalPosition) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("laneMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (role != LaneRole::Take) {
        QAction* correct = menu->addAction(tr("Correct tempo and key…"));
        correct->setEnabled(m_facts[role == LaneRole::Style ? 1 : 0].kind != MusicFacts::Kind::None);
        connect(correct, &QAction::triggered, this, [this, role] { openCorrections(role, false); });
        menu->addSeparator();
    }
    if (role == LaneRole::Source) {
        connect(menu->addAction(tr("Open another song…\tCtrl+O")), &QAction::triggered, this, &MainWindow::openSource);
        connect(menu->addAction(tr("Remove")), &QAction::triggered, this, &MainWindow::sourceRemoved);
    } else if (role == LaneRole::Style) {
        connect(menu->addAction(tr("Open another style track…\tCtrl+Shift+O")), &QAction::triggered, this,
                &MainWindow::openStyle);
        connect(menu->addAction(tr("Remove")), &QAction::triggered, this, &MainWindow::styleRemoved);
    } else {
        connect(menu->addAction(tr("Export…")), &QAction::triggered, this, [this, id] { Q_EMIT exportSheetRequested(id); });
        connect(menu->addAction(tr("Delete")), &QAction::triggered, this, [this, id] { Q_EMIT takeDeleted(id); });
    }
    menu->popup(globalPosition);
}

void MainWindow::filesGiven(const QStringList& paths, LaneRole target) {
    if (paths.size() > 1) {
        askWhichIsTheSong(paths);
    } else if (paths.size() == 1 && target == LaneRole::Style) {
        Q_EMIT styleChosen(paths.first());
    } else if (paths.size() == 1) {
        Q_EMIT sourceChosen(paths.first());
    }
}

void MainWindow::askWhichIsTheSong(const QStringList& paths) {
    ErrorCard card{QStringLiteral("drop"), {}, {}, {}};
    if (paths.size() == 2) {
        m_droppedPaths = paths;
        card.title = tr("Which one is your song?");
        card.text = tr("The other one gives the style.");
        card.buttons = {{QStringLiteral("0"), QFileInfo(paths[0]).fileName()},
                        {QStringLiteral("1"), QFileInfo(paths[1]).fileName()}};
    } else {
        m_droppedPaths.clear();
        card.title = tr("Two files at a time, please");
        card.text = tr("One is the song and the other gives the style. %1 files were dropped.").arg(paths.size());
    }
    card.buttons.append({QStringLiteral("cancel"), tr("Neither")});
    if (m_dropQuestion == nullptr) {
        m_dropQuestion = new CardFrame(*m_theme, CardFrame::Tone::Hint, m_body);
        connect(m_dropQuestion, &CardFrame::buttonPressed, this,
                [this](const QString&, const QString& button) { answerDrop(button); });
    }
    m_dropQuestion->setCard(card);
    m_dropQuestion->show();
    layOutParts();
    m_dropQuestion->setFocus();
}

void MainWindow::answerDrop(const QString& buttonId) {
    const QStringList paths = std::exchange(m_droppedPaths, {});
    m_dropQuestion->hide();
    m_dropQuestion->deleteLater();
    m_dropQuestion = nullptr;
    if (paths.size() == 2 && buttonId != QLatin1String("cancel")) {
        const bool first = buttonId == QLatin1String("0");
        Q_EMIT sourceChosen(first ? paths[0] : paths[1]);
        Q_EMIT styleChosen(first ? paths[1] : paths[0]);
    }
}

LaneRole MainWindow::dropTargetAt(QPoint position) const {
    const QPoint inPanel = m_panel->mapFrom(this, position);
    if (m_panel->isVisible() && m_panel->rect().contains(inPanel)) {
        return LaneRole::Style;
    }
    const auto lane = m_timeline->laneAt(m_timeline->mapFrom(this, position));
    return lane == LaneRole::Style ? LaneRole::Style : LaneRole::Source;
}

void MainWindow::showDropTarget(std::optional<LaneRole> target) {
    m_timeline->setDropTarget(target);
    m_panel->setStyleDropTarget(target == LaneRole::Style);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localFiles(event->mimeData()).isEmpty()) {
        event->setDropAction(Qt::CopyAction);
        event->accept();
        showDropTarget(dropTargetAt(event->position().toPoint()));
    }
}

void MainWindow::dragMoveEvent(QDragMoveEvent* event) {
    showDropTarget(dropTargetAt(event->position().toPoint()));
    event->accept();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) { showDropTarget(std::nullopt); }

void MainWindow::dropEvent(QDropEvent* event) {
    showDropTarget(std::nullopt);
    event->acceptProposedAction();
    filesGiven(localFiles(event->mimeData()), dropTargetAt(event->position().toPoint()));
}

} // namespace morphony
