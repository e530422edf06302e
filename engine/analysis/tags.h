// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "core/audio_source.h"
#include "core/job_context.h"

#include <optional>
#include <string>
#include <vector>

namespace morphony {

/// What two networks say about a piece as a whole.
struct TagSet {
    std::vector<MusicTag> tags;    ///< every word they know, most probable first; empty where nothing sounds
    std::optional<double> singing; ///< probability that somebody sings; none where nothing sounds
    std::string problem;           ///< why there is nothing, for people: a model that is not installed. Else empty.
};

/// Patches of three seconds that are listened to, spread evenly over a piece.
inline constexpr int kTagPatches = 12;

/// Listens with both musicnn models, MTT (instruments, voices, pace) and MSD (genres, eras, moods), to kTagPatches patches
/// of three seconds, or to all of a piece that is shorter, and averages over those in which something sounds (-70 dBFS
/// rms and above). A word that both models know gets the mean of both. Silence and less than a second of audio have no
/// tags. Without the models the result is empty and says so in `problem`.
///
/// A network's probability is how often people gave the word to music that sounds so, not whether it fits: 0.3 is already
/// much for a genre.
///
/// `singing` rests on the words for voices and was fitted to known music (tags.cpp). On other packages and other songs, 58
/// instrumental tracks have a mean of 0.17, and four of them, with distorted guitars, are between 0.5 and 0.8; of five
/// songs four are above 0.9, and one in which the networks hear no voice is at 0.2. Speech stays below 0.2; rap would too.
/// What it knows of singing is metal from one band, the only sung music at hand: between 0.4 and 0.8 it does not know.
///
/// Uses all processors; the current stage of `context` runs from 0 to 1 over it. Memory: some 15 MB, and 3 MB a processor.
[[nodiscard]] TagSet analyseTags(const AudioSource& audio, JobContext& context);

} // namespace morphony
