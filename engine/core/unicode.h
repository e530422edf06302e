// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace morphony {

/// Characters of text in UTF-8. Functions of values, any thread.
struct CodePoint {
    char32_t value = 0;    ///< U+FFFD for each byte that is no UTF-8
    std::size_t begin = 0; ///< its bytes in the text
    std::size_t end = 0;
};
[[nodiscard]] std::vector<CodePoint> codePoints(std::string_view text);

enum class CharacterClass { Letter, Digit, Mark, Space, Punctuation, Symbol, Control };
[[nodiscard]] CharacterClass classOf(char32_t character);

/// Appends a character, in UTF-8.
void appendUtf8(char32_t character, std::string& text);

/// Appends what is the same for "É", "é", "e" and a full-width "E": compatibility form, case and marks removed.
void appendFolded(char32_t character, std::string& text);

/// Appends the lower-case characters of the canonical decomposition, without its non-spacing marks: what BERT's uncased
/// vocabularies are made of.
void appendLowerWithoutMarks(char32_t character, std::vector<char32_t>& characters);

} // namespace morphony
