// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace morphony {

// What the window knows of a piece's music, and how it counts in it. Pure values: tested without a window.

/// A name over a span of a lane's own time, in seconds: a chord or a section.
struct NamedSpan {
    double begin = 0.0;
    double end = 0.0;
    QString name;
};

/// One beat in a lane's own time. `beat` 1 opens a bar; `bar` is 0 before the first bar line.
struct BeatMark {
    double seconds = 0.0;
    int bar = 1;
    int beat = 1;
};

/// Musical grid of a piece; every list rises in time and may be empty when it is not known.
struct MusicGrid {
    QList<BeatMark> beats;
    QList<NamedSpan> chords;   ///< without names where nothing sounds: gaps
    QList<NamedSpan> sections;
    QList<qsizetype> bars;     ///< which of `beats` open a bar; filled by index()
    double beatSeconds = 0.0;  ///< median distance of two beats; filled by index()
    double barSeconds = 0.0;   ///< the same of two bar lines

    /// Fills what follows from `beats`. Called once by whoever makes the grid, off the GUI thread for long pieces.
    void index();
};

/// The last beat at or before a moment; null before the first.
[[nodiscard]] const BeatMark* beatAt(const MusicGrid& grid, double seconds);
/// Which chord sounds; -1: none.
[[nodiscard]] int chordAt(const MusicGrid& grid, double seconds);

enum class GridUnit { Beat, Bar };

/// The nearest beat or bar line, the beginning (0) and the end of the piece among them. A moment that is more than one
/// unit away from all of them, in a part without a beat, stays where it is.
[[nodiscard]] double snappedTo(const MusicGrid& grid, GridUnit unit, double seconds, double duration);

/// The next (direction 1) or previous (-1) beat or bar line, else the end or the beginning; none without a beat. Standing
/// less than 20 ms before or after a line counts as standing on it.
[[nodiscard]] std::optional<double> steppedFrom(const MusicGrid& grid, GridUnit unit, double seconds, int direction,
                                                double duration);

/// Which lines are drawn at a zoom: lines that stand too close are a grey veil, not a grid. The same over the whole
/// piece, so that scrolling changes nothing.
struct GridDensity {
    bool beats = false;
    int barStep = 0; ///< every so manieth bar line, a power of two; 0: none

    friend bool operator==(const GridDensity&, const GridDensity&) = default;
};
[[nodiscard]] GridDensity gridDensity(const MusicGrid& grid, double secondsPerPixel);
/// Every so manieth bar gets its number so that they stand at least `spacing` pixels apart; a power of two.
[[nodiscard]] int barNumberStep(const MusicGrid& grid, double secondsPerPixel, double spacing);
/// What a selection snaps to at a zoom: the finest lines that are drawn.
[[nodiscard]] GridUnit snapUnit(const MusicGrid& grid, double secondsPerPixel);

/// Calls line(seconds, isBar) for the lines in [from, to) seconds that a density keeps. The time this takes follows the
/// number of lines, not the length of the piece.
template <class Line>
void forEachGridLine(const MusicGrid& grid, const GridDensity& density, double from, double to, Line line);

/// Index of the first beat, and of the first entry of `bars`, at or after a moment.
[[nodiscard]] qsizetype firstBeatFrom(const MusicGrid& grid, double seconds);
[[nodiscard]] qsizetype firstBarFrom(const MusicGrid& grid, double seconds);

template <class Line>
void forEachGridLine(const MusicGrid& grid, const GridDensity& density, double from, double to, Line line) {
    if (density.beats) {
        for (qsizetype i = firstBeatFrom(grid, from); i < grid.beats.size() && grid.beats[i].seconds < to; ++i) {
            line(grid.beats[i].seconds, grid.beats[i].beat == 1);
        }
    } else if (density.barStep > 0) {
        const qsizetype step = density.barStep;
        for (qsizetype i = (firstBarFrom(grid, from) + step - 1) / step * step; i < grid.bars.size(); i += step) {
            const double seconds = grid.beats[grid.bars[i]].seconds;
            if (seconds >= to) {
                break;
            }
            line(seconds, true);
        }
    }
}

} // namespace morphony
