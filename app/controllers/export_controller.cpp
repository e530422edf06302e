// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/controllers/export_controller.h"

#include "app/free_path.h"
#include "app/settings.h"
#include "app/words.h"
#include "morph/render.h"
#include "ui/main_window.h"
#include "ui/panel/export_sheet.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

namespace morphony {

namespace {

AudioWriteSettings writeSettings(const ExportChoice& choice) {
    AudioWriteSettings settings;
    if (choice.bits > 0) {
        settings.sampleFormat = choice.bits == 16   ? SampleFormat::Pcm16
                                : choice.bits == 24 ? SampleFormat::Pcm24
                                                    : SampleFormat::Float32;
    }
    if (choice.kbps > 0) {
        settings.kbps = choice.kbps;
    }
    settings.overwrite = choice.overwrite;
    return settings;
}

ExportProgress running(const Progress& progress) {
    ExportProgress shown;
    shown.kind = ExportProgress::Kind::Running;
    shown.progress = progress;
    return shown;
}

} // namespace

ExportController::ExportController(Session& session, Settings& settings, MainWindow& window)
    : m_session(session), m_settings(settings), m_window(window) {
    connect(&window, &MainWindow::exportSheetRequested, this, &ExportController::open);
    connect(&window, &MainWindow::exportRequested, this, &ExportController::write);
    connect(&window, &MainWindow::exportCancelRequested, this, &ExportController::cancel);
    connect(&window, &MainWindow::folderShown, this,
            [](const QString& path) { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath())); });
}

void ExportController::open(const QString& takeId) {
    const Take* take = takeId.isEmpty() ? m_session.selectedTake() : m_session.take(takeId);
    if (!take || !m_session.source()) {
        return;
    }
    if (take != m_session.selectedTake()) {
        m_session.selectTake(take->id); // what is written is what is heard
    }
    const AudioSource& audio = take->result->sourceAudio();
    ExportOffer offer;
    offer.takeId = take->id;
    offer.takeName = take->name;
    offer.folder = m_settings.exportFolder();
    offer.fileStem = fileNamePart(QStringLiteral("%1 - %2").arg(m_session.source()->title(), take->name));
    offer.rate = audio.sampleRate();
    offer.channels = audio.channels();
    offer.seconds = audio.seconds();
    m_window.openExport(offer);
    m_window.exportSheet().setStrength(m_session.dial(take->id).strength);
}

void ExportController::write(const ExportChoice& choice) {
    const Take* take = m_session.take(choice.takeId);
    if (!take || m_runner.isBusy()) {
        return;
    }
    const QString path = choice.overwrite ? choice.path : freePath(choice.path);
    DialSetting setting = m_session.dial(take->id);
    setting.strength = choice.strength;
    m_settings.setExportFolder(QFileInfo(path).absolutePath());

    JobHandlers<std::string> handlers;
    handlers.progress = [this](const Progress& progress) { m_window.exportSheet().setProgress(running(progress)); };
    handlers.finished = [this, path](const std::string& notes) {
        ExportProgress shown;
        shown.kind = ExportProgress::Kind::Done;
        shown.path = path;
        shown.message = tr("Written: %1").arg(QFileInfo(path).fileName());
        if (!notes.empty()) {
            shown.message += QLatin1Char('\n') + QString::fromStdString(notes);
        }
        m_window.exportSheet().setProgress(shown);
        m_window.announce(shown.message);
    };
    handlers.failed = [this](const JobFailure& failure) {
        ExportProgress shown;
        shown.kind = ExportProgress::Kind::Failed;
        shown.message = failure.message;
        m_window.exportSheet().setProgress(shown);
        m_window.announce(failure.message);
    };
    handlers.cancelled = [this] { m_window.exportSheet().setProgress({}); };
    m_runner.start(
        [result = take->result, setting, file = std::filesystem::path(path.toStdString()),
         settings = writeSettings(choice)](JobContext& context) {
            context.plan({{"Writing", 1.0}});
            context.beginStage("Writing");
            return exportMorph(*result, setting, file, settings, context);
        },
        std::move(handlers));
    m_window.exportSheet().setProgress(running({tr("Writing").toStdString(), 0.0, std::nullopt}));
}

} // namespace morphony
