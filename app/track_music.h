// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/corrected_track.h"
#include "ui/music_facts.h"
#include "ui/music_grid.h"

#include <QString>

#include <memory>

namespace morphony {

/// What is known of a track's music, with what the user corrected, ready to be shown. Immutable; made in a worker.
struct TrackMusic {
    std::shared_ptr<const TrackAnalysis> found; ///< as it was heard
    AnalysisCorrection correction;
    TrackAnalysis analysis; ///< with the correction
    MusicGrid grid;         ///< of that
    /// The chords were read under the correction. False for the moment after it, so that beats and key show at once.
    bool chordsAreNew = true;
    std::shared_ptr<const HarmonyFeatures> features; ///< what they were read from, if it is kept for the next time
};

[[nodiscard]] std::shared_ptr<const TrackMusic> makeTrackMusic(std::shared_ptr<const TrackAnalysis> found,
                                                               const AnalysisCorrection& correction);
/// With the chords read anew, from `features`; null features: they stay as they were found.
[[nodiscard]] std::shared_ptr<const TrackMusic> withNewChords(const TrackMusic& music,
                                                              std::shared_ptr<const HarmonyFeatures> features);

/// Beats with their numbers, chords and sections in words.
[[nodiscard]] MusicGrid gridOf(const TrackAnalysis& analysis);

/// A chord as musicians write it: "A:min7/b3" is "Am7/C". The root is spelled as in the label. Empty for no chord.
[[nodiscard]] QString chordText(const std::string& label);
/// "F♯ minor", and short "F♯m".
[[nodiscard]] QString keyText(int tonic, bool minor);
[[nodiscard]] QString shortKeyText(int tonic, bool minor);

/// What the transport says.
[[nodiscard]] MusicFacts factsOf(const TrackMusic& music, const QString& title);
/// Tempo, meter and key in the width of a lane's header: "92 BPM · 4/4 · F".
[[nodiscard]] QString factLine(const TrackMusic& music, bool withKey);

} // namespace morphony
