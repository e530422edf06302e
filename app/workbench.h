// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/controllers/analysis_controller.h"
#include "app/controllers/export_controller.h"
#include "app/controllers/file_controller.h"
#include "app/controllers/morph_controller.h"
#include "app/controllers/playback_controller.h"
#include "app/controllers/spectrogram_controller.h"
#include "app/controllers/take_renderer.h"
#include "app/controllers/takes_controller.h"
#include "app/session.h"
#include "app/settings.h"

#include <QObject>
#include <QStringList>

namespace morphony {

class MainWindow;

/// Everything behind one window, wired together: the session, the settings and the controllers. Lives as long as the
/// window and dies before it, which stops every job. GUI thread only.
class Workbench : public QObject {
    Q_OBJECT

public:
    explicit Workbench(MainWindow& window);
    ~Workbench() override;

    /// The first file is the song, the second the style track.
    void openFiles(const QStringList& files);
    /// Asks every job to stop; returns at once.
    void cancelJobs();

    [[nodiscard]] Session& session() { return m_session; }
    [[nodiscard]] FileController& files() { return m_files; }
    [[nodiscard]] AnalysisController& analysis() { return m_analysis; }
    [[nodiscard]] MorphController& morphs() { return m_morphs; }
    [[nodiscard]] PlaybackController& playback() { return m_playback; }
    [[nodiscard]] TakeRenderer& renderer() { return m_renderer; }
    [[nodiscard]] ExportController& exports() { return m_exports; }

private:
    void restoreWindow();

    MainWindow& m_window;
    Settings m_settings;
    Session m_session;
    FileController m_files;
    AnalysisController m_analysis;
    MorphController m_morphs;
    TakeRenderer m_renderer;
    TakesController m_takes;
    PlaybackController m_playback;
    SpectrogramController m_spectrograms;
    ExportController m_exports;
};

} // namespace morphony
