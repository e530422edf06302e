// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/prompt/lexicon.h"
#include "morph/prompt/words.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace morphony {

/// A stretch of the prompt with one meaning.
struct PromptUnit {
    WordMeaning meaning;
    std::size_t begin = 0; ///< bytes of the prompt
    std::size_t end = 0;
    Reading::How how = Reading::How::Exact;
    double confidence = 1.0;
    std::optional<int> bpm;  ///< with an entry of kind Tempo: "124 bpm"
    std::string key;         ///< of unknown words
};

/// Cuts a prompt into the longest phrases that the lexicon knows; words that it does not know are units of use Unknown.
[[nodiscard]] std::vector<PromptUnit> matchWords(const Lexicon& lexicon, std::string_view prompt);

} // namespace morphony
