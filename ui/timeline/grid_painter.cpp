// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/grid_painter.h"

#include "ui/theme.h"
#include "ui/timeline/tall_fill.h"
#include "ui/widgets.h"

#include <QPainter>

#include <cmath>
#include <vector>

namespace morphony {
namespace {

constexpr double kNarrowChord = 12.0;      // pixels below which a chord has no room for a name
constexpr double kBarNumberSpacing = 44.0; // pixels between two bar numbers

QColor playOnLane(const Theme& theme, double opacity) { return blended(theme.colors().play, theme.colors().lane, opacity); }

void paintLines(QPainter& painter, const MusicGrid& grid, const GridDensity& density, const TimeScale& scale,
                const GridStrip& strip, const QColor& beatColor, const QColor& barColor) {
    // two pixels more on the left: the line of a beat just outside may reach in
    forEachGridLine(grid, density, scale.seconds(strip.left - 2.0), scale.seconds(strip.right),
                    [&](double seconds, bool bar) {
                        const double x = std::floor(scale.x(seconds) * strip.ratio) / strip.ratio;
                        fillTall(painter, QRectF(x, strip.top, 1, strip.bottom - strip.top), bar ? barColor : beatColor);
                    });
}

} // namespace

void paintGridLines(QPainter& painter, const Theme& theme, const MusicGrid& grid, const TimeScale& scale,
                    const GridStrip& strip) {
    paintLines(painter, grid, gridDensity(grid, scale.secondsPerPixel), scale, strip, playOnLane(theme, 0.07),
               playOnLane(theme, 0.17));
}

void paintBarLines(QPainter& painter, const Theme& theme, const MusicGrid& grid, const TimeScale& scale,
                   const GridStrip& strip) {
    GridDensity density = gridDensity(grid, scale.secondsPerPixel);
    density.beats = false;
    QColor color = theme.colors().play;
    color.setAlphaF(0.25F);
    paintLines(painter, grid, density, scale, strip, {}, color);
}

void paintChords(QPainter& painter, const Theme& theme, const MusicGrid& grid, const TimeScale& scale, const QRect& strip,
                 int current, const QRect& exposed) {
    const auto& chords = grid.chords;
    const double from = scale.seconds(std::max(strip.left(), exposed.left()));
    auto chord =
        std::upper_bound(chords.begin(), chords.end(), from, [](double t, const NamedSpan& c) { return t < c.end; });
    const QFont usual = Theme::font(12, 500);
    const QFont bold = Theme::font(12, 600);
    for (; chord != chords.end(); ++chord) {
        const double left = scale.x(chord->begin);
        const double right = scale.x(chord->end);
        if (left > std::min(strip.right(), exposed.right())) {
            break;
        }
        if (right - left < kNarrowChord) {
            continue;
        }
        if (left > strip.left()) {
            painter.fillRect(QRectF(std::floor(left), strip.top() + 4, 1, strip.height() - 8), theme.colors().line);
        }
        const bool now = chord - chords.begin() == current;
        painter.setFont(now ? bold : usual);
        const double textX = std::max<double>(left, strip.left()) + 6.0;
        const double textWidth = QFontMetricsF(painter.font()).horizontalAdvance(chord->name);
        if (textX + textWidth <= right) {
            painter.setPen(now ? theme.colors().text : theme.colors().text2);
            painter.drawText(QRectF(textX, strip.top(), textWidth + 2, strip.height()), Qt::AlignVCenter, chord->name);
        }
    }
}

void paintBarsAndSections(QPainter& painter, const Theme& theme, const MusicGrid& grid, const TimeScale& scale,
                          const QRectF& strip) {
    const QFont nameFont = Theme::font(11, 600);
    const QFont numberFont = Theme::font(11, 500);
    std::vector<QRectF> taken;
    const auto isFree = [&](const QRectF& place) {
        return std::none_of(taken.begin(), taken.end(), [&](const QRectF& t) { return t.intersects(place); });
    };
    const auto number = [&](double x, int bar) { // returns where it ends
        const QString text = QString::number(bar);
        const QRectF place(x + 5, strip.top(), QFontMetricsF(numberFont).horizontalAdvance(text) + 2, strip.height());
        if (!isFree(QRectF(x, strip.top(), place.right() + 6 - x, strip.height()))) {
            return x;
        }
        painter.setFont(numberFont);
        painter.fillRect(QRectF(x, strip.top() + 2, 1, strip.height() - 4), theme.colors().text3);
        painter.setPen(theme.colors().text2);
        painter.drawText(place, Qt::AlignVCenter, text);
        taken.push_back(QRectF(x, strip.top(), place.right() - x, strip.height()));
        return place.right();
    };
    for (const NamedSpan& section : grid.sections) {
        const double left = scale.x(section.begin);
        if (left > strip.right() || scale.x(section.end) < strip.left() ||
            !isFree(QRectF(left - 1, strip.top(), 8, strip.height()))) {
            continue;
        }
        double x = std::floor(std::max(left, strip.left()));
        if (left >= strip.left()) {
            const BeatMark* beat = beatAt(grid, section.begin + grid.beatSeconds / 2.0); // boundaries stand on bar lines
            x = beat != nullptr && beat->beat == 1 ? number(x, beat->bar) : x;
            if (x == std::floor(left)) {
                painter.fillRect(QRectF(x, strip.top() + 2, 1, strip.height() - 4), theme.colors().text2);
            }
        }
        const QRectF place(x + 5, strip.top(), QFontMetricsF(nameFont).horizontalAdvance(section.name) + 4, strip.height());
        painter.setFont(nameFont);
        painter.setPen(theme.colors().text);
        painter.drawText(place, Qt::AlignVCenter, section.name);
        taken.push_back(place.adjusted(-6, 0, 4, 0));
    }
    const GridDensity numbers{false, barNumberStep(grid, scale.secondsPerPixel, kBarNumberSpacing)};
    forEachGridLine(grid, numbers, scale.begin, scale.seconds(strip.right()),
                    [&](double seconds, bool) { number(std::floor(scale.x(seconds)), beatAt(grid, seconds)->bar); });
}

} // namespace morphony
