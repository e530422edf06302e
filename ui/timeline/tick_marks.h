// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/timeline_geometry.h"

#include <QString>

#include <vector>

namespace morphony {

/// A line of the time ruler; only major ones carry a label.
struct TickMark {
    double seconds = 0.0;
    double x = 0.0;
    bool major = false;
    QString label;
};

/// Seconds between labels so that they stand at least `spacing` pixels apart, from the series 1, 2, 5, 10, 15, 30 of
/// milliseconds, seconds, minutes and hours.
[[nodiscard]] double tickStep(double secondsPerPixel, double spacing);

/// How many small ticks divide one step.
[[nodiscard]] int tickDivisions(double step);

/// Ticks of `width` pixels, left to right, times below zero left out.
[[nodiscard]] std::vector<TickMark> timeTicks(const TimeScale& scale, double width, double spacing = 60.0);

/// m:ss, or h:mm:ss from an hour on, with as many decimals as the step needs.
[[nodiscard]] QString timeLabel(double seconds, double step = 1.0);

/// m:ss.mmm (h:mm:ss.mmm from an hour on): the clock.
[[nodiscard]] QString clockText(double seconds);

} // namespace morphony
