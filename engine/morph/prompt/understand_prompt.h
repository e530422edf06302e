// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/morph_request.h"
#include "morph/prompt/style_spec.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace morphony {

/// The longest text that is read, in bytes; a longer one is refused.
constexpr std::size_t kLongestPrompt = 2000;

/// A style that the lexicon does not know, such as a user's own sheet.
struct ExtraStyle {
    std::string id;
    std::string name; ///< how people may call it
};

/// Reads a prompt in English, German or Spanish, in any mixture. Words are looked up in the lexicon (resources/prompt/),
/// then by their spelling; what is left is compared by meaning when the sentence encoder `minilm` is installed, and else
/// ignored. The text is only read: it never becomes a file's name, a command or a pattern.
/// The first call reads the lexicon (some milliseconds); the first text with unknown words also loads the encoder.
/// Any thread. Throws EngineError (BadUsage) when the text is empty or too long, or when nothing in it can be understood,
/// with the nearest styles.
[[nodiscard]] StyleSpec understandPrompt(std::string_view prompt, const std::vector<ExtraStyle>& extraStyles = {});

/// The stems that stay the source's for `spec`.
[[nodiscard]] std::set<Stem> keptStems(const StyleSpec& spec);

} // namespace morphony
