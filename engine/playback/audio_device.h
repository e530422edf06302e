// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"

#include <memory>
#include <string>
#include <vector>

namespace morphony {

/// Fills blocks for a device. Called on the device's callback thread: real-time safe, noexcept.
class AudioCallback {
public:
    virtual ~AudioCallback() = default;
    virtual void render(AudioView out) noexcept = 0;
};

struct AudioDeviceInfo {
    std::string id;       ///< stable between runs as far as the system allows; "null" is the null device
    std::string name;     ///< for people
    bool isDefault = false;
};

/// An output. Opened and controlled by one thread (not the callback's); the callback runs on the device's own thread
/// between start() and stop(). The callback object must outlive the device's running.
class AudioDevice {
public:
    virtual ~AudioDevice() = default;

    [[nodiscard]] virtual const AudioDeviceInfo& info() const = 0;
    /// The rate the device runs at; may differ from the one asked for.
    [[nodiscard]] virtual SampleRate sampleRate() const = 0;
    [[nodiscard]] virtual int channels() const = 0;
    [[nodiscard]] virtual FrameCount blockFrames() const = 0;
    [[nodiscard]] virtual double latencySeconds() const = 0;
    virtual void start() = 0; ///< throws EngineError (MissingResource) when the device will not run
    virtual void stop() = 0;  ///< returns when the callback is no longer running
    /// True once the device has stopped on its own (unplugged, server gone).
    [[nodiscard]] virtual bool lost() const = 0;

    AudioDevice(const AudioDevice&) = delete;
    AudioDevice& operator=(const AudioDevice&) = delete;

protected:
    AudioDevice() = default;
};

/// Real outputs that PortAudio finds now, default first; empty on a machine without sound. Re-reads the system's list.
[[nodiscard]] std::vector<AudioDeviceInfo> listAudioDevices();

/// Opens the device with this id ("" = default, "null" = the null device with a real clock). Throws EngineError
/// (MissingResource) with the device's name and the reason.
[[nodiscard]] std::unique_ptr<AudioDevice> openAudioDevice(const std::string& id, SampleRate wanted, AudioCallback& callback);

} // namespace morphony
