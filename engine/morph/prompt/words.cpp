// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/prompt/words.h"

#include "core/unicode.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace morphony {

namespace {

constexpr std::u32string_view kApostrophes = U"'’‘`´";
constexpr std::u32string_view kWordMarks = U"&+/%,";
constexpr std::u32string_view kEnds = U".;:!?()[]{}\n|\"“”„«»–—…¿¡、。，！？";

bool isOneOf(std::u32string_view set, char32_t character) { return set.find(character) != std::u32string_view::npos; }

/// Adds to the last token when it ends where this begins.
void addToWord(const CodePoint& point, bool& open, std::vector<Token>& tokens) {
    if (!open) {
        tokens.push_back({{}, point.begin, point.end});
        open = true;
    }
    appendFolded(point.value, tokens.back().key);
    tokens.back().end = point.end;
}

std::string stemOfWord(std::string word) {
    constexpr std::size_t kShortest = 5; // of what is left
    static constexpr std::array<std::string_view, 9> kEndings{"s", "es", "e", "en", "er", "em", "a", "o", "os"};
    if (word.size() > 4 && word.back() == 's' && word[word.size() - 2] != 's') {
        word.pop_back(); // plurals come first: "flutes" and "flute" must end the same way
    }
    std::string_view cut;
    for (const std::string_view ending : kEndings) {
        if (word.ends_with(ending) && word.size() >= kShortest + ending.size() && ending.size() > cut.size()) {
            cut = ending;
        }
    }
    word.resize(word.size() - cut.size());
    return word;
}

} // namespace

std::vector<Token> tokensOf(std::string_view text) {
    std::vector<Token> tokens;
    bool open = false;
    for (const CodePoint& point : codePoints(text)) {
        const CharacterClass is = classOf(point.value);
        if (is == CharacterClass::Letter || is == CharacterClass::Digit) {
            addToWord(point, open, tokens);
        } else if (isOneOf(kApostrophes, point.value) || is == CharacterClass::Mark) {
            // "80's" is "80s"; an accent of its own belongs to the letter before it
            if (open) {
                tokens.back().end = point.end;
            }
        } else {
            open = false;
            if (isOneOf(kWordMarks, point.value)) {
                tokens.push_back({std::string(1, static_cast<char>(point.value)), point.begin, point.end});
            } else if (isOneOf(kEnds, point.value)) {
                tokens.push_back({".", point.begin, point.end});
            }
        }
    }
    std::erase_if(tokens, [](const Token& token) { return token.key.empty(); });
    return tokens;
}

std::string joinedKeys(const std::vector<Token>& tokens, std::size_t first, std::size_t count) {
    std::string key;
    for (std::size_t i = first; i < first + count; ++i) {
        key += (i > first ? " " : "") + tokens[i].key;
    }
    return key;
}

std::string stemOf(const std::string& key) {
    std::istringstream words(key);
    std::string stem;
    for (std::string word; words >> word;) {
        stem += (stem.empty() ? "" : " ") + stemOfWord(word);
    }
    return stem;
}

std::size_t spellingDistance(std::string_view a, std::string_view b, std::size_t limit) {
    const std::size_t longer = std::max(a.size(), b.size());
    if (longer - std::min(a.size(), b.size()) > limit) {
        return limit + 1;
    }
    // three rows of the table: a swap looks two rows back
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        above[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        std::size_t best = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
            best = std::min(best, row[j]);
        }
        if (best > limit) {
            return limit + 1;
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return std::min(above[b.size()], limit + 1);
}

std::size_t allowedSlips(std::size_t letters) { return letters < 5 ? 0 : letters < 8 ? 1 : 2; }

} // namespace morphony
