// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/source_grid.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr std::size_t kLeastBeats = 4;

double medianStep(const std::vector<double>& beats, std::size_t from, std::size_t to) {
    std::vector<double> steps;
    for (std::size_t i = from; i + 1 < to; ++i) {
        steps.push_back(beats[i + 1] - beats[i]);
    }
    std::ranges::nth_element(steps, steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2));
    return steps[steps.size() / 2];
}

BeatGrid floating(double seconds) {
    BeatGrid grid;
    const int beats = std::max(4, static_cast<int>(std::ceil(seconds)));
    for (int i = 0; i <= beats; ++i) {
        grid.beats.push_back(i);
        if (i % 4 == 0 && i < beats) {
            grid.bars.push_back(i);
        }
    }
    return grid;
}

} // namespace

bool hasBeat(const TrackAnalysis& analysis) {
    return analysis.rhythm.beats.size() >= kLeastBeats && analysis.rhythm.beatConfidence >= kLeastBeatConfidence;
}

BeatGrid beatGridOf(const TrackAnalysis& analysis) {
    if (!hasBeat(analysis)) {
        return floating(analysis.seconds);
    }
    const std::vector<double>& heard = analysis.rhythm.beats;
    constexpr std::size_t kAround = 9;
    const double opening = medianStep(heard, 0, std::min(kAround, heard.size()));
    const double closing = medianStep(heard, heard.size() - std::min(kAround, heard.size()), heard.size());

    BeatGrid grid;
    grid.beatUnit = analysis.rhythm.meter == "6/8" ? 8 : 4;
    const double first = heard.front();
    const int pickup = first > 1e-3 ? std::max(1, static_cast<int>(std::lround(first / opening))) : 0;
    for (int i = 0; i < pickup; ++i) {
        grid.beats.push_back(first * i / pickup);
    }
    grid.beats.insert(grid.beats.end(), heard.begin(), heard.end());
    grid.beats.front() = 0.0;
    while (grid.beats.back() < analysis.seconds || grid.beats.size() < 2) {
        grid.beats.push_back(grid.beats.back() + closing);
    }

    const int perBar = std::max(1, analysis.rhythm.beatsPerBar > 0 ? analysis.rhythm.beatsPerBar : 4);
    std::vector<int> downbeats;
    for (const double time : analysis.rhythm.downbeats) {
        constexpr double kSame = 1e-3; // a downbeat is one of the beats
        const auto at = std::ranges::lower_bound(grid.beats, time - kSame);
        downbeats.push_back(static_cast<int>(std::min(at, grid.beats.end() - 1) - grid.beats.begin()));
    }
    int before = downbeats.empty() ? pickup : downbeats.front();
    while (before > 0) {
        before -= perBar;
        grid.bars.insert(grid.bars.begin(), std::max(0, before));
    }
    grid.bars.insert(grid.bars.end(), downbeats.begin(), downbeats.end());
    if (grid.bars.empty()) {
        grid.bars.push_back(0);
    }
    while (grid.bars.back() + perBar < static_cast<int>(grid.beats.size()) - 1) {
        grid.bars.push_back(grid.bars.back() + perBar);
    }
    std::ranges::sort(grid.bars);
    grid.bars.erase(std::unique(grid.bars.begin(), grid.bars.end()), grid.bars.end());
    if (grid.bars.back() >= static_cast<int>(grid.beats.size()) - 1) {
        grid.beats.push_back(grid.beats.back() + closing); // a downbeat at the very end begins a bar of one beat
    }
    return grid;
}

} // namespace morphony
