// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/music_grid.h"
#include "ui/timeline/timeline_geometry.h"

#include <QRect>

class QPainter;

namespace morphony {

class Theme;

/// What of a lane the lines are painted over, in logical pixels of the lane.
struct GridStrip {
    double left = 0.0;
    double right = 0.0;
    double top = 0.0;
    double bottom = 0.0;
    double ratio = 1.0; ///< device pixels per logical one: a line stays the same line after a scroll
};

/// Beat lines at 7 % and bar lines at 17 % of the play colour, on the ground of a lane.
void paintGridLines(QPainter& painter, const Theme& theme, const MusicGrid& grid, const TimeScale& scale,
                    const GridStrip& strip);
/// Bar lines at 25 %, to be seen on a spectrogram.
void paintBarLines(QPainter& painter, const Theme& theme, const MusicGrid& grid, const TimeScale& scale,
                   const GridStrip& strip);
/// Chord names over their spans, the current one in bold; what does not fit its span is left out. Paints what touches
/// `exposed`.
void paintChords(QPainter& painter, const Theme& theme, const MusicGrid& grid, const TimeScale& scale, const QRect& strip,
                 int current, const QRect& exposed);
/// Bar numbers and section names in the ruler's lower half.
void paintBarsAndSections(QPainter& painter, const Theme& theme, const MusicGrid& grid, const TimeScale& scale,
                          const QRectF& strip);

} // namespace morphony
