// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"

namespace morphony {

/// Percussive share of the power of a piece, 0 (held tones) to 1 (drums, noise bursts): median-filter separation
/// (Fitzgerald, DAFx 2010) of the power STFT of 2,048 samples with hop 512 at 22,050 Hz, 17 frames along time against 31
/// bins along frequency, soft mask of power 2, on at most 64 s in evenly spread sections of 8 s. 0 for silence.
/// `mono` is at 22,050 Hz.
[[nodiscard]] double percussiveShare(const AudioSource& mono, const JobContext& context);

} // namespace morphony
