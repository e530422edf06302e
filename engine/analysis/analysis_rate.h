// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"

namespace morphony {

/// What beats, harmony, notes and sections are heard at: every network that listens for them was trained at this rate.
inline constexpr SampleRate kAnalysisRate{22'050};

} // namespace morphony
