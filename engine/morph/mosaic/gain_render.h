// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "io/audio_cache.h"
#include "morph/mosaic/band_statistics.h"
#include "morph/mosaic/harmonic_lock.h"

#include <memory>

namespace morphony {

/// Keeps the notes of what is rendered those of `reference`, by at most `capDb` a pitch class.
struct LockTo {
    const HarmonicLock& lock;
    const AudioSource& reference;
    float capDb = 4.0F;
};

/// `audio` with band gains applied to its spectra, its own phases kept and the same gain on every channel, so that its
/// image stays. Ranges of samples are made in parallel, each with the windows that reach into it, so seams are exact and
/// a sample's bits do not depend on them. `lock` may be null.
[[nodiscard]] std::shared_ptr<ScratchAudio> renderGains(const AudioSource& audio, const BandLayout& layout,
                                                        const BandFrames& gains, const LockTo* lock,
                                                        const ProgressSpan& progress);

} // namespace morphony
