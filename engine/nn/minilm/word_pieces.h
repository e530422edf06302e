// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace morphony {

/// BERT's tokenizer for uncased vocabularies: words without case and accents, every mark and every Chinese character a word
/// of its own, each cut into the longest pieces that the vocabulary holds. const and shared between threads.
class WordPieces {
public:
    /// `vocabulary`: one piece per line, the first is number 0. Throws EngineError (MissingResource) when a special piece,
    /// such as [CLS], is missing.
    explicit WordPieces(std::string_view vocabulary);

    /// Numbers of the pieces with [CLS] before and [SEP] behind them, at most `most` with both.
    [[nodiscard]] std::vector<std::uint32_t> encode(std::string_view text, std::size_t most) const;

    [[nodiscard]] std::size_t size() const { return m_numbers.size(); }

private:
    void appendPieces(const std::string& word, std::vector<std::uint32_t>& numbers) const;

    std::unordered_map<std::string, std::uint32_t> m_numbers;
    std::uint32_t m_unknown = 0, m_begin = 0, m_end = 0;
};

} // namespace morphony
