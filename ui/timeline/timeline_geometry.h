// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace morphony {

// Pure values: no widget, no painting, so that they are tested without a screen. Pixels are logical ones.

/// Fixed measures of the timeline.
struct TimelineMetrics {
    static constexpr int kTopGap = 12;
    static constexpr int kOverview = 32;
    static constexpr int kGap = 8;
    static constexpr int kRuler = 40;
    static constexpr int kRulerTime = 20;
    static constexpr int kHeader = 152;  ///< left column, its 8 px margin included
    static constexpr int kLeft = 8;
    static constexpr int kRight = 16;
    static constexpr int kScroll = 8;
    static constexpr int kChordStrip = 20;
    static constexpr int kFoldedLane = 56;
    static constexpr int kTwoChannelBody = 84;
    static constexpr int kChordLane = 96;
    static constexpr int kButtonsLane = 112;
    /// Top of the first lane inside the timeline.
    static constexpr int kLanesTop = kTopGap + kOverview + kGap + kRuler + kGap;
};

/// Maps time to pixels: x = (seconds - begin) / secondsPerPixel.
struct TimeScale {
    double begin = 0.0;
    double secondsPerPixel = 1.0;

    [[nodiscard]] double x(double seconds) const { return (seconds - begin) / secondsPerPixel; }
    [[nodiscard]] double seconds(double x_) const { return begin + x_ * secondsPerPixel; }
};

/// The visible part [begin, begin + span) of a piece, kept inside it.
struct ViewWindow {
    static constexpr double kShortestSpan = 0.5; ///< seconds: one pyramid bin is some 6 ms, below it nothing more shows

    double duration = 0.0;
    double begin = 0.0;
    double span = 0.0;

    [[nodiscard]] double end() const { return begin + span; }
    [[nodiscard]] static ViewWindow whole(double duration) { return {duration, 0.0, duration}; }

    [[nodiscard]] ViewWindow clamped() const {
        ViewWindow w = *this;
        w.span = std::clamp(span, std::min(kShortestSpan, duration), duration);
        w.begin = std::clamp(begin, 0.0, std::max(0.0, duration - w.span));
        return w;
    }
    /// The same moment stays at the same share of the width. factor < 1 shows less time.
    [[nodiscard]] ViewWindow zoomedAt(double anchor, double factor) const {
        const double share = span > 0.0 ? (anchor - begin) / span : 0.5;
        ViewWindow w = *this;
        w.span = std::clamp(span * factor, std::min(kShortestSpan, duration), duration);
        w.begin = anchor - share * w.span;
        return w.clamped();
    }
    [[nodiscard]] ViewWindow scrolledBy(double seconds) const {
        ViewWindow w = *this;
        w.begin += seconds;
        return w.clamped();
    }
    /// Moved so that `moment` stands at `share` of the width.
    [[nodiscard]] ViewWindow showing(double moment, double share) const {
        ViewWindow w = *this;
        w.begin = moment - share * span;
        return w.clamped();
    }

    friend bool operator==(const ViewWindow&, const ViewWindow&) = default;
};

/// What one lane wants of the height.
struct LaneWish {
    double share = 1.0;
    bool folded = false; ///< kFoldedLane high, no share of the rest
};

/// Heights of lanes that fill `available` pixels with kGap between them: folded lanes get their fixed height, the others
/// divide the rest by their shares, never below kFoldedLane. Sums to `available` exactly when an open lane exists and
/// there is room.
[[nodiscard]] inline std::vector<int> laneHeights(int available, const std::vector<LaneWish>& wishes) {
    const int count = static_cast<int>(wishes.size());
    std::vector<int> heights(wishes.size(), TimelineMetrics::kFoldedLane);
    int rest = available - TimelineMetrics::kGap * std::max(0, count - 1);
    double shares = 0.0;
    for (const LaneWish& wish : wishes) {
        rest -= wish.folded ? TimelineMetrics::kFoldedLane : 0;
        shares += wish.folded ? 0.0 : wish.share;
    }
    double given = 0.0;
    int used = 0;
    for (size_t i = 0; i < wishes.size(); ++i) {
        if (!wishes[i].folded) {
            given += wishes[i].share;
            const int edge = static_cast<int>(std::lround(rest * given / shares));
            heights[i] = std::max(TimelineMetrics::kFoldedLane, edge - used);
            used = edge;
        }
    }
    return heights;
}

/// Amplitude gain that brings a peak to 92 % of the half height; silence is not blown up.
[[nodiscard]] inline double waveformGain(double peak) { return 0.92 / std::max(peak, 0.02); }

} // namespace morphony
