// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace morphony {

/// How likely each of a piano's 88 keys sounds, and starts, at every 11.6 ms of a piece: what the Basic Pitch network
/// hears. 30 kB a second. Pieces of equal length have equal frames, so a source and its morph compare frame by frame.
struct NotePosteriors {
    static constexpr std::size_t kKeys = 88;
    static constexpr int kLowestPitch = 21;              ///< MIDI number of key 0
    static constexpr std::uint16_t kCertain = 65535;     ///< stands for 1

    std::size_t frames = 0;
    std::vector<std::uint16_t> note;  ///< [frame][key]
    std::vector<std::uint16_t> onset; ///< [frame][key]

    [[nodiscard]] float noteAt(std::size_t frame, std::size_t key) const { return valueOf(note[frame * kKeys + key]); }
    [[nodiscard]] float onsetAt(std::size_t frame, std::size_t key) const { return valueOf(onset[frame * kKeys + key]); }

    /// Seconds of the middle of a frame (or of one past the end). The network's windows follow each other by 36,164
    /// samples of 22,050 Hz and give 142 frames of 256 samples each, so a frame is not quite 256 samples long on average.
    [[nodiscard]] static double timeOf(std::size_t frame) {
        return static_cast<double>(frame / 142 * 36'164 + frame % 142 * 256) / 22'050.0;
    }
    /// The last frame that does not begin after `seconds`, or frame 0.
    [[nodiscard]] static std::size_t frameAt(double seconds);

    [[nodiscard]] static float valueOf(std::uint16_t stored) { return static_cast<float>(stored) * (1.0F / kCertain); }

    friend bool operator==(const NotePosteriors&, const NotePosteriors&) = default;
};

} // namespace morphony
