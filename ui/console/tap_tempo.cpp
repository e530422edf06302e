// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/tap_tempo.h"

#include <cmath>

namespace morphony {
namespace {

constexpr double kJump = 0.1; // seconds between clock and music that only a seek or a loop explains

struct Line {
    double first = 0.0;
    double interval = 0.0;
};

/// Least squares of values over their index.
Line lineThrough(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    double sum = 0.0;
    double weighted = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += values[i];
        weighted += values[i] * (static_cast<double>(i) - (n - 1.0) / 2.0);
    }
    const double interval = weighted * 12.0 / (n * (n * n - 1.0));
    return {sum / n - interval * (n - 1.0) / 2.0, interval};
}

} // namespace

void TapTempo::tap(double clock, std::optional<double> song) {
    if (!m_taps.empty() && clock - m_taps.back().clock > kPause) {
        m_taps.clear();
    }
    m_taps.push_back({clock, song});
}

std::optional<double> TapTempo::bpm() const {
    if (m_taps.size() < kLeast) {
        return std::nullopt;
    }
    std::vector<double> clocks;
    for (const Tap& tap : m_taps) {
        clocks.push_back(tap.clock);
    }
    const double found = 60.0 / lineThrough(clocks).interval;
    return found >= kSlowest && found <= kFastest ? std::optional(found) : std::nullopt;
}

std::optional<double> TapTempo::beat() const {
    std::vector<double> places;
    for (const Tap& tap : m_taps) {
        if (!tap.song || std::abs((*tap.song - *m_taps.front().song) - (tap.clock - m_taps.front().clock)) > kJump) {
            return std::nullopt;
        }
        places.push_back(*tap.song);
    }
    return places.size() < kLeast ? std::nullopt : std::optional(std::max(0.0, lineThrough(places).first));
}

} // namespace morphony
