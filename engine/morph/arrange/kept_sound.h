// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/frame_blocks.h"
#include "io/audio_cache.h"

#include <memory>

namespace morphony {

/// What is kept of a source beside a new rhythm section, of the source's shape: its lasting part (median filters along time
/// and frequency), its bass cut for the new one, a little brighter, evened out in level, and with `chorus` (0 to 1)
/// widened. `sourceLufs` is the source's loudness; `lufs` gets the result's, -70 for nothing. Uses all processors; a
/// sample's bits depend neither on their number nor on time.
[[nodiscard]] std::shared_ptr<ScratchAudio> keptSound(const AudioSource& source, double sourceLufs, double chorus,
                                                      double& lufs, const ProgressSpan& progress);

} // namespace morphony
