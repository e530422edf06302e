// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

/// Pitch-class energies per frame, C first.
using ChromaFrame = std::array<float, 12>;

/// Chromagram as the chroma-cosine metric of audiocraft defines it: mono (mean of channels), power STFT with
/// n_fft = 16,384 and hop = n_fft / 4, librosa.filters.chroma(n_chroma = 12, tuning = 0) with its default Gaussian
/// dominance window (ctroct 5, octwidth 2, norm 2), each frame scaled to a maximum of 1. The STFT size follows the rate
/// as StftShape::scaledTo does. Frames softer than a tone of some -88 dBFS are silent: all zero. The frames are made on
/// all processors and are the same bits for any number of them; progress goes from 0 to 1 in the current stage.
[[nodiscard]] std::vector<ChromaFrame> chromagram(const AudioSource& source, JobContext& context);

/// Share of frames with the same dominant pitch class (one-hot), and mean cosine of the frames as they are (soft).
/// Frames that are silent in both are left out; silent in one only count 0, and so does what one of the two is longer
/// by. 1 for identical input, silence included.
struct ChromaSimilarity {
    double oneHot = 0.0;
    double soft = 0.0;
};
[[nodiscard]] ChromaSimilarity chromaSimilarity(std::span<const ChromaFrame> a, std::span<const ChromaFrame> b);

} // namespace morphony
