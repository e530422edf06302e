// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/frame_blocks.h"
#include "io/audio_cache.h"

#include <memory>
#include <vector>

namespace morphony {

/// A piece of the style's sound played at a place of the result, at another tape speed if need be.
struct Placement {
    FrameCount at = 0;     ///< first frame in the result, may be negative
    FrameCount frames = 0; ///< in the result
    double from = 0.0;     ///< place in the material of the first frame
    double speed = 1.0;    ///< frames of material per frame of the result
    float gain = 1.0F;
    FrameCount fadeIn = 0; ///< frames of a squared-sine fade
    FrameCount fadeOut = 0;
};

/// Plays all placements, whose `at` must not fall, into audio of the given shape. Material outside its ends is silence.
/// A frame's bits depend on the placements over it alone.
[[nodiscard]] std::shared_ptr<ScratchAudio> playPlacements(const std::vector<Placement>& placements,
                                                           const BufferSource& material, FrameCount frames,
                                                           const ProgressSpan& progress);

} // namespace morphony
