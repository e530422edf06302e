// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/job_runner.h"
#include "app/session.h"
#include "ui/view_state.h"

#include <QObject>

#include <array>
#include <filesystem>
#include <optional>

namespace morphony {

class MainWindow;

/// Reads source and style track in a worker each and keeps their lanes: progress while reading, waveform afterwards, or
/// what went wrong and what helps. A file that cannot be read leaves the track before it in the session.
class FileController : public QObject {
    Q_OBJECT

public:
    FileController(Session& session, MainWindow& window);

    void loadSource(const QString& path) { load(LaneRole::Source, path); }
    void loadStyle(const QString& path) { load(LaneRole::Style, path); }
    void loadDemo();
    void cancel();
    [[nodiscard]] bool isBusy() const;

private:
    /// What one lane is about besides the track in the session.
    struct Slot {
        JobRunner runner;
        QString reading;                  ///< path under way; empty: none
        std::optional<QString> error;     ///< the sentence of the card that is shown
        QString errorPath;
    };

    void load(LaneRole role, const QString& path);
    void loaded(LaneRole role, Track track);
    void failed(LaneRole role, const QString& title, const QString& sentence, const QString& path);
    void settle(LaneRole role);           ///< back to what the session holds
    void showProgress(LaneRole role, const Progress& progress);
    void showTrack(LaneRole role);
    void showWhetherLoaded();
    void pressCardButton(const QString& cardId, const QString& buttonId);
    [[nodiscard]] Slot& slot(LaneRole role) { return m_slots[role == LaneRole::Style ? 1 : 0]; }
    [[nodiscard]] const std::optional<Track>& track(LaneRole role) const { return m_session.track(role); }

    Session& m_session;
    MainWindow& m_window;
    std::array<Slot, 2> m_slots;
};

} // namespace morphony
