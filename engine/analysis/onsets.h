// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/frame_blocks.h"

#include <span>
#include <vector>

namespace morphony {

/// How much new energy each frame brings: spectral flux against the past's neighbourhood, which vibrato does not trigger
/// (SuperFlux: Boeck & Widmer, DAFx 2013). As librosa.onset.onset_strength(sr = 44,100, n_fft = 2,048, hop_length = 512,
/// n_mels = 128, fmin = 27.5, fmax = 16,000, lag = 2, max_size = 3) on the power spectrum's mean over the channels; at
/// other rates the sizes follow StftShape::scaledTo and fmax ends at 95 % of Nyquist. Levels are floored 80 dB under the
/// loudest value of each five minutes, so that memory stays bounded.
struct OnsetStrength {
    std::vector<float> values;
    double framesPerSecond = 0.0;
};
[[nodiscard]] OnsetStrength onsetStrength(const AudioSource& source, const ProgressSpan& progress);

/// Times in seconds of the peaks of an onset strength: librosa.onset.onset_detect with its own constants (the largest
/// within 30 ms before, 0.07 of the piece's maximum above the mean of 100 ms either way, 30 ms apart). Empty for silence.
[[nodiscard]] std::vector<double> pickOnsets(const OnsetStrength& strength);

} // namespace morphony
