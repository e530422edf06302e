// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "music/chart.h"
#include "music/plan.h"
#include "music/player.h"
#include "music/source_voices.h"

#include <vector>

namespace morphony {

/// What every musician of an arrangement sees. The players below write one part each; names and order are the arranger's.
struct Band {
    const TrackAnalysis& analysis;
    const BeatGrid& grid;
    const Chart& chart;
    const Plan& plan;
    const Style& style;
    const ArrangeOptions& options;
    SourceVoices voices;
    SoundingNotes sounding;

    [[nodiscard]] Player player(std::uint64_t stream) const {
        return {grid, plan, style, analysis.seconds, options.seed, stream};
    }
    /// The program for the k-th part of a role: the style's, by seed one of its alternatives, or the groove's own.
    [[nodiscard]] int program(const PartStyle& part, std::size_t k, int otherwise) const;
};

[[nodiscard]] ScorePart drumsPart(const Band& band, const PartStyle& part);
[[nodiscard]] ScorePart bassPart(const Band& band, const PartStyle& part);
[[nodiscard]] ScorePart sustainedBass(const Band& band, const PartStyle& part); ///< one root per chord
[[nodiscard]] std::vector<ScorePart> compingParts(const Band& band, const PartStyle& part);
[[nodiscard]] ScorePart padPart(const Band& band, const PartStyle& part);
[[nodiscard]] ScorePart leadPart(const Band& band, const PartStyle& part);
[[nodiscard]] std::vector<ScorePart> counterParts(const Band& band, const PartStyle& part);

} // namespace morphony
