// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/quantised_bar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace morphony {

namespace {

/// Divisions in a beat, and the steps onsets may stand on.
struct Raster {
    int beat;
    std::vector<int> stepOfBeat; ///< per beat of the piece: 3 (sixteenths) or 4 (triplets)

    [[nodiscard]] int at(double position) const {
        const int whole = static_cast<int>(std::floor(position));
        const int step =
            stepOfBeat[static_cast<std::size_t>(std::clamp(whole, 0, static_cast<int>(stepOfBeat.size()) - 1))];
        const double within = (position - whole) * beat;
        return whole * beat + static_cast<int>(std::lround(within / step)) * step;
    }
};

Raster rasterOf(const ScorePart& part, const BeatGrid& grid) {
    const std::size_t beats = grid.beats.size() - 1;
    Raster raster{grid.beatUnit == 8 ? 18 : kDivisions, std::vector<int>(beats, 3)};
    if (grid.beatUnit == 8) {
        return raster; // its eighths are whole sixteenths already
    }
    std::vector<std::array<double, 2>> error(beats, {0.0, 0.0});
    for (const ScoreNote& note : part.notes) {
        const double whole = std::floor(note.beat);
        if (whole < 0.0 || whole >= static_cast<double>(beats)) {
            continue;
        }
        const double within = note.beat - whole;
        error[static_cast<std::size_t>(whole)][0] += std::abs(within * 4.0 - std::round(within * 4.0)) / 4.0;
        error[static_cast<std::size_t>(whole)][1] += std::abs(within * 3.0 - std::round(within * 3.0)) / 3.0;
    }
    for (std::size_t i = 0; i < beats; ++i) {
        constexpr double kClearly = 0.02; // beats: straight unless triplets fit better than by chance
        raster.stepOfBeat[i] = error[i][1] + kClearly < error[i][0] ? 4 : 3;
    }
    return raster;
}

struct Event {
    int at;
    int end;
    std::vector<int> keys;
};

std::vector<Event> eventsOf(const ScorePart& part, const Raster& raster, int last) {
    std::map<int, std::set<int>> keys;
    std::map<int, int> ends;
    for (const ScoreNote& note : part.notes) {
        const int at = raster.at(note.beat);
        const int end = raster.at(note.beat + note.beats);
        if (at < 0 || at >= last) {
            continue;
        }
        keys[at].insert(note.pitch);
        const auto known = ends.find(at);
        ends[at] = known == ends.end() ? end : std::max(known->second, end);
    }
    std::vector<Event> events;
    for (const auto& [at, chord] : keys) {
        const auto next = keys.upper_bound(at);
        const int limit = next == keys.end() ? last : next->first;
        const int least = raster.stepOfBeat[static_cast<std::size_t>(at / raster.beat)];
        events.push_back({at, std::clamp(ends[at], std::min(at + least, limit), limit), {chord.begin(), chord.end()}});
    }
    return events;
}

/// Cuts [from, to) of a bar into symbols that each lie inside a beat or cover 1, 2, 3 or 4 whole ones.
void cut(std::vector<Symbol>& out, int from, int to, const std::vector<int>& keys, bool tiedFrom, bool tiedTo, int barStart,
         const Raster& raster) {
    int at = from;
    while (at < to) {
        const int beat = at / raster.beat;
        int length = std::min(to, (beat + 1) * raster.beat) - at;
        const int step = raster.stepOfBeat[static_cast<std::size_t>(beat)];
        if (at % raster.beat == 0 && length == raster.beat) {
            const int whole = (to - at) / raster.beat;
            length = (raster.beat == 18 ? std::min(whole, 2) : std::min(whole, 4)) * raster.beat;
        } else if (length == 15) {
            length = 12; // five sixteenths of a dotted quarter: a quarter and a sixteenth
        }
        const bool last = at + length >= to;
        const bool triplet = step == 4 && length < raster.beat;
        out.push_back({at - barStart, length, keys, !keys.empty() && (at > from || tiedFrom),
                       !keys.empty() && (!last || tiedTo), triplet});
        at += length;
    }
}

} // namespace

std::vector<std::vector<Symbol>> quantisedBars(const ScorePart& part, const BeatGrid& grid) {
    const Raster raster = rasterOf(part, grid);
    const int last = static_cast<int>(grid.beats.size() - 1) * raster.beat;
    const std::vector<Event> events = eventsOf(part, raster, last);
    std::vector<std::vector<Symbol>> bars;
    std::size_t next = 0;
    for (std::size_t bar = 0; bar < grid.bars.size(); ++bar) {
        const int begin = grid.bars[bar] * raster.beat;
        const int end = begin + grid.beatsInBar(bar) * raster.beat;
        std::vector<Symbol>& symbols = bars.emplace_back();
        int at = begin;
        while (at < end) {
            while (next < events.size() && events[next].end <= at) {
                ++next;
            }
            const bool sounds = next < events.size() && events[next].at <= at;
            const int until = sounds ? events[next].end : next < events.size() ? events[next].at : end;
            const int to = std::min(until, end);
            cut(symbols, at, to, sounds ? events[next].keys : std::vector<int>{}, sounds && events[next].at < at,
                sounds && events[next].end > to, begin, raster);
            at = to;
        }
    }
    return bars;
}

} // namespace morphony
