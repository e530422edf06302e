// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"

#include <optional>
#include <vector>

namespace morphony {

/// What a person says against the analysis of one track: a few plain steps, so that undo, sessions and recipes keep them
/// instead of the music they lead to. The same steps on the same analysis always give the same music.
struct AnalysisCorrection {
    /// A tempo that was tapped along.
    struct Tapped {
        double bpm = 0.0;
        std::optional<double> beat; ///< seconds: where one of the taps fell; none when the music stood still

        friend bool operator==(const Tapped&, const Tapped&) = default;
    };

    enum class Step {
        HalfTempo,
        DoubleTempo,
        BarsLater ///< every bar begins one beat later
    };
    static constexpr std::size_t kMostSteps = 64;

    std::optional<Tapped> tapped; ///< replaces the beats
    std::vector<Step> steps;      ///< after that, in this order: what a step does depends on the grid before it
    std::optional<Key> key;       ///< replaces the key of the whole piece

    /// Adds a step to a grid of `beatsPerBar`; what brings an earlier step back takes that away instead. No more than
    /// kMostSteps are kept.
    void add(Step step, int beatsPerBar);
    /// Nothing was corrected.
    [[nodiscard]] bool empty() const { return *this == AnalysisCorrection{}; }
    friend bool operator==(const AnalysisCorrection&, const AnalysisCorrection&) = default;
};

/// The analysis as the person knows it: what was said counts with confidence 1, everything else, chords too, stays as it
/// was found; corrected_track.h hears the chords anew. Where there is no beat, steps that need one change nothing. A few
/// passes over the beats: some milliseconds for hours.
[[nodiscard]] TrackAnalysis corrected(const TrackAnalysis& found, const AnalysisCorrection& correction);

} // namespace morphony
