// SPDX-License-Identifier: GPL-3.0-or-later
#include "playback/audio_device.h"

#include "playback/device_backends.h"

namespace morphony {

std::unique_ptr<AudioDevice> openAudioDevice(const std::string& id, SampleRate wanted, AudioCallback& callback) {
    return id == kNullDeviceId ? openNullDevice(wanted, callback) : openPortAudioDevice(id, wanted, callback);
}

} // namespace morphony
