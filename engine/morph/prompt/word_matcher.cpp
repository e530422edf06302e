// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/prompt/word_matcher.h"

#include <algorithm>
#include <charconv>

namespace morphony {

namespace {

std::optional<int> numberAt(std::string_view text, std::string_view ending = {}) {
    int value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view rest(stop, static_cast<std::size_t>(text.data() + text.size() - stop));
    return error == std::errc() && rest == ending ? std::optional(value) : std::nullopt;
}

class Matcher {
public:
    Matcher(const Lexicon& lexicon, std::string_view prompt) : m_lexicon(lexicon), m_tokens(tokensOf(prompt)) {
        applyRewrites();
    }

    std::vector<PromptUnit> run() {
        for (std::size_t at = 0; at < m_tokens.size();) {
            at += take(at);
        }
        return std::move(m_units);
    }

private:
    [[nodiscard]] std::size_t left(std::size_t at) const { return m_tokens.size() - at; }

    /// Phrases that stand for others take their place; every word of the other gets the whole phrase's place in the text.
    void applyRewrites() {
        std::vector<Token> tokens;
        for (std::size_t at = 0; at < m_tokens.size();) {
            std::size_t used = 0;
            for (std::size_t count = std::min(m_lexicon.longestPhrase(), left(at)); count > 0 && used == 0; --count) {
                const std::string key = joinedKeys(m_tokens, at, count);
                if (m_lexicon.find(key) != nullptr) {
                    break; // a longer phrase that has a meaning of its own
                }
                if (const std::string* other = m_lexicon.rewritten(key)) {
                    for (Token token : tokensOf(*other)) {
                        token.begin = m_tokens[at].begin;
                        token.end = m_tokens[at + count - 1].end;
                        tokens.push_back(std::move(token));
                    }
                    used = count;
                }
            }
            if (used == 0) {
                tokens.push_back(m_tokens[at]);
                used = 1;
            }
            at += used;
        }
        m_tokens = std::move(tokens);
    }

    /// Adds what begins at a token, and says how many tokens that is.
    std::size_t take(std::size_t at) {
        if (const std::size_t used = takeNumber(at)) {
            return used;
        }
        const auto [count, meaning, how] = longestKnown(at);
        if (const std::size_t used = takeMisspelledPhrase(at, count)) {
            return used;
        }
        if (meaning != nullptr) {
            add(at, count, *meaning, how, 1.0);
            addTimesInside(at, count, *meaning);
            return count;
        }
        if (takeCompound(at)) {
            return 1;
        }
        const auto spelled = m_lexicon.findBySpelling(m_tokens[at].key);
        if (spelled.meaning != nullptr) {
            add(at, 1, *spelled.meaning, Reading::How::Spelling, spelled.confidence);
        } else {
            add(at, 1, {}, Reading::How::Exact, 0.0);
            m_units.back().key = m_tokens[at].key;
        }
        return 1;
    }

    /// "90s rap" is a style, and says the decade too; so does "slow jam" with the tempo.
    void addTimesInside(std::size_t at, std::size_t count, const WordMeaning& phrase) {
        if (count < 2 || phrase.use != WordUse::Entry || kindOf(phrase) != ReadAs::Style) {
            return;
        }
        for (std::size_t i = at; i < at + count; ++i) {
            const WordMeaning* word = m_lexicon.find(m_tokens[i].key);
            if (word != nullptr && word->use == WordUse::Entry &&
                (kindOf(*word) == ReadAs::Era || kindOf(*word) == ReadAs::Tempo)) {
                add(i, 1, *word, Reading::How::Alias, 1.0);
            }
        }
    }

    [[nodiscard]] ReadAs kindOf(const WordMeaning& meaning) const { return m_lexicon.entries()[meaning.entry].kind; }

    struct Known {
        std::size_t count = 0;
        const WordMeaning* meaning = nullptr;
        Reading::How how = Reading::How::Exact;
    };

    [[nodiscard]] Known longestKnown(std::size_t at) const {
        for (std::size_t count = std::min(m_lexicon.longestPhrase(), left(at)); count > 0; --count) {
            const std::string key = joinedKeys(m_tokens, at, count);
            const WordMeaning* meaning = m_lexicon.find(key);
            if (meaning != nullptr) {
                return {count, meaning, meaning->name ? Reading::How::Exact : Reading::How::Alias};
            }
            meaning = m_lexicon.findByStem(key);
            if (meaning != nullptr) {
                return {count, meaning, Reading::How::Alias};
            }
        }
        return {};
    }

    /// "rythm and blues": several words, one of which is known neither here nor as an ordinary one.
    std::size_t takeMisspelledPhrase(std::size_t at, std::size_t known) {
        constexpr std::size_t kMostWords = 4;
        for (std::size_t count = std::min(kMostWords, left(at)); count > std::max<std::size_t>(known, 1); --count) {
            const auto begin = m_tokens.begin() + static_cast<std::ptrdiff_t>(at);
            const bool strange = std::any_of(begin, begin + static_cast<std::ptrdiff_t>(count), [this](const Token& token) {
                return !m_lexicon.knowsWord(token.key) && token.key.size() > 2;
            });
            const bool marks = std::any_of(begin, begin + static_cast<std::ptrdiff_t>(count),
                                           [](const Token& token) { return token.key == "," || token.key == "."; });
            if (!strange || marks) {
                continue;
            }
            const auto spelled = m_lexicon.findBySpelling(joinedKeys(m_tokens, at, count));
            if (spelled.meaning != nullptr) {
                add(at, count, *spelled.meaning, Reading::How::Spelling, spelled.confidence);
                return count;
            }
        }
        return 0;
    }

    /// "Jazzmusik": a known word with a known ending.
    bool takeCompound(std::size_t at) {
        constexpr std::size_t kShortestHead = 3;
        const std::string& key = m_tokens[at].key;
        for (const std::string& ending : m_lexicon.compoundEnds()) {
            if (!key.ends_with(ending) || key.size() < ending.size() + kShortestHead) {
                continue;
            }
            std::string head = key.substr(0, key.size() - ending.size());
            const WordMeaning* meaning = m_lexicon.find(head);
            if (meaning == nullptr && head.ends_with('s')) { // the s that German puts between
                head.pop_back();
                meaning = m_lexicon.find(head);
            }
            if (meaning == nullptr || meaning->use != WordUse::Entry) {
                continue;
            }
            add(at, 1, *meaning, Reading::How::Alias, 1.0);
            if (const WordMeaning* tail = m_lexicon.find(ending); tail != nullptr && tail->use == WordUse::Entry) {
                add(at, 1, *tail, Reading::How::Alias, 1.0);
            }
            return true;
        }
        return false;
    }

    std::size_t takeNumber(std::size_t at) {
        const std::string& key = m_tokens[at].key;
        const std::string next = left(at) > 1 ? m_tokens[at + 1].key : "";
        if (const auto bpm = numberAt(key, "bpm")) {
            return takeBpm(at, 1, *bpm);
        }
        const auto number = numberAt(key);
        if (!number) {
            return 0;
        }
        if (next == "bpm") {
            return takeBpm(at, 2, *number);
        }
        if (next == "%" || next == "percent" || next == "prozent") {
            return takeShare(at, 2, *number);
        }
        if (next == "por" && left(at) > 2 && (m_tokens[at + 2].key == "ciento" || m_tokens[at + 2].key == "cien")) {
            return takeShare(at, 3, *number);
        }
        constexpr int kFirstYear = 1920;
        constexpr int kLastYear = 2029;
        const WordMeaning* era = key.size() == 4 ? m_lexicon.find(std::to_string(*number / 10 * 10) + "s") : nullptr;
        if (*number >= kFirstYear && *number <= kLastYear && era != nullptr) {
            add(at, 1, *era, Reading::How::Alias, 1.0);
            return 1;
        }
        return 0;
    }

    std::size_t takeBpm(std::size_t at, std::size_t count, int bpm) {
        constexpr int kSlowest = 20;
        constexpr int kFastest = 400;
        const WordMeaning* tempo = m_lexicon.find("tempo");
        if (tempo == nullptr || bpm < kSlowest || bpm > kFastest) {
            add(at, count, {}, Reading::How::Exact, 0.0);
            m_units.back().key = m_tokens[at].key;
        } else {
            add(at, count, *tempo, Reading::How::Exact, 1.0);
            m_units.back().bpm = bpm;
        }
        return count;
    }

    std::size_t takeShare(std::size_t at, std::size_t count, int percent) {
        add(at, count, {WordUse::Share, 0, std::clamp(percent, 0, 100) / 100.0}, Reading::How::Exact, 1.0);
        return count;
    }

    void add(std::size_t at, std::size_t count, const WordMeaning& meaning, Reading::How how, double confidence) {
        PromptUnit unit;
        unit.meaning = meaning;
        unit.begin = m_tokens[at].begin;
        unit.end = m_tokens[at + count - 1].end;
        unit.how = how;
        unit.confidence = confidence;
        m_units.push_back(std::move(unit));
    }

    const Lexicon& m_lexicon;
    std::vector<Token> m_tokens;
    std::vector<PromptUnit> m_units;
};

} // namespace

std::vector<PromptUnit> matchWords(const Lexicon& lexicon, std::string_view prompt) {
    return Matcher(lexicon, prompt).run();
}

} // namespace morphony
