// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/controllers/device_controller.h"

#include "app/settings.h"
#include "ui/console/console.h"
#include "ui/main_window.h"

namespace morphony {

DeviceController::DeviceController(Player& player, Settings& settings, MainWindow& window)
    : m_player(player), m_settings(settings), m_window(window) {
    connect(&window, &MainWindow::deviceChosen, this, [this](const QString& id) {
        m_settings.setDevice(id);
        m_player.setDevice(id.toStdString());
    });
    connect(&window, &MainWindow::deviceListRequested, this, &DeviceController::list);
    list();
}

void DeviceController::list() {
    JobHandlers<std::vector<AudioDeviceInfo>> handlers;
    handlers.finished = [this](const std::vector<AudioDeviceInfo>& found) {
        m_devices = {{QString(), tr("System default")}};
        for (const AudioDeviceInfo& device : found) {
            m_devices.append({QString::fromStdString(device.id), QString::fromStdString(device.name)});
        }
        if (found.empty()) {
            m_devices = {{QString::fromUtf8(kNullDeviceId), tr("No device")}};
        }
        m_window.console().setDevices(m_devices, found.empty() ? QString::fromUtf8(kNullDeviceId) : m_settings.device());
    };
    m_listing.start([](JobContext&) { return listAudioDevices(); }, std::move(handlers));
}

void DeviceController::show(const PlayerState& state) {
    QString message;
    if (state.deviceLost) {
        message = tr("%1 is gone: choose another output or plug it in again").arg(QString::fromStdString(state.deviceName));
    } else if (state.nullDevice) {
        message = tr("No sound device: playing silently");
    } else {
        message = QString::fromStdString(m_player.deviceProblem());
    }
    if (message != m_shown) {
        m_shown = message;
        m_window.console().setDeviceMessage(message);
    }
}

} // namespace morphony
