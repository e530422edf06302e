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
/// as StftShape::scaledTo does. Silent frames are all zero.
[[nodiscard]] std::vector<ChromaFrame> chromagram(const AudioSource& source, JobContext& context);

/// Share of frames with the same dominant pitch class (one-hot), and mean cosine of the frames as they are (soft).
/// Frames that are silent in both are left out; silent in one only count 0. 1 for identical input.
struct ChromaSimilarity {
    double oneHot = 0.0;
    double soft = 0.0;
};
[[nodiscard]] ChromaSimilarity chromaSimilarity(std::span<const ChromaFrame> a, std::span<const ChromaFrame> b);

} // namespace morphony
