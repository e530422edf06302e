// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dsp/layer_mixer.h"
#include "dsp/loudness.h"

namespace morphony {

/// MixLaw::gateMakeUp at nine evenly spaced strengths, from `loudness` of the law's layers and `law.loudness` of the same.
/// Where a layer sounds while the source is quiet, a meter counts these stretches in the mix and not in the source, which
/// came to 1.2 LU. `law.calibration` is not used. Constantly 1 where the source is silent.
[[nodiscard]] Curve gateMakeUp(const MixLaw& law, const MixLoudness& loudness);

} // namespace morphony
