// SPDX-License-Identifier: GPL-3.0-or-later
#include "playback/device_backends.h"

#include <atomic>
#include <chrono>
#include <thread>

namespace morphony {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kBlocksPerSecond = 100; // 10 ms, as usual for a desktop's sound server
constexpr int kChannels = 2;
/// Further behind than this (a suspended machine) the lost time is not made up for.
constexpr auto kLongestDebt = std::chrono::seconds(1);

class NullDevice final : public AudioDevice {
public:
    NullDevice(SampleRate rate, AudioCallback& callback)
        : m_info{.id = kNullDeviceId, .name = "No sound output", .isDefault = false}, m_rate(rate), m_callback(callback),
          m_block(kChannels, std::max(1, rate.hz / kBlocksPerSecond)) {}
    ~NullDevice() override { NullDevice::stop(); }

    [[nodiscard]] const AudioDeviceInfo& info() const override { return m_info; }
    [[nodiscard]] SampleRate sampleRate() const override { return m_rate; }
    [[nodiscard]] int channels() const override { return m_block.channels(); }
    [[nodiscard]] FrameCount blockFrames() const override { return m_block.frames(); }
    [[nodiscard]] double latencySeconds() const override { return 0.0; } // nothing is between the callback and nobody
    [[nodiscard]] bool lost() const override { return false; }

    void start() override {
        stop();
        m_stop.store(false);
        m_thread = std::thread([this] { run(); });
    }
    void stop() override {
        m_stop.store(true);
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }

private:
    /// Sleeps to absolute times, so that the rate is exact over any length of time.
    void run() {
        Clock::time_point origin = Clock::now();
        for (FrameCount frames = 0; !m_stop.load(); frames += m_block.frames()) {
            const auto seconds = std::chrono::duration<double>(secondsOf(frames, m_rate));
            const auto due = origin + std::chrono::duration_cast<Clock::duration>(seconds);
            if (const auto debt = Clock::now() - due; debt > kLongestDebt) {
                origin += debt;
            }
            std::this_thread::sleep_until(due);
            m_callback.render(m_block.view());
        }
    }

    // immutable while running
    const AudioDeviceInfo m_info;
    const SampleRate m_rate;
    AudioCallback& m_callback;
    // the device's thread
    AudioBuffer m_block;
    // both
    std::atomic<bool> m_stop{true};
    std::thread m_thread;
};

} // namespace

std::unique_ptr<AudioDevice> openNullDevice(SampleRate rate, AudioCallback& callback) {
    return std::make_unique<NullDevice>(rate, callback);
}

} // namespace morphony
