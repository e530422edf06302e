// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/seeded_random.h"
#include "music/plan.h"
#include "music/score.h"

#include <cstdint>

namespace morphony {

/// One musician writing a part: puts notes on the grid with the style's swing and a human's small errors, and follows the
/// source's loudness.
class Player {
public:
    Player(const BeatGrid& grid, const Plan& plan, const Style& style, double seconds, std::uint64_t seed,
           std::uint64_t stream);

    /// A note at a groove tick of a bar, `tick` counted from the bar's own beginning.
    void play(ScorePart& part, const PlannedBar& bar, double tick, double durationTicks, int pitch, int velocity);
    /// A note at a place of the grid as it is, without swing.
    void playAt(ScorePart& part, double beat, double beats, int pitch, double velocity);
    /// Source beats from a bar's beginning that a groove tick falls on, swing included.
    [[nodiscard]] double beatOf(const PlannedBar& bar, double tick) const;

private:
    [[nodiscard]] double swung(double grooveBeat) const;

    const BeatGrid& m_grid;
    const Plan& m_plan;
    const Style& m_style;
    double m_seconds;
    SeededRandom m_random;
};

/// Calls use(hit, tick) for every hit of a groove's list that falls into the bar, with `tick` from the bar's beginning.
template <typename Hit, typename Use>
void forHits(const PlannedBar& bar, const Groove& groove, const std::vector<Hit>& hits, double factor, Use use) {
    const double loop = groove.ticks();
    const double from = bar.grooveBeat * kGrooveTicks;
    const double length = bar.beats * factor * kGrooveTicks;
    const double begin = from - static_cast<double>(static_cast<std::int64_t>(from / loop)) * loop; // within the loop
    for (double round = 0.0; round * loop < begin + length; round += 1.0) {
        for (const Hit& hit : hits) {
            const double tick = hit.tick + round * loop - begin;
            if (tick >= -0.5 && tick < length - 0.5) {
                use(hit, tick);
            }
        }
    }
}

/// By start, then pitch; cuts a note where the same key is struck again.
void finish(ScorePart& part);

} // namespace morphony
