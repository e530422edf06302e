// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"
#include "dsp/stft.h"

namespace morphony {

/// Separation of what lasts from what strikes by medians along time and along 31 bins (Fitzgerald, DAFx 2010), with soft
/// masks of power 2, on the magnitudes of the channels' mean; every channel gets the same mask, so the image stays.
struct HpssShape {
    StftShape stft{4096, 1024}; ///< for 44,100 Hz; see StftShape::scaledTo
    int timeWidth = 17;         ///< frames, 17 or 31 (median_rows.h)
    /// Selects what stands instead: a bin by its median along time against its own magnitude, whatever lies beside it.
    bool standing = false;
};

/// The lasting part of the samples of `range`; what strikes is the rest of the source. A sample's bits do not depend on
/// the range it is asked in. Memory: some 35 kB a frame of the range. Polls `context` every few milliseconds.
[[nodiscard]] AudioBuffer harmonicPart(const AudioSource& source, FrameRange range, const HpssShape& shape,
                                       const JobContext& context);

} // namespace morphony
