// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"

#include <optional>

namespace morphony {

/// What a person says against the analysis of one track: a few plain steps, so that undo, sessions and recipes keep them
/// instead of the music they lead to. They are applied in the order of the members. The same steps on the same analysis
/// always give the same music.
struct AnalysisCorrection {
    /// A tempo that was tapped along.
    struct Tapped {
        double bpm = 0.0;
        std::optional<double> beat; ///< seconds: where one of the taps fell; none when the music stood still

        friend bool operator==(const Tapped&, const Tapped&) = default;
    };
    struct Key {
        int tonic = 0; ///< pitch class, C = 0
        bool minor = false;

        friend bool operator==(const Key&, const Key&) = default;
    };

    static constexpr int kMostOctaves = 2;

    std::optional<Tapped> tapped; ///< replaces the beats
    int tempoOctaves = 0;         ///< 1: double, -1: half, up to kMostOctaves times
    int downbeatShift = 0;        ///< beats by which every bar begins later, 0 or more, less than a bar
    std::optional<Key> key;       ///< replaces the key of the whole piece

    /// Nothing was corrected.
    [[nodiscard]] bool empty() const { return *this == AnalysisCorrection{}; }
    friend bool operator==(const AnalysisCorrection&, const AnalysisCorrection&) = default;
};

/// The analysis as the person knows it: what was said counts with confidence 1, everything else stays as it was found.
/// Where there is no beat, steps that need one change nothing. A few passes over the beats: some milliseconds for hours.
[[nodiscard]] TrackAnalysis corrected(const TrackAnalysis& found, const AnalysisCorrection& correction);

} // namespace morphony
