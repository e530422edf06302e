// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/analysis_rate.h"
#include "analysis/chord_chroma.h"
#include "analysis/track_analysis.h"
#include "analysis/tuning.h"
#include "core/audio_source.h"
#include "core/job_context.h"

#include <optional>
#include <vector>

namespace morphony {

/// What the audio says about its harmony, frame by frame, before anything is known of beats or key. Frame t is centred on
/// t * kHopSeconds. About 1 kB per frame: 3 MB for five minutes, 110 MB for three hours.
struct HarmonyFeatures {
    static constexpr double kHopSeconds = 2'048.0 / kAnalysisRate.hz; ///< 92.9 ms
    static constexpr std::size_t kBasses = 13;                ///< C first, then none

    double seconds = 0.0; ///< of the piece
    std::size_t frames = 0;
    Tuning tuning;
    std::vector<float> chords;       ///< frames x kChords: log of the chord's probability (chord_vocabulary.h)
    std::vector<float> pitches;      ///< frames x 12: log odds that the pitch class belongs to the chord
    std::vector<float> basses;       ///< frames x kBasses: log of the bass note's probability
    std::vector<ChordChroma> chroma;
    /// 0 to 1: how far what sounds is made of notes of several pitch classes. Near 0 for silence, noise, drums, speech
    /// and a lone tone, about 1 for most music.
    std::vector<float> evidence;
    /// For the beat tracker: 0 to 1, how much the harmony changes at time t * kHopSeconds, from the 0.37 s before to the
    /// 0.37 s after (1 - Bhattacharyya coefficient of the chords' and of the pitch classes' distributions).
    std::vector<float> changes;
};

/// Constant-Q transform, tuning, chord network and note chroma of `mono`, which is at kAnalysisRate. All processors, or the
/// caller's one inside a parallelFor; the same bits either way. Polls `context` for cancel, tells no progress. Throws
/// EngineError (MissingResource) without the weights of crema.
[[nodiscard]] HarmonyFeatures harmonyFeatures(const AudioSource& mono, const JobContext& context);

/// Tuning, key, modulations and chords. Chords change on beats, and more readily on downbeats and in the middle of a bar
/// of four; without beats on a grid of about half a second. Pure and quick (20 ms for five minutes): call it again when
/// beats or the key are corrected by hand. With `key` the whole piece is in that key, with confidence 1.
[[nodiscard]] Harmony harmonyOf(const HarmonyFeatures& features, const Rhythm& rhythm,
                                const std::optional<Key>& key = std::nullopt);

} // namespace morphony
