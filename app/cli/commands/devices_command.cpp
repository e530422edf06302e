// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

#include "app/cli/console.h"
#include "app/cli/json.h"
#include "nn/compute_devices.h"
#include "playback/audio_device.h"

#include <memory>

namespace morphony::cli {

namespace {

std::string toText(const std::vector<ComputeDevice>& compute, const std::vector<AudioDeviceInfo>& audio) {
    std::string text = "To run networks on (--device; engines without weights always run on the processor):\n";
    for (const ComputeDevice& device : compute) {
        text += "  " + device.id + "  " + device.name + (device.available ? "" : "  (not available)") + "\n";
        text += device.detail.empty() ? "" : "      " + device.detail + "\n";
    }
    text += "To play on (in the window):\n";
    for (const AudioDeviceInfo& device : audio) {
        text += "  " + device.name + (device.isDefault ? "  (default)" : "") + "\n";
    }
    return text + (audio.empty() ? "  none found; the window shows the playhead moving, but plays no sound\n" : "");
}

Json toJson(const std::vector<ComputeDevice>& compute, const std::vector<AudioDeviceInfo>& audio) {
    Json computeList = Json::array();
    for (const ComputeDevice& device : compute) {
        computeList.push_back(
            {{"id", device.id}, {"name", device.name}, {"available", device.available}, {"detail", device.detail}});
    }
    Json audioList = Json::array();
    for (const AudioDeviceInfo& device : audio) {
        audioList.push_back({{"id", device.id}, {"name", device.name}, {"default", device.isDefault}});
    }
    return {{"compute", computeList}, {"audio", audioList}};
}

void listDevices(bool json) {
    const auto compute = computeDevices();
    const auto audio = listAudioDevices();
    printOut(json ? toDocument(toJson(compute, audio)) : toText(compute, audio));
}

} // namespace

void addDevicesCommand(Command& parent) {
    Command command = parent.addCommand("devices", "List what can compute and play here, and why something cannot");
    const auto json = std::make_shared<bool>(false);
    command.addJsonFlag(*json);
    command.onChosen([json] { listDevices(*json); });
}

} // namespace morphony::cli
