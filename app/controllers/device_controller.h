// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/job_runner.h"
#include "playback/player.h"
#include "ui/view_state.h"

#include <QList>
#include <QObject>
#include <QString>

namespace morphony {

class MainWindow;
class Settings;

/// The outputs: lists them, has the player use the chosen one and says when there is none or it has gone.
class DeviceController : public QObject {
    Q_OBJECT

public:
    DeviceController(Player& player, Settings& settings, MainWindow& window);

    /// Says what is wrong with the output, if anything. Cheap while nothing changes.
    void show(const PlayerState& state);

private:
    void list();

    Player& m_player;
    Settings& m_settings;
    MainWindow& m_window;
    QString m_shown = QStringLiteral("?");
    QList<DeviceItem> m_devices;
    JobRunner m_listing;
};

} // namespace morphony
