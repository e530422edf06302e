// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playback/audio_device.h"

namespace morphony {

/// Calls the callback in real time by the steady clock and throws the sound away. Runs at any rate asked for.
[[nodiscard]] std::unique_ptr<AudioDevice> openNullDevice(SampleRate rate, AudioCallback& callback);

/// As openAudioDevice(), for outputs that PortAudio knows.
[[nodiscard]] std::unique_ptr<AudioDevice> openPortAudioDevice(const std::string& id, SampleRate wanted,
                                                               AudioCallback& callback);

} // namespace morphony
