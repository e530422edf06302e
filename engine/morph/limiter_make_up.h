// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"
#include "core/job_context.h"
#include "dsp/layer_mixer.h"

#include <span>

namespace morphony {

/// The gain over the strength c that makes up for the loudness the limiter takes from the mix (MixLaw::limiterMakeUp):
/// a hot master under a ceiling of -1 dBTP would come out up to 1 LU below its source. Measured on excerpts at half and
/// full strength, in five rounds because a louder mix is limited more; at most 3 dB, since more would be squashing.
/// Exactly 1 where the limiter costs less than 0.05 LU.
[[nodiscard]] Curve limiterMakeUp(const MixLaw& law, std::span<const AudioBuffer> excerpts, SampleRate rate,
                                  const JobContext& context);

} // namespace morphony
