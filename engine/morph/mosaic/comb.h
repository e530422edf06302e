// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/frame_blocks.h"
#include "io/audio_cache.h"

#include <memory>

namespace morphony {

/// `sound` let through only where `reference` has partials: every bin is multiplied by the reference's magnitude relative
/// to its upper envelope (some 170 Hz either way), at least 0.05. So sounds of another piece keep their life and lose the
/// notes that the reference does not play. Both have one length and rate.
[[nodiscard]] std::shared_ptr<ScratchAudio> combed(const AudioSource& sound, const AudioSource& reference,
                                                   const ProgressSpan& progress);

} // namespace morphony
