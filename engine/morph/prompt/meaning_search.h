// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/prompt/word_matcher.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace morphony {

class MiniLm;

/// Finds what words that the lexicon does not know mean, by the sentence encoder. const and shared between threads.
class MeaningSearch {
public:
    /// Of the program's lexicon, loaded on the first call; null when the model `minilm` is not installed or damaged. The
    /// vectors of the lexicon are computed once per installation, then read from the cache folder.
    [[nodiscard]] static std::shared_ptr<const MeaningSearch> installed();

    MeaningSearch(std::shared_ptr<const MiniLm> encoder, const std::vector<LexiconEntry>& entries);

    /// `units` with runs of unknown words replaced by what they mean, where that is clear; and, when no style is named,
    /// with the style that the whole text comes nearest to.
    [[nodiscard]] std::vector<PromptUnit> withMeanings(const Lexicon& lexicon, std::string_view prompt,
                                                       std::vector<PromptUnit> units) const;

private:
    struct Found {
        std::size_t entry = 0;
        double cosine = 0.0;
    };
    /// The nearest entry (of styles alone, if asked) to a vector, when it is near enough to be meant.
    [[nodiscard]] std::optional<Found> nearest(std::span<const float> row, bool stylesOnly) const;

    std::shared_ptr<const MiniLm> m_encoder;
    std::vector<std::size_t> m_indices; ///< of the lexicon's entries, one per row
    std::vector<ReadAs> m_kinds;
    std::vector<float> m_rows;
};

} // namespace morphony
