// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"

#include <string>

namespace morphony::cli {

/// An analysis for people: a few aligned lines, then the sections with their chords.
[[nodiscard]] std::string analysisToText(const TrackAnalysis& analysis, const std::string& file);

} // namespace morphony::cli
