// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unicode.h"

#include <algorithm>
#include <array>
#include <utf8proc.h>

namespace morphony {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

using Decomposed = std::array<utf8proc_int32_t, 32>; // the longest, of U+FDFA, has 18

std::size_t decompose(char32_t character, utf8proc_option_t options, Decomposed& parts) {
    int lastClass = 0;
    const auto count =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(character), parts.data(), parts.size(), options, &lastClass);
    return count < 0 ? 0 : std::min(static_cast<std::size_t>(count), parts.size());
}

} // namespace

std::vector<CodePoint> codePoints(std::string_view text) {
    std::vector<CodePoint> points;
    points.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        utf8proc_int32_t value = 0;
        const auto used = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                           static_cast<utf8proc_ssize_t>(text.size() - at), &value);
        const std::size_t bytes = used > 0 ? static_cast<std::size_t>(used) : 1;
        points.push_back({used > 0 ? static_cast<char32_t>(value) : kReplacement, at, at + bytes});
        at += bytes;
    }
    return points;
}

CharacterClass classOf(char32_t character) {
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(character));
    if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) {
        return CharacterClass::Letter;
    }
    if (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME) {
        return CharacterClass::Mark;
    }
    if (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO) {
        return CharacterClass::Digit;
    }
    if (category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO) {
        return CharacterClass::Punctuation;
    }
    if (category >= UTF8PROC_CATEGORY_SM && category <= UTF8PROC_CATEGORY_SO) {
        return CharacterClass::Symbol;
    }
    const bool space =
        (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP) || (character >= '\t' && character <= '\r');
    return space ? CharacterClass::Space : CharacterClass::Control;
}

void appendUtf8(char32_t character, std::string& text) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto count = utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), bytes.data());
    text.append(reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::size_t>(std::max<utf8proc_ssize_t>(count, 0)));
}

void appendFolded(char32_t character, std::string& text) {
    Decomposed parts{};
    const auto options =
        static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK);
    const std::size_t count = decompose(character, options, parts);
    for (std::size_t i = 0; i < count; ++i) {
        appendUtf8(static_cast<char32_t>(parts[i]), text);
    }
}

void appendLowerWithoutMarks(char32_t character, std::vector<char32_t>& characters) {
    Decomposed parts{};
    const std::size_t count = decompose(character, UTF8PROC_DECOMPOSE, parts);
    for (std::size_t i = 0; i < count; ++i) {
        if (utf8proc_category(parts[i]) != UTF8PROC_CATEGORY_MN) {
            characters.push_back(static_cast<char32_t>(utf8proc_tolower(parts[i])));
        }
    }
}

} // namespace morphony
