// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"

namespace morphony {

/// What is known about a part of a piece, its times counted from the part's beginning.
[[nodiscard]] TrackAnalysis analysisOf(TrackAnalysis whole, TimeRange part);

} // namespace morphony
