// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "io/audio_cache.h"
#include "morph/mosaic/band_statistics.h"

#include <memory>
#include <span>
#include <vector>

namespace morphony {

/// The source with band gains applied to its spectra, its own phases kept and the same gain on every channel, so that its
/// image stays: one piece per set of gains, from one analysis. Ranges of frames run in parallel and overlap by a window,
/// so seams are exact: each sample is the same sum in the same order wherever the ranges end.
[[nodiscard]] std::vector<std::shared_ptr<ScratchAudio>> renderColours(const AudioSource& source, const BandLayout& layout,
                                                                       std::span<const BandFrames> gains,
                                                                       const ProgressSpan& progress);

} // namespace morphony
