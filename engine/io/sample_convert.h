// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"

#include <cstdint>

namespace morphony {

/// Float samples to the integers of a file of `bits` (16 or 24), left-aligned in 32 bits as libsndfile wants them.
///
/// One step is 2^-(bits-1) of full scale on both sides of zero, the inverse of how integers are read, so a sample read
/// from a file of that depth comes back bit for bit. (libsndfile's own conversion multiplies by 2^(bits-1) - 1.) Out of
/// range clips. At 16 bits, samples between the steps get triangular dither that depends on nothing but the sample's
/// place (`position` is that of audio's first frame), so the same audio gives the same bytes however it is cut into blocks.
void toIntegers(ConstAudioView audio, FrameCount position, int bits, std::int32_t* interleaved);

} // namespace morphony
