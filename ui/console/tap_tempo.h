// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

namespace morphony {

/// The tempo of a hand that taps along. A pure value.
class TapTempo {
public:
    static constexpr double kPause = 2.0;   ///< seconds without a tap after which the next one starts anew
    static constexpr std::size_t kLeast = 4; ///< taps before a tempo is told: three intervals
    static constexpr double kSlowest = 20.0; ///< BPM; outside of these two nobody taps a beat
    static constexpr double kFastest = 400.0;

    /// A tap at `clock` seconds of a steady clock, where the music stood at `song` seconds; none when it stood still.
    void tap(double clock, std::optional<double> song);
    void clear() { m_taps.clear(); }
    [[nodiscard]] std::size_t count() const { return m_taps.size(); }
    /// The line of least squares through the taps: one early tap moves it little.
    [[nodiscard]] std::optional<double> bpm() const;
    /// Where in the music the first tap fell, by the same line; none where the music stood still or jumped meanwhile.
    [[nodiscard]] std::optional<double> beat() const;

private:
    struct Tap {
        double clock = 0.0;
        std::optional<double> song;
    };
    std::vector<Tap> m_taps;
};

} // namespace morphony
