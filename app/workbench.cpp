// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench.h"

#include "ui/main_window.h"

namespace morphony {

Workbench::Workbench(MainWindow& window)
    : m_window(window), m_files(m_session, window), m_analysis(m_session, window), m_morphs(m_session, window),
      m_renderer(m_session), m_takes(m_session, m_renderer, window), m_playback(m_session, m_settings, window),
      m_spectrograms(m_session, m_renderer, window), m_exports(m_session, m_settings, window) {
    connect(&m_playback, &PlaybackController::selectionChanged, &m_morphs.options(), &MorphOptions::setSelection);
    connect(&m_takes, &TakesController::dialChanged, &m_playback, &PlaybackController::setDial);
    connect(&m_takes, &TakesController::takeChosen, &m_playback, [this] { m_playback.hear(LaneRole::Take); });
    connect(&m_morphs, &MorphController::takeMade, &m_playback, [this] { m_playback.hear(LaneRole::Take); });
    connect(&window, &MainWindow::closing, this, [this] {
        m_settings.setWindowGeometry(m_window.saveGeometry());
        cancelJobs();
    });
    restoreWindow();
}

Workbench::~Workbench() {
    cancelJobs(); // all at once, so that the joins that follow wait for the slowest alone
    m_window.disconnect(this);
}

void Workbench::openFiles(const QStringList& files) {
    if (!files.isEmpty()) {
        m_files.loadSource(files[0]);
    }
    if (files.size() > 1) {
        m_files.loadStyle(files[1]);
    }
}

void Workbench::cancelJobs() {
    m_files.cancel();
    m_analysis.cancel();
    m_morphs.cancel();
    m_renderer.cancel();
    m_exports.cancel();
    m_spectrograms.cancel();
}

void Workbench::restoreWindow() {
    m_window.setThemeMode(m_settings.theme());
    connect(&m_window, &MainWindow::themeModeChanged, this, [this](ThemeMode mode) { m_settings.setTheme(mode); });
    if (const QByteArray geometry = m_settings.windowGeometry(); !geometry.isEmpty()) {
        m_window.restoreGeometry(geometry);
    }
}

} // namespace morphony
