// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine_error.h"
#include "playback/player.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

namespace morphony::test {

/// An output that asks for sound when the test does: opens devices for a Player and calls its callback step by step, on
/// the test's thread. The test decides what the clock does, so nothing depends on the machine's load.
class ManualOutput {
public:
    explicit ManualOutput(SampleRate rate = {48'000}, int channels = 2, double latencySeconds = 0.0)
        : m_rate(rate), m_channels(channels), m_latency(latencySeconds) {}

    [[nodiscard]] DeviceFactory factory() {
        return [this](const std::string& id, SampleRate wanted, AudioCallback& callback) -> std::unique_ptr<AudioDevice> {
            const std::lock_guard hold(m_mutex);
            if (id == m_refused) {
                throw EngineError(ErrorKind::MissingResource, "The output \"" + id + "\" is not there.");
            }
            m_lost = false;
            return std::make_unique<Device>(*this, id, m_rate.hz > 0 ? m_rate : wanted, callback);
        };
    }
    void refuse(const std::string& id) {
        const std::lock_guard hold(m_mutex);
        m_refused = id;
    }
    void lose() {
        const std::lock_guard hold(m_mutex);
        m_lost = true;
    }

    /// One callback of `frames` frames, at once, ready or not.
    AudioBuffer block(FrameCount frames) {
        AudioBuffer out(m_channels, frames);
        const std::lock_guard hold(m_mutex);
        if (m_running != nullptr) {
            m_running->render(out.view());
        }
        return out;
    }

    /// Waits until `done` holds, while the device asks for no frames at all.
    template <typename Condition>
    bool wait(Condition done) {
        for (int i = 0; i < 10'000; ++i) { // 10 s: many times what the slowest machine needs
            block(0);
            if (done()) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return false;
    }
    /// Waits until the device is open and everything asked for has reached the callback.
    bool settle(Player& player) {
        return wait([&] { return !player.state().pending; });
    }
    /// The next `frames` frames in blocks of `size`; waits for the disk before each block, as a device cannot.
    AudioBuffer pull(Player& player, FrameCount frames, FrameCount size = 256) {
        AudioBuffer all(m_channels, frames);
        for (FrameCount done = 0; done < frames; done += size) {
            const FrameCount now = std::min(size, frames - done);
            wait([&] { return player.state().aheadSeconds > secondsOf(now, m_rate) + 0.02; });
            AudioBuffer heard = block(now);
            all.view().slice({done, done + now}).copyFrom(heard.view());
        }
        return all;
    }
    /// Plays on, slowly, until what was asked for is heard, and a crossfade longer. Returns the frames played.
    AudioBuffer pullUntilHeard(Player& player) {
        std::vector<AudioBuffer> parts;
        for (bool waiting = true; waiting && parts.size() < 1'000; waiting = player.state().pending) {
            parts.push_back(pull(player, 100));
            std::this_thread::sleep_for(std::chrono::milliseconds(2)); // about real time
        }
        parts.push_back(pull(player, framesOf(0.006, m_rate)));
        FrameCount frames = 0;
        for (const AudioBuffer& part : parts) {
            frames += part.frames();
        }
        AudioBuffer all(m_channels, frames);
        FrameCount done = 0;
        for (AudioBuffer& part : parts) {
            all.view().slice({done, done + part.frames()}).copyFrom(part.view());
            done += part.frames();
        }
        return all;
    }

private:
    class Device final : public AudioDevice {
    public:
        Device(ManualOutput& output, const std::string& id, SampleRate rate, AudioCallback& callback)
            : m_output(output), m_info{id, "Manual " + id, true}, m_rate(rate), m_callback(callback) {}
        ~Device() override { Device::stop(); }
        [[nodiscard]] const AudioDeviceInfo& info() const override { return m_info; }
        [[nodiscard]] SampleRate sampleRate() const override { return m_rate; }
        [[nodiscard]] int channels() const override { return m_output.m_channels; }
        [[nodiscard]] FrameCount blockFrames() const override { return 256; }
        [[nodiscard]] double latencySeconds() const override { return m_output.m_latency; }
        void start() override {
            const std::lock_guard hold(m_output.m_mutex);
            m_output.m_running = &m_callback;
        }
        void stop() override {
            const std::lock_guard hold(m_output.m_mutex);
            m_output.m_running = nullptr;
        }
        [[nodiscard]] bool lost() const override {
            const std::lock_guard hold(m_output.m_mutex);
            return m_output.m_lost;
        }

    private:
        ManualOutput& m_output;
        const AudioDeviceInfo m_info;
        const SampleRate m_rate;
        AudioCallback& m_callback;
    };

    const SampleRate m_rate;
    const int m_channels;
    const double m_latency;
    std::mutex m_mutex;
    AudioCallback* m_running = nullptr;
    std::optional<std::string> m_refused;
    bool m_lost = false;
};

} // namespace morphony::test
