// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/beat_decoder.h"
#include "analysis/pulse.h"
#include "analysis/track_analysis.h"
#include "core/audio_source.h"
#include "core/job_context.h"

namespace morphony {

/// Tempo, beats, bars and meter of any piece; nothing where there is no beat. `mono` is at 22,050 Hz.
///
/// BeatNet's three models hear where beats may be; a chain of beats (beat_decoder.h) is laid through what they hear, over
/// the piece as a whole; the groove tells whether that chain, or half or twice or another part of it, is the beat
/// (pulse.h); drums, chords and bass on and between the beats tell which of them open bars (bar_lines.h); beats that
/// nothing supports (silences, free time, the last chord's release) are left out. Runs on all processors with the same
/// result for any number of them; keeps some 250 bytes per 20 ms of music. Reports progress of the stage that the caller
/// has begun; stops within 200 ms of a cancel. Throws EngineError (MissingResource) when the networks' weights are not
/// installed.
[[nodiscard]] Rhythm analyseRhythm(const AudioSource& mono, JobContext& context);

/// A rhythm from the decoder's beats, the pulse with its bars that was made of them, and what BeatNet heard.
[[nodiscard]] Rhythm rhythmFrom(const std::vector<DecodedBeat>& decoded, const Pulse& pulse,
                                const BeatActivations& activations);

} // namespace morphony
