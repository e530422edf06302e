// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/music_grid.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace morphony {
namespace {

constexpr double kLeastBeatPixels = 8.0;
constexpr double kLeastBarPixels = 14.0;
constexpr double kStandsOn = 0.02; // seconds

double median(std::vector<double> values) {
    if (values.empty()) {
        return 0.0;
    }
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Seconds of the i-th line of a unit.
double lineAt(const MusicGrid& grid, GridUnit unit, qsizetype i) {
    return grid.beats[unit == GridUnit::Bar ? grid.bars[i] : i].seconds;
}

qsizetype lineCount(const MusicGrid& grid, GridUnit unit) {
    return unit == GridUnit::Bar ? grid.bars.size() : grid.beats.size();
}

qsizetype firstLineFrom(const MusicGrid& grid, GridUnit unit, double seconds) {
    return unit == GridUnit::Bar ? firstBarFrom(grid, seconds) : firstBeatFrom(grid, seconds);
}

} // namespace

void MusicGrid::index() {
    bars.clear();
    std::vector<double> beatGaps;
    std::vector<double> barGaps;
    for (qsizetype i = 0; i < beats.size(); ++i) {
        if (i > 0) {
            beatGaps.push_back(beats[i].seconds - beats[i - 1].seconds);
        }
        if (beats[i].beat == 1) {
            if (!bars.isEmpty()) {
                barGaps.push_back(beats[i].seconds - beats[bars.back()].seconds);
            }
            bars.append(i);
        }
    }
    beatSeconds = median(std::move(beatGaps));
    barSeconds = median(std::move(barGaps));
}

qsizetype firstBeatFrom(const MusicGrid& grid, double seconds) {
    return std::lower_bound(grid.beats.begin(), grid.beats.end(), seconds,
                            [](const BeatMark& beat, double t) { return beat.seconds < t; }) -
           grid.beats.begin();
}

qsizetype firstBarFrom(const MusicGrid& grid, double seconds) {
    return std::lower_bound(grid.bars.begin(), grid.bars.end(), seconds,
                            [&](qsizetype beat, double t) { return grid.beats[beat].seconds < t; }) -
           grid.bars.begin();
}

const BeatMark* beatAt(const MusicGrid& grid, double seconds) {
    const auto next = std::upper_bound(grid.beats.begin(), grid.beats.end(), seconds,
                                       [](double t, const BeatMark& beat) { return t < beat.seconds; });
    return next == grid.beats.begin() ? nullptr : &*(next - 1);
}

int chordAt(const MusicGrid& grid, double seconds) {
    const auto next = std::upper_bound(grid.chords.begin(), grid.chords.end(), seconds,
                                       [](double t, const NamedSpan& chord) { return t < chord.begin; });
    if (next == grid.chords.begin() || seconds >= (next - 1)->end) {
        return -1;
    }
    return static_cast<int>(next - grid.chords.begin()) - 1;
}

double snappedTo(const MusicGrid& grid, GridUnit unit, double seconds, double duration) {
    const qsizetype count = lineCount(grid, unit);
    if (count == 0) {
        return seconds;
    }
    const qsizetype next = firstLineFrom(grid, unit, seconds);
    double best = 0.0;
    const auto offer = [&](double line) { best = std::abs(line - seconds) < std::abs(best - seconds) ? line : best; };
    offer(duration);
    if (next > 0) {
        offer(lineAt(grid, unit, next - 1));
    }
    if (next < count) {
        offer(lineAt(grid, unit, next));
    }
    const double reach = unit == GridUnit::Bar ? grid.barSeconds : grid.beatSeconds;
    return std::abs(best - seconds) <= reach ? best : seconds;
}

std::optional<double> steppedFrom(const MusicGrid& grid, GridUnit unit, double seconds, int direction, double duration) {
    const qsizetype count = lineCount(grid, unit);
    if (count == 0) {
        return std::nullopt;
    }
    if (direction > 0) {
        const qsizetype next = firstLineFrom(grid, unit, seconds + kStandsOn);
        return next < count ? lineAt(grid, unit, next) : duration;
    }
    const qsizetype next = firstLineFrom(grid, unit, seconds - kStandsOn);
    return next > 0 ? lineAt(grid, unit, next - 1) : 0.0;
}

int barNumberStep(const MusicGrid& grid, double secondsPerPixel, double spacing) {
    if (grid.barSeconds <= 0.0 || secondsPerPixel <= 0.0) {
        return grid.bars.isEmpty() ? 0 : 1;
    }
    int step = 1;
    while (step < (1 << 20) && grid.barSeconds * step / secondsPerPixel < spacing) {
        step *= 2;
    }
    return step;
}

GridDensity gridDensity(const MusicGrid& grid, double secondsPerPixel) {
    GridDensity density;
    density.beats = grid.beatSeconds > 0.0 && grid.beatSeconds / secondsPerPixel >= kLeastBeatPixels;
    density.barStep = barNumberStep(grid, secondsPerPixel, kLeastBarPixels);
    return density;
}

GridUnit snapUnit(const MusicGrid& grid, double secondsPerPixel) {
    return gridDensity(grid, secondsPerPixel).beats || grid.bars.isEmpty() ? GridUnit::Beat : GridUnit::Bar;
}

} // namespace morphony
