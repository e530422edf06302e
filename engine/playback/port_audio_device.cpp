// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "core/log.h"
#include "playback/device_backends.h"

#include <portaudio.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <utility>

#include <dlfcn.h>

namespace morphony {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kMostChannels = 2;
constexpr unsigned long kBlockFrames = 512; // 10.7 ms at 48 kHz: the dial and A/B are heard that soon
/// Asked of the device. Long enough for a desktop that computes on all cores, short enough to feel immediate.
constexpr double kLatencySeconds = 0.04;
/// A running device that has not asked for sound for so long is taken for lost.
constexpr double kSilentSeconds = 1.0;

/// PortAudio's functions are not thread-safe; all of them but the stream callback run under this lock.
std::mutex& portAudioLock() {
    static std::mutex lock;
    return lock;
}

void ignoreAlsaError(const char* /*file*/, int /*line*/, const char* /*function*/, int /*error*/, const char* /*format*/,
                     ...) {}
void ignoreJackMessage(const char* /*message*/) {}

/// PortAudio probes every sound system, and those that are absent write pages to standard error. The libraries come
/// with PortAudio, if at all, so their switches are looked up instead of linked.
void silenceSoundSystems() {
    using AlsaHandler = void (*)(const char*, int, const char*, int, const char*, ...);
    if (void* set = dlsym(RTLD_DEFAULT, "snd_lib_error_set_handler")) {
        reinterpret_cast<int (*)(AlsaHandler)>(set)(ignoreAlsaError);
    }
    for (const char* name : {"jack_set_error_function", "jack_set_info_function"}) {
        if (void* set = dlsym(RTLD_DEFAULT, name)) {
            reinterpret_cast<void (*)(void (*)(const char*))>(set)(ignoreJackMessage);
        }
    }
}

/// One use of PortAudio. Uses are counted by PortAudio; the first one reads the system's list of devices. Needs the lock.
class Session {
public:
    Session() {
        silenceSoundSystems();
        if (const PaError error = Pa_Initialize(); error != paNoError) {
            throw EngineError(ErrorKind::MissingResource,
                              std::string("The sound system cannot be reached: ") + Pa_GetErrorText(error) + ".");
        }
    }
    ~Session() { Pa_Terminate(); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
};

AudioDeviceInfo describe(PaDeviceIndex index) {
    const PaDeviceInfo& device = *Pa_GetDeviceInfo(index);
    const std::string host = Pa_GetHostApiInfo(device.hostApi)->name;
    return {.id = host + ":" + device.name,
            .name = std::string(device.name) + " (" + host + ")",
            .isDefault = index == Pa_GetDefaultOutputDevice()};
}

PaDeviceIndex findDevice(const std::string& id) {
    if (id.empty()) {
        return Pa_GetDefaultOutputDevice();
    }
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
        if (Pa_GetDeviceInfo(i)->maxOutputChannels > 0 && describe(i).id == id) {
            return i;
        }
    }
    return paNoDevice;
}

class PortAudioDevice final : public AudioDevice {
public:
    PortAudioDevice(const std::string& id, SampleRate wanted, AudioCallback& callback) : m_callback(callback) {
        const PaDeviceIndex index = findDevice(id);
        if (index == paNoDevice) {
            throw EngineError(ErrorKind::MissingResource,
                              id.empty()
                                  ? "No sound output was found on this machine; connect one and choose it."
                                  : "The sound output \"" + id + "\" is not there; connect it or choose another one.");
        }
        m_info = describe(index);
        open(index, wanted);
    }
    ~PortAudioDevice() override {
        const std::lock_guard hold(portAudioLock());
        if (m_stream != nullptr) {
            Pa_CloseStream(m_stream); // stops it too
        }
        m_session.reset();
    }

    [[nodiscard]] const AudioDeviceInfo& info() const override { return m_info; }
    [[nodiscard]] SampleRate sampleRate() const override { return m_rate; }
    [[nodiscard]] int channels() const override { return m_channels; }
    [[nodiscard]] FrameCount blockFrames() const override { return kBlockFrames; }
    [[nodiscard]] double latencySeconds() const override { return m_latency; }

    void start() override {
        const std::lock_guard hold(portAudioLock());
        m_lastCall.store(Clock::now().time_since_epoch().count());
        if (const PaError error = Pa_StartStream(m_stream); error != paNoError) {
            throw EngineError(ErrorKind::MissingResource,
                              "The sound output " + m_info.name + " does not start: " + Pa_GetErrorText(error) + ".");
        }
        m_started = true;
    }
    void stop() override {
        const std::lock_guard hold(portAudioLock());
        if (std::exchange(m_started, false)) {
            Pa_StopStream(m_stream);
        }
    }
    [[nodiscard]] bool lost() const override {
        if (!m_started) {
            return false;
        }
        const Clock::duration silent(Clock::now().time_since_epoch().count() - m_lastCall.load());
        const std::lock_guard hold(portAudioLock());
        return Pa_IsStreamActive(m_stream) != 1 || std::chrono::duration<double>(silent).count() > kSilentSeconds;
    }

private:
    void open(PaDeviceIndex index, SampleRate wanted) {
        const PaDeviceInfo& device = *Pa_GetDeviceInfo(index);
        m_channels = std::min(device.maxOutputChannels, kMostChannels);
        PaStreamParameters output{};
        output.device = index;
        output.channelCount = m_channels;
        output.sampleFormat = paFloat32 | paNonInterleaved;
        output.suggestedLatency = std::max(kLatencySeconds, device.defaultLowOutputLatency);
        PaError error = paInvalidSampleRate;
        for (const double rate : {static_cast<double>(wanted.hz), device.defaultSampleRate}) {
            error = Pa_OpenStream(&m_stream, nullptr, &output, rate, kBlockFrames, paNoFlag, &PortAudioDevice::call, this);
            if (error == paNoError) {
                break;
            }
        }
        if (error != paNoError) {
            m_stream = nullptr;
            throw EngineError(ErrorKind::MissingResource, "The sound output " + m_info.name +
                                                              " cannot be opened: " + Pa_GetErrorText(error) +
                                                              "; close the program that uses it or choose another one.");
        }
        const PaStreamInfo& stream = *Pa_GetStreamInfo(m_stream);
        m_rate.hz = static_cast<int>(std::lround(stream.sampleRate));
        m_latency = stream.outputLatency;
    }

    static int call(const void* /*input*/, void* output, unsigned long frames, const PaStreamCallbackTimeInfo* /*time*/,
                    PaStreamCallbackFlags /*flags*/, void* self) {
        auto& device = *static_cast<PortAudioDevice*>(self);
        device.m_lastCall.store(Clock::now().time_since_epoch().count(), std::memory_order_relaxed);
        device.m_callback.render({static_cast<float* const*>(output), device.m_channels, static_cast<FrameCount>(frames)});
        return paContinue;
    }

    // immutable once open
    std::optional<Session> m_session{std::in_place};
    AudioCallback& m_callback;
    AudioDeviceInfo m_info;
    PaStream* m_stream = nullptr;
    SampleRate m_rate;
    int m_channels = 0;
    double m_latency = 0.0;
    // the owner's thread
    bool m_started = false;
    // both
    std::atomic<Clock::rep> m_lastCall{0};
};

} // namespace

std::vector<AudioDeviceInfo> listAudioDevices() {
    const std::lock_guard hold(portAudioLock());
    std::vector<AudioDeviceInfo> found;
    try {
        const Session session;
        for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
            if (Pa_GetDeviceInfo(i)->maxOutputChannels > 0) {
                found.push_back(describe(i));
            }
        }
    } catch (const EngineError& error) {
        log::warn(error.what()); // a machine without a sound system has no outputs
    }
    std::ranges::stable_partition(found, &AudioDeviceInfo::isDefault);
    return found;
}

std::unique_ptr<AudioDevice> openPortAudioDevice(const std::string& id, SampleRate wanted, AudioCallback& callback) {
    const std::lock_guard hold(portAudioLock());
    return std::make_unique<PortAudioDevice>(id, wanted, callback);
}

} // namespace morphony
