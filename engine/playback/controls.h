// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playback/program.h"

#include <array>
#include <atomic>
#include <cmath>
#include <limits>

namespace morphony {

/// Gain changes, deck switches, starts, stops and jumps are spread over this time: too short to hear, too long to click.
inline constexpr double kRampSeconds = 0.005;

/// A DialSetting that one thread writes and the callback reads whole or not at all. No lock: a reader that meets a write
/// keeps what it had and looks again a block later.
class DialCell {
public:
    void write(const DialSetting& setting) {
        const std::uint32_t version = m_version.load(std::memory_order_relaxed);
        m_version.store(version + 1, std::memory_order_relaxed); // odd: being written
        std::atomic_thread_fence(std::memory_order_release);
        const double none = std::numeric_limits<double>::quiet_NaN();
        const std::array values{setting.strength, setting.timbre.value_or(none), setting.rhythm.value_or(none),
                                setting.harmony.value_or(none)};
        for (std::size_t i = 0; i < values.size(); ++i) {
            m_values[i].store(values[i], std::memory_order_release);
        }
        m_version.store(version + 2, std::memory_order_release);
    }
    /// False when a write is under way; `setting` is then untouched.
    bool read(DialSetting& setting) const {
        const std::uint32_t before = m_version.load(std::memory_order_acquire);
        std::array<double, 4> values{};
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = m_values[i].load(std::memory_order_acquire);
        }
        if (before % 2 != 0 || m_version.load(std::memory_order_relaxed) != before) {
            return false;
        }
        const auto aspect = [](double value) { return std::isnan(value) ? std::nullopt : std::optional(value); };
        setting = {values[0], aspect(values[1]), aspect(values[2]), aspect(values[3])};
        return true;
    }

private:
    std::atomic<std::uint32_t> m_version{0};
    std::array<std::atomic<double>, 4> m_values{0.0, std::numeric_limits<double>::quiet_NaN(),
                                                std::numeric_limits<double>::quiet_NaN(),
                                                std::numeric_limits<double>::quiet_NaN()};
};

/// What the control side tells the callback; each value is read once per block.
struct Controls {
    std::atomic<bool> playing{false};
    std::atomic<Deck> deck{Deck::Source};
    std::atomic<float> volume{1.0F};
    std::array<std::atomic<float>, kDecks> matchGain{1.0F, 1.0F, 1.0F}; ///< of what is heard, by deck
    DialCell dial;
};

/// Which stream the callback is in, and where: packed into one word so that both are always of the same moment.
struct StreamPlace {
    std::uint32_t generation = 0; ///< of the stream, 24 bits; 0 before the first
    FrameCount frame = 0;         ///< device frames since its start, 40 bits: two months at 192 kHz

    static constexpr int kFrameBits = 40;
    [[nodiscard]] std::uint64_t packed() const {
        return (static_cast<std::uint64_t>(generation) << kFrameBits) | static_cast<std::uint64_t>(frame);
    }
    static StreamPlace unpacked(std::uint64_t word) {
        return {static_cast<std::uint32_t>(word >> kFrameBits),
                static_cast<FrameCount>(word & ((std::uint64_t{1} << kFrameBits) - 1))};
    }
};

/// All that is left of the piece is ready to be heard.
inline constexpr FrameCount kAllOfIt = std::numeric_limits<FrameCount>::max();

/// What the callback tells the control side.
struct Telemetry {
    std::atomic<std::uint64_t> place{0};           ///< StreamPlace
    std::atomic<std::uint32_t> endedGeneration{0}; ///< the stream that has come to its end
    std::array<std::atomic<float>, 2> peaks{0.0F, 0.0F};
    std::atomic<std::uint64_t> underruns{0};
    std::atomic<FrameCount> ahead{0}; ///< device frames ready to be heard, or kAllOfIt
};

/// A piece of what was heard, on its way to the loudness meter.
struct HeardChunk {
    static constexpr FrameCount kFrames = 256;
    std::array<std::array<float, kFrames>, 2> samples;
    FrameCount frames = 0;
};

} // namespace morphony
