// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/minilm/word_pieces.h"

#include "core/engine_error.h"
#include "core/unicode.h"

#include <algorithm>
#include <array>

namespace morphony {

namespace {

constexpr std::size_t kLongestWord = 100; // in characters; longer ones are unknown as a whole

bool isChinese(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

/// BERT counts all ASCII that is neither letter nor digit as marks, "$" and "~" too.
bool isMark(char32_t c) {
    const bool ascii = (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
    return ascii || classOf(c) == CharacterClass::Punctuation;
}

/// Words in lower case, without accents.
std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    bool open = false;
    std::vector<char32_t> characters;
    for (const CodePoint& point : codePoints(text)) {
        const CharacterClass is = classOf(point.value);
        if (point.value == 0 || point.value == 0xFFFD || is == CharacterClass::Control) {
            continue; // taken out before words are cut: what stands on both sides is one word
        }
        if (is == CharacterClass::Space) {
            open = false;
            continue;
        }
        characters.clear();
        appendLowerWithoutMarks(point.value, characters);
        for (const char32_t character : characters) {
            const bool alone = isChinese(character) || isMark(character);
            if (alone || !open) {
                words.emplace_back();
            }
            appendUtf8(character, words.back());
            open = !alone;
        }
    }
    return words;
}

} // namespace

WordPieces::WordPieces(std::string_view vocabulary) {
    std::uint32_t number = 0;
    for (std::size_t at = 0; at < vocabulary.size();) {
        const std::size_t end = std::min(vocabulary.find('\n', at), vocabulary.size());
        m_numbers.emplace(vocabulary.substr(at, end - at), number++);
        at = end + 1;
    }
    const std::array<std::pair<const char*, std::uint32_t*>, 3> specials{
        {{"[UNK]", &m_unknown}, {"[CLS]", &m_begin}, {"[SEP]", &m_end}}};
    for (const auto& [piece, place] : specials) {
        const auto found = m_numbers.find(piece);
        if (found == m_numbers.end()) {
            throw EngineError(ErrorKind::MissingResource, std::string("The sentence encoder's vocabulary has no ") + piece +
                                                              "; set the models up again (packaging/dev setup).");
        }
        *place = found->second;
    }
}

std::vector<std::uint32_t> WordPieces::encode(std::string_view text, std::size_t most) const {
    std::vector<std::uint32_t> numbers{m_begin};
    for (const std::string& word : wordsOf(text)) {
        if (numbers.size() >= most) {
            break;
        }
        appendPieces(word, numbers);
    }
    numbers.resize(std::min(numbers.size(), most - 1));
    numbers.push_back(m_end);
    return numbers;
}

/// The longest piece first; pieces that go on a word are written "##ing".
void WordPieces::appendPieces(const std::string& word, std::vector<std::uint32_t>& numbers) const {
    std::vector<std::size_t> ends; // of the characters, in bytes
    for (const CodePoint& point : codePoints(word)) {
        ends.push_back(point.end);
    }
    if (ends.size() > kLongestWord) {
        numbers.push_back(m_unknown);
        return;
    }
    const std::size_t before = numbers.size();
    for (std::size_t begin = 0; begin < word.size();) {
        bool found = false;
        for (auto end = ends.rbegin(); end != ends.rend() && *end > begin && !found; ++end) {
            const auto piece = m_numbers.find((begin > 0 ? "##" : "") + word.substr(begin, *end - begin));
            if (piece != m_numbers.end()) {
                numbers.push_back(piece->second);
                begin = *end;
                found = true;
            }
        }
        if (!found) { // a word with a part that has no piece is unknown as a whole
            numbers.resize(before);
            numbers.push_back(m_unknown);
            return;
        }
    }
}

} // namespace morphony
