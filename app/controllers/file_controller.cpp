// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/controllers/file_controller.h"

#include "app/demo_files.h"
#include "app/track_lane.h"
#include "app/track_reader.h"
#include "app/words.h"
#include "ui/console/console.h"
#include "ui/file_dialog.h"
#include "ui/main_window.h"
#include "ui/panel/morph_panel.h"
#include "ui/timeline/timeline_view.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>

namespace morphony {

namespace {

QString laneId(LaneRole role) { return role == LaneRole::Style ? QStringLiteral("style") : QStringLiteral("source"); }

} // namespace

FileController::FileController(Session& session, MainWindow& window) : m_session(session), m_window(window) {
    connect(&window, &MainWindow::sourceChosen, this, &FileController::loadSource);
    connect(&window, &MainWindow::styleChosen, this, &FileController::loadStyle);
    connect(&window, &MainWindow::demoRequested, this, &FileController::loadDemo);
    connect(&window, &MainWindow::sourceRemoved, &session, &Session::removeSource);
    connect(&window, &MainWindow::styleRemoved, this, [this] {
        settle(LaneRole::Style);
        m_session.removeStyle();
    });
    connect(&window, &MainWindow::newSessionRequested, this, [this] {
        settle(LaneRole::Source);
        settle(LaneRole::Style);
        m_session.clear();
    });
    connect(&window, &MainWindow::cardButtonPressed, this, &FileController::pressCardButton);
    connect(&session, &Session::sourceChanged, this, [this] { showTrack(LaneRole::Source); });
    connect(&session, &Session::styleChanged, this, [this] { showTrack(LaneRole::Style); });
    connect(&session, &Session::musicChanged, this, [this](LaneRole role) {
        if (!slot(role).error) { // its card stays in sight
            showTrack(role);
        }
    });
    showWhetherLoaded();
}

bool FileController::isBusy() const { return m_slots[0].runner.isBusy() || m_slots[1].runner.isBusy(); }

void FileController::cancel() {
    m_slots[0].runner.cancel();
    m_slots[1].runner.cancel();
}

void FileController::load(LaneRole role, const QString& path) {
    Slot& s = slot(role);
    JobHandlers<Track> handlers;
    handlers.progress = [this, role](const Progress& progress) { showProgress(role, progress); };
    handlers.finished = [this, role](Track track) { loaded(role, std::move(track)); };
    handlers.failed = [this, role, path](const JobFailure& failure) {
        failed(role, tr("Cannot read %1").arg(QFileInfo(path).fileName()), failure.message, path);
    };
    handlers.cancelled = [this, role] { settle(role); };
    s.runner.start(
        [file = std::filesystem::path(path.toStdString())](JobContext& context) { return readTrack(file, context); },
        std::move(handlers));
    s.reading = path;
    s.error.reset();
    m_window.timeline().clearLaneError(role);
    showWhetherLoaded();
    showProgress(role, {});
    m_window.announce(tr("Reading %1").arg(QFileInfo(path).fileName()));
}

void FileController::showProgress(LaneRole role, const Progress& progress) {
    if (track(role)) {
        return; // what is loaded stays in sight until the new one is there
    }
    LaneContent content;
    content.id = laneId(role);
    content.role = role;
    content.title = QFileInfo(slot(role).reading).completeBaseName();
    content.facts = {tr("reading")};
    content.readFraction = progress.fraction;
    m_window.timeline().setLane(content);
}

void FileController::loaded(LaneRole role, Track track) {
    slot(role).reading.clear();
    m_window.announce(tr("%1 is ready").arg(track.title()));
    role == LaneRole::Style ? m_session.setStyle(std::move(track)) : m_session.setSource(std::move(track));
}

void FileController::failed(LaneRole role, const QString& title, const QString& sentence, const QString& path) {
    Slot& s = slot(role);
    s.reading.clear();
    s.error = sentence;
    s.errorPath = path;
    showWhetherLoaded();
    ErrorCard card;
    card.id = QStringLiteral("load-") + laneId(role);
    card.title = title;
    card.text = sentence;
    card.buttons = {{QStringLiteral("choose"), tr("Choose another file…")},
                    {QStringLiteral("dismiss"), track(role) ? tr("Keep %1").arg(track(role)->title()) : tr("Remove")},
                    {QStringLiteral("copy"), tr("Copy details")}};
    m_window.timeline().setLaneError(role, path.isEmpty() ? QString() : QFileInfo(path).fileName(), card);
    m_window.announce(title);
}

void FileController::settle(LaneRole role) {
    Slot& s = slot(role);
    s.runner.cancel();
    s.reading.clear();
    s.error.reset();
    m_window.timeline().clearLaneError(role);
    showTrack(role);
}

void FileController::showTrack(LaneRole role) {
    const auto& shown = track(role);
    const auto music = m_session.music(role);
    if (shown) {
        m_window.timeline().setLane(trackLane(laneId(role), role, *shown, music.get()));
    } else {
        m_window.timeline().removeLane(laneId(role));
    }
    if (role == LaneRole::Style) {
        m_window.panel().setStyleSlot(
            shown ? std::optional(StyleSlotContent{shown->title(), slotFacts(*shown, music.get()), shown->pyramid})
                  : std::nullopt);
    } else {
        m_window.setSession(shown ? shown->title() : QString(), QString());
    }
    showWhetherLoaded();
}

void FileController::showWhetherLoaded() {
    m_window.setSongLoaded(m_session.source().has_value());
    m_window.console().setSourceHalf(tr("Source"), tr("original"));
    const auto occupied = [this](LaneRole role) {
        return track(role) || !slot(role).reading.isEmpty() || slot(role).error;
    };
    // lanes also show a file that is being read or could not be
    m_window.timeline().setSongLoaded(occupied(LaneRole::Source) || occupied(LaneRole::Style));
}

void FileController::loadDemo() {
    const DemoFiles demo = findDemoFiles();
    if (demo.source.isEmpty()) {
        failed(LaneRole::Source, tr("The demo song is not installed"), demo.missing, QString());
        return;
    }
    loadSource(demo.source);
    if (demo.style.isEmpty()) {
        failed(LaneRole::Style, tr("The demo style track is not installed"), demo.missing, QString());
    } else {
        loadStyle(demo.style);
    }
}

void FileController::pressCardButton(const QString& cardId, const QString& buttonId) {
    for (const LaneRole role : {LaneRole::Source, LaneRole::Style}) {
        if (cardId != QStringLiteral("load-") + laneId(role)) {
            continue;
        }
        if (buttonId == QLatin1String("dismiss")) {
            settle(role);
        } else if (buttonId == QLatin1String("copy")) {
            QGuiApplication::clipboard()->setText(slot(role).errorPath + QLatin1Char('\n') +
                                                  slot(role).error.value_or(QString()));
        } else if (buttonId == QLatin1String("choose")) {
            const QString path = FileDialog::openFile(
                &m_window, role == LaneRole::Style ? tr("Choose a style track") : tr("Choose a song"), QString());
            if (!path.isEmpty()) {
                load(role, path);
            }
        }
    }
}

} // namespace morphony
