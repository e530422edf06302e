// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "music/groove.h"
#include "music/score.h"
#include "music/style.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace morphony {

/// What may be chosen beside the style.
struct ArrangeOptions {
    std::uint64_t seed = 1;
    double energy = 0.0;           ///< -1 (calm) to 1 (driving)
    std::optional<TimeFeel> time;  ///< overrides the style's and the tempo's choice
    std::vector<PartRole> without; ///< roles that nobody plays
};

/// What a bar of the source is played with.
struct PlannedBar {
    double beat = 0.0; ///< place on the grid
    int beats = 4;
    const Groove* groove = nullptr; ///< null: the band is silent
    const Groove* drums = nullptr;  ///< whose drums are played
    double grooveBeat = 0.0;        ///< where in the groove the bar begins
    double energyDb = 0.0;          ///< loudness over the piece's median, -24 to 6
    bool sectionStart = false;
    bool fill = false;     ///< leads into something new
    bool drumFill = false; ///< and the groove has no fill of its own
};

struct Plan {
    double factor = 1.0;                             ///< groove beats in a beat of the source
    double grooveBar = 4.0;                          ///< beats in a bar of the groove
    bool swings = false;                             ///< the grooves swing by themselves
    std::vector<std::unique_ptr<const Groove>> made; ///< grooves completed with generated tracks
    std::vector<PlannedBar> bars;
    const Groove* main = nullptr;
};

/// Chooses for every bar which variant of which groove is played, by tempo, meter, sections and loudness.
[[nodiscard]] Plan planBars(const TrackAnalysis& analysis, const BeatGrid& grid, const Style& style,
                            const ArrangeOptions& options);

/// A track of one bar as the style's `line` asks, for what a groove does not bring.
[[nodiscard]] GrooveTrack generatedTrack(GrooveTrack::Kind kind, LineKind line, int beatsPerBar, int centre);

} // namespace morphony
