// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace morphony {

/// A word, or one of the marks & + / % , . as a word of its own (. stands for every mark that ends a thought).
struct Token {
    std::string key;       ///< without case, accents and apostrophes; the words of a text and of the lexicon meet in it
    std::size_t begin = 0; ///< bytes of the text
    std::size_t end = 0;
};

[[nodiscard]] std::vector<Token> tokensOf(std::string_view text);

/// The keys of tokens [first, first + count), with spaces between.
[[nodiscard]] std::string joinedKeys(const std::vector<Token>& tokens, std::size_t first, std::size_t count);

/// The words of a phrase without the endings that plurals and adjectives take in the three languages. Only compares.
[[nodiscard]] std::string stemOf(const std::string& key);

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other (restricted
/// Damerau-Levenshtein), in characters of `key`s; anything above `limit` is limit + 1.
[[nodiscard]] std::size_t spellingDistance(std::string_view a, std::string_view b, std::size_t limit);

/// How many such changes are taken for a slip in a word of this many letters: none below five letters, one below eight, two
/// otherwise.
[[nodiscard]] std::size_t allowedSlips(std::size_t letters);

} // namespace morphony
