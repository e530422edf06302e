// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/prompt/word_matcher.h"

#include <optional>
#include <vector>

namespace morphony {

/// An entry that the prompt names, with what its clause says about it.
struct Wish {
    std::size_t unit = 0;
    Reading::Role role = Reading::Role::Wanted;
    double factor = 1.0;             ///< of the words of intensity before it; for Unwanted 1 none, 0.5 less
    std::optional<double> share;     ///< "70 %"
    bool accompanies = false;        ///< "X with Y": is Y, and X was a style
    bool opposite = false;           ///< "not too fast"
};

struct Clauses {
    std::vector<Wish> wishes; ///< in the order of the text
    bool keepEverything = false;
    bool onlyThese = false;
};

/// Finds what negations, "keep", "only", intensities and shares belong to.
[[nodiscard]] Clauses readClauses(const Lexicon& lexicon, const std::vector<PromptUnit>& units);

} // namespace morphony
