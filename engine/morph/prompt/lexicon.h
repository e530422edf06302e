// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/embedded_file.h"
#include "morph/prompt/style_spec.h"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace morphony {

struct ExtraStyle;

/// Something a prompt can ask for.
struct LexiconEntry {
    ReadAs kind = ReadAs::Style;
    std::string id;
    std::string name;
    std::string gloss;                             ///< the name in other words, for comparing by meaning
    std::vector<Weighted> mix;                     ///< style sheets that it is, or that it suggests
    std::map<int, std::vector<Weighted>> mixByEra; ///< instead of `mix` when that decade is asked for
    double energy = 0.0;                           ///< moods: −1 to 1
    std::string stem;                              ///< instruments: "vocals", "drums", "bass" or "other"
    int decade = 0;                                ///< eras
};

/// What a word or phrase does in a prompt.
enum class WordUse {
    Entry,      ///< names a LexiconEntry
    Not,        ///< "no": the next are not wanted
    NotAfter,   ///< "out": those before are not wanted
    Keep,
    KeepAfter,
    Replace,    ///< "replace": the next, up to With, are not wanted
    But,
    With,
    And,
    Or,
    Only,
    Rest,       ///< "everything else"
    Everything,
    Between,
    NotTooMuch, ///< "not too": the next, but mildly the other way round
    Intensity,  ///< value: factor, below 0 for "less"
    Share,      ///< value: 0 to 1
    Comma,
    Stop,
    Filler,     ///< means nothing by itself
    Unknown,
};

struct WordMeaning {
    WordUse use = WordUse::Unknown;
    std::size_t entry = 0;   ///< of Lexicon::entries(), for Entry
    double value = 1.0;
    bool adjective = false;  ///< "jazzy": colours, rather than names, a style
    bool name = false;       ///< the entry's own name
};

/// The words of resources/prompt/*.json, looked up by key (tokensOf()). const and shared between threads.
class Lexicon {
public:
    /// Throws EngineError (Internal) that names the file and the entry when the data is wrong.
    explicit Lexicon(std::span<const EmbeddedFile> files);

    /// A copy that knows more styles.
    [[nodiscard]] Lexicon with(const std::vector<ExtraStyle>& styles) const;

    [[nodiscard]] const std::vector<LexiconEntry>& entries() const { return m_entries; }
    [[nodiscard]] const WordMeaning* find(const std::string& key) const;
    /// The same but for the endings of words. Ordinary words are not found so.
    [[nodiscard]] const WordMeaning* findByStem(const std::string& key) const;
    /// The key of the phrase that should be read instead, or null.
    [[nodiscard]] const std::string* rewritten(const std::string& key) const;
    /// Words that end compounds: "musik", "beat".
    [[nodiscard]] std::span<const std::string> compoundEnds() const { return m_compoundEnds; }
    /// Whether the word stands in the lexicon, alone or in a phrase, or is an ordinary word of one of its languages: such a
    /// word is never taken for a misspelled one.
    [[nodiscard]] bool knowsWord(const std::string& key) const;
    [[nodiscard]] std::size_t longestPhrase() const { return m_longestPhrase; } ///< in tokens

    struct Spelled {
        const WordMeaning* meaning = nullptr; ///< null: none is near enough
        double confidence = 0.0;
    };
    /// The phrase for an entry that is spelled nearly like `key`, spaces left out of account.
    [[nodiscard]] Spelled findBySpelling(const std::string& key) const;

    /// Names of the styles that look most like one of the words, for an error message.
    [[nodiscard]] std::vector<std::string> stylesLike(const std::vector<std::string>& keys, std::size_t count) const;

private:
    struct Loader;
    struct Written { ///< a phrase for an entry, without spaces
        std::string text;
        std::string key;
    };

    void addWord(std::string_view words, const WordMeaning& meaning);

    std::vector<LexiconEntry> m_entries;
    std::unordered_map<std::string, WordMeaning> m_meanings;
    std::unordered_map<std::string, std::string> m_keyOfStem;
    std::unordered_map<std::string, std::string> m_rewrites;
    std::vector<std::string> m_compoundEnds;
    std::unordered_set<std::string> m_known;
    std::unordered_set<std::string> m_ordinary;
    std::map<char, std::vector<Written>> m_written; ///< by first letter
    std::size_t m_longestPhrase = 1;
};

/// The lexicon of the program.
[[nodiscard]] const Lexicon& promptLexicon();

} // namespace morphony
