// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "io/audio_cache.h"
#include "morph/mosaic/band_statistics.h"
#include "morph/mosaic/harmonic_lock.h"

#include <memory>
#include <span>
#include <vector>

namespace morphony {

/// The source with band gains applied to its spectra, its own phases kept and the same gain on every channel, so that its
/// image stays: one piece per set of gains. `lock` keeps the pitch classes in balance. Ranges of samples are made in
/// parallel, each with the windows that reach into it, so seams are exact and a sample's bits do not depend on them.
[[nodiscard]] std::vector<std::shared_ptr<ScratchAudio>> renderColours(const AudioSource& source, const BandLayout& layout,
                                                                       const HarmonicLock& lock, std::span<const BandFrames> gains,
                                                                       const ProgressSpan& progress);

} // namespace morphony
