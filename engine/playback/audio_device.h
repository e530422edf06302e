// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"

#include <functional>
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

/// The output of machines without sound: a real clock, nothing to hear.
inline constexpr const char* kNullDeviceId = "null";

struct AudioDeviceInfo {
    std::string id;   ///< stable between runs as far as the system allows; kNullDeviceId is the null device
    std::string name; ///< for people
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
    [[nodiscard]] virtual int channels() const = 0;           ///< 1 or 2
    [[nodiscard]] virtual FrameCount blockFrames() const = 0; ///< of one callback, roughly; any number may be asked for
    [[nodiscard]] virtual double latencySeconds() const = 0;  ///< from the callback to the ear
    virtual void start() = 0; ///< throws EngineError (MissingResource) when the device will not run
    virtual void stop() = 0;  ///< returns when the callback is no longer running
    /// True once the device has stopped on its own (unplugged, server gone).
    [[nodiscard]] virtual bool lost() const = 0;

    AudioDevice(const AudioDevice&) = delete;
    AudioDevice& operator=(const AudioDevice&) = delete;

protected:
    AudioDevice() = default;
};

/// Real outputs that PortAudio finds, default first; empty on a machine without sound. Reads the system's list anew,
/// except while one of them is open: PortAudio cannot look again then, and gives what was there at the opening. May
/// take some tenths of a second (every sound system is probed): not for the GUI thread. Any other thread.
[[nodiscard]] std::vector<AudioDeviceInfo> listAudioDevices();

/// Opens the device with this id ("" = default, kNullDeviceId = the null device). Throws EngineError (MissingResource)
/// with the device's name and the reason.
[[nodiscard]] std::unique_ptr<AudioDevice> openAudioDevice(const std::string& id, SampleRate wanted,
                                                           AudioCallback& callback);

/// Opens devices in place of openAudioDevice(): tests bring their own. Must be able to open kNullDeviceId.
using DeviceFactory =
    std::function<std::unique_ptr<AudioDevice>(const std::string& id, SampleRate wanted, AudioCallback& callback)>;

} // namespace morphony
