// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/frame_blocks.h"
#include "dsp/hpss.h"

#include <memory>

namespace morphony {

/// The lasting part of a piece (dsp/hpss), block by block into a file, on all processors. Any thread; polls the context.
/// Throws EngineError (OutputUnwritable) without room on the disk.
[[nodiscard]] std::shared_ptr<const AudioSource> lastingPart(const AudioSource& piece, const HpssShape& shape,
                                                             const ProgressSpan& progress);

/// What is left of a piece without a part of it, subtracted as it is read. Both have one shape.
[[nodiscard]] std::shared_ptr<const AudioSource> without(std::shared_ptr<const AudioSource> whole,
                                                         std::shared_ptr<const AudioSource> part);

} // namespace morphony
