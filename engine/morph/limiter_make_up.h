// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"
#include "dsp/layer_mixer.h"

#include <memory>
#include <span>

namespace morphony {

/// The gain over the strength c that makes up for the loudness the limiter takes from the mix (MixLaw::limiterMakeUp):
/// a hot master under a ceiling of -1 dBTP would come out up to 1 LU below its source. Measured on an excerpt at half and
/// full strength, in five rounds because a louder mix is limited more; at most 3 dB, since more would be squashing.
/// Exactly 1 where the limiter costs less than 0.05 LU.
[[nodiscard]] Curve limiterMakeUp(const MixLaw& law, std::span<const std::shared_ptr<const AudioSource>> layers,
                                  JobContext& context);

} // namespace morphony
