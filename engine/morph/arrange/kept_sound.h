// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dsp/frame_blocks.h"
#include "io/audio_cache.h"

#include <memory>

namespace morphony {

/// The part of the source that stays under a new rhythm section: its harmonic half, of the same rate, channels and length.
/// Split by medians along time and frequency (Fitzgerald, DAFx 2010; 31 frames and 31 bins of an STFT of 2,048 samples, soft
/// mask of power 2), then coloured to leave room for the band: bass cut below 120 Hz, 5 dB more above 3.5 kHz, loud and soft
/// brought nearer to each other by half within 50 ms. `lufs` gets its loudness.
[[nodiscard]] std::shared_ptr<ScratchAudio> keptSound(const AudioSource& source, double chorus, double& lufs, const ProgressSpan& progress);

} // namespace morphony
