// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/job_runner.h"
#include "app/session.h"
#include "playback/player.h"
#include "ui/view_state.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace morphony {

class MainWindow;
class Settings;

/// Owns the player: gives it what the session holds, passes the user's wishes on, and shows its state 60 times a second
/// while something moves. The device is opened in a worker, because probing the sound system takes longer than a frame.
class PlaybackController : public QObject {
    Q_OBJECT

public:
    PlaybackController(Session& session, Settings& settings, MainWindow& window);
    ~PlaybackController() override;

    void setDial(const DialSetting& setting);
    void hear(LaneRole role);
    /// False until the output is open.
    [[nodiscard]] bool isReady() const { return m_player != nullptr; }
    [[nodiscard]] PlayerState state() { return m_player->state(); }

Q_SIGNALS:
    /// The selection of the timeline changed.
    void selectionChanged(std::optional<morphony::FrameRange> selection);

private:
    void connectWindow();
    void openDevice();
    void listDevices();
    void giveSource();
    void giveTake();
    void giveStyle();
    void giveLoop();
    void togglePlay();
    void tick();
    void showDevice(const PlayerState& state);
    [[nodiscard]] bool canHear(LaneRole role) const;

    Session& m_session;
    Settings& m_settings;
    MainWindow& m_window;
    std::unique_ptr<Player> m_player;
    std::optional<FrameRange> m_loop;
    bool m_loopOn = false;
    bool m_levelMatch = true;
    LaneRole m_heard = LaneRole::Source;
    bool m_shownPlaying = false;
    QString m_shownDevice = QStringLiteral("?");
    QList<DeviceItem> m_devices;
    QTimer m_timer;
    JobRunner m_opening;
    JobRunner m_listing;
};

} // namespace morphony
