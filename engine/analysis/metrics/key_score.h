// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"

#include <optional>

namespace morphony {

/// key_score: mir_eval.key.weighted_score (0.8.2, MIREX's weights). 1 for the same key, 0.5 when the result is a fifth
/// above the source in the same mode, 0.3 for the relative key, 0.2 for the parallel one, 0 otherwise. 0 where the result
/// has no key; none where the source has none.
[[nodiscard]] std::optional<double> keyScore(const std::optional<KeySpan>& source, const std::optional<KeySpan>& result);

} // namespace morphony
