// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/controllers/device_controller.h"
#include "app/job_runner.h"
#include "app/session.h"
#include "playback/player.h"
#include "ui/view_state.h"

#include <QObject>
#include <QTimer>

#include <array>
#include <optional>

namespace morphony {

class MainWindow;
class Settings;

/// Owns the player: gives it what the session holds, passes the user's wishes on, and shows its state 60 times a second
/// while something moves.
class PlaybackController : public QObject {
    Q_OBJECT

public:
    PlaybackController(Session& session, Settings& settings, MainWindow& window);

    void setDial(const DialSetting& setting);
    void hear(LaneRole role);
    [[nodiscard]] PlayerState state() { return m_player.state(); }

Q_SIGNALS:
    /// The selection of the timeline changed.
    void selectionChanged(std::optional<morphony::FrameRange> selection);

private:
    void connectWindow();
    void giveSource();
    void giveTake();
    void giveStyle();
    void giveLoop();
    void measureLoudness(Deck deck, const std::optional<Track>& track);
    void togglePlay();
    void tick();
    [[nodiscard]] bool canHear(LaneRole role) const;

    Session& m_session;
    Settings& m_settings;
    MainWindow& m_window;
    Player m_player;
    DeviceController m_devices;
    std::optional<FrameRange> m_loop;
    bool m_loopOn = false;
    bool m_levelMatch = true;
    LaneRole m_heard = LaneRole::Source;
    bool m_shownPlaying = false;
    QTimer m_timer;
    std::array<JobRunner, 2> m_loudness; ///< of source and style track
};

} // namespace morphony
