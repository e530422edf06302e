// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/prompt/word_matcher.h"

#include <vector>

namespace morphony {

/// Puts the words of a prompt together: what negations, "keep", intensities and shares belong to, and what it all adds up
/// to. Never throws; a spec without readings means that nothing was understood.
[[nodiscard]] StyleSpec buildSpec(const Lexicon& lexicon, const std::vector<PromptUnit>& units);

} // namespace morphony
