// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/beat_evidence.h"
#include "core/audio_source.h"
#include "core/job_context.h"

namespace morphony {

/// Lets BeatNet's three models and the ear for changes listen to `mono` (22,050 Hz).
[[nodiscard]] BeatEvidence gatherBeatEvidence(const AudioSource& mono, JobContext& context);

/// The figures of every frame; in parallel.
[[nodiscard]] std::vector<BeatEvidence::Figures> allFigures(const BeatEvidence& evidence, const JobContext& context);

/// What BeatNet hears, made clearer where much starts at once and doubted where nothing does: a weighted geometric mean of
/// its probability and of the rise of all bands, relative to the loudest of the piece.
[[nodiscard]] BeatActivations weighedByRises(BeatActivations heard, const std::vector<BeatEvidence::Figures>& figures);

/// Beats as the rises alone speak for them: a pulse of the music, steadier than what BeatNet hears, but any of its pulses.
[[nodiscard]] BeatActivations risesAsBeats(const std::vector<BeatEvidence::Figures>& figures);

/// Seconds of the last frame in which much starts at once, measured by the loudest of the piece; 0 without frames.
[[nodiscard]] double lastOnset(const std::vector<BeatEvidence::Figures>& figures);

} // namespace morphony
