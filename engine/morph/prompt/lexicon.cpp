// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/prompt/lexicon.h"

#include "core/engine_error.h"
#include "morph/prompt/understand_prompt.h"
#include "morph/prompt/words.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace morphony {

using nlohmann::json;

namespace {

constexpr std::pair<const char*, WordUse> kUses[] = {{"not", WordUse::Not},         {"not_after", WordUse::NotAfter},
                                                     {"keep", WordUse::Keep},       {"keep_after", WordUse::KeepAfter},
                                                     {"replace", WordUse::Replace}, {"but", WordUse::But},
                                                     {"with", WordUse::With},       {"and", WordUse::And},
                                                     {"or", WordUse::Or},           {"only", WordUse::Only},
                                                     {"rest", WordUse::Rest},       {"everything", WordUse::Everything},
                                                     {"between", WordUse::Between}, {"not_too", WordUse::NotTooMuch},
                                                     {"fillers", WordUse::Filler}};

std::vector<Weighted> mixOf(const json& object) {
    std::vector<Weighted> mix;
    for (const auto& [id, amount] : object.items()) {
        mix.push_back({id, amount.get<double>()});
    }
    std::ranges::stable_sort(mix, std::greater(), &Weighted::amount);
    return mix;
}

std::string withoutSpaces(std::string key) {
    std::erase(key, ' ');
    return key;
}

/// "jazz" for "jazzz" and "jaz": letters typed twice or once too few.
std::string withoutDoubles(std::string word) {
    word.erase(std::ranges::unique(word).begin(), word.end());
    return word;
}

} // namespace

/// Reads the files into the lexicon.
struct Lexicon::Loader {
    Lexicon& lexicon;

    void load(const EmbeddedFile& file) {
        try {
            const json root = json::parse(file.content);
            for (const auto& [list, content] : root.items()) {
                readList(list, content);
            }
        } catch (const json::exception& problem) {
            throw EngineError(ErrorKind::Internal, "The prompt lexicon's file " + std::string(file.name) +
                                                       " cannot be read: " + problem.what() + ".");
        }
    }

    void readList(const std::string& list, const json& content) {
        static const std::map<std::string, ReadAs> kKinds{{"styles", ReadAs::Style}, {"instruments", ReadAs::Instrument},
                                                          {"eras", ReadAs::Era},     {"moods", ReadAs::Mood},
                                                          {"parts", ReadAs::Part},   {"production", ReadAs::Production},
                                                          {"tempo", ReadAs::Tempo},  {"meters", ReadAs::Meter}};
        if (const auto kind = kKinds.find(list); kind != kKinds.end()) {
            for (const json& entry : content) {
                readEntry(kind->second, entry);
            }
        } else if (const auto use =
                       std::ranges::find(kUses, list, [](const auto& each) { return std::string(each.first); });
                   use != std::end(kUses)) {
            addWords(content, {use->second});
        } else if (list == "intensities" || list == "shares") {
            for (const json& entry : content) {
                const bool share = list == "shares";
                addWords(entry.at("words"), {share ? WordUse::Share : WordUse::Intensity, 0,
                                             entry.at(share ? "share" : "factor").get<double>()});
            }
        } else if (list == "rewrites") {
            for (const json& entry : content) {
                addRewrite(entry.at("words").get<std::string>(), entry.at("means").get<std::string>());
            }
        } else if (list == "compound_ends") {
            lexicon.m_compoundEnds = content.get<std::vector<std::string>>();
        } else if (list == "ordinary") {
            const auto words = content.get<std::vector<std::string>>();
            lexicon.m_ordinary.insert(words.begin(), words.end());
        }
    }

    void readEntry(ReadAs kind, const json& object) {
        LexiconEntry entry;
        entry.kind = kind;
        entry.decade = object.value("decade", 0);
        entry.id = entry.decade > 0 ? std::to_string(entry.decade) + "s" : object.at("id").get<std::string>();
        entry.name = object.value("name", entry.id);
        entry.gloss = object.value("gloss", std::string());
        entry.energy = object.value("energy", 0.0);
        entry.stem = object.value("stem", std::string());
        entry.mix = mixOf(object.value("mix", json::object()));
        const json eras = object.value("eras", json::object());
        for (const auto& [decade, mix] : eras.items()) {
            entry.mixByEra[std::stoi(decade)] = mixOf(mix);
        }
        const std::size_t index = lexicon.m_entries.size();
        lexicon.m_entries.push_back(std::move(entry));
        lexicon.addWord(lexicon.m_entries[index].name, {WordUse::Entry, index, 1.0, false, true});
        addWords(object.at("words"), {WordUse::Entry, index});
        addWords(object.value("hints", json::array()), {WordUse::Entry, index, 1.0, true});
    }

    void addWords(const json& words, const WordMeaning& meaning) {
        for (const json& word : words) {
            lexicon.addWord(word.get<std::string>(), meaning);
        }
    }

    void addRewrite(const std::string& words, const std::string& means) {
        const auto from = tokensOf(words);
        const auto to = tokensOf(means);
        lexicon.m_longestPhrase = std::max(lexicon.m_longestPhrase, from.size());
        lexicon.m_rewrites[joinedKeys(from, 0, from.size())] = joinedKeys(to, 0, to.size());
        for (const Token& token : from) {
            lexicon.m_known.insert(token.key);
        }
    }
};

Lexicon::Lexicon(std::span<const EmbeddedFile> files) {
    Loader loader{*this};
    for (const EmbeddedFile& file : files) {
        loader.load(file);
    }
    for (const char* mark : {"&", "+", "/"}) {
        m_meanings[mark] = {WordUse::And};
    }
    m_meanings[","] = {WordUse::Comma};
    m_meanings["."] = {WordUse::Stop};
}

/// The first to claim a word keeps it; names of styles come with the first file that has them.
void Lexicon::addWord(std::string_view words, const WordMeaning& meaning) {
    const auto tokens = tokensOf(words);
    const std::string key = joinedKeys(tokens, 0, tokens.size());
    if (!m_meanings.try_emplace(key, meaning).second) {
        return;
    }
    m_longestPhrase = std::max(m_longestPhrase, tokens.size());
    m_known.insert(key);
    for (const Token& token : tokens) {
        m_known.insert(token.key);
    }
    if (meaning.use == WordUse::Entry) {
        m_keyOfStem.try_emplace(stemOf(key), key);
        m_written[key.front()].push_back({withoutSpaces(key), key});
    }
}

Lexicon Lexicon::with(const std::vector<ExtraStyle>& styles) const {
    Lexicon extended = *this;
    for (const ExtraStyle& style : styles) {
        LexiconEntry entry;
        entry.id = style.id;
        entry.name = style.name.empty() ? style.id : style.name;
        entry.mix = {{style.id, 1.0}};
        const std::string name = entry.name;
        extended.m_entries.push_back(std::move(entry));
        const WordMeaning meaning{WordUse::Entry, extended.m_entries.size() - 1, 1.0, false, true};
        extended.addWord(name, meaning);
        extended.addWord(style.id, meaning);
    }
    return extended;
}

const WordMeaning* Lexicon::find(const std::string& key) const {
    const auto found = m_meanings.find(key);
    return found == m_meanings.end() ? nullptr : &found->second;
}

const WordMeaning* Lexicon::findByStem(const std::string& key) const {
    if (m_ordinary.contains(key)) {
        return nullptr;
    }
    const auto found = m_keyOfStem.find(stemOf(key));
    return found == m_keyOfStem.end() ? nullptr : find(found->second);
}

const std::string* Lexicon::rewritten(const std::string& key) const {
    const auto found = m_rewrites.find(key);
    return found == m_rewrites.end() ? nullptr : &found->second;
}

bool Lexicon::knowsWord(const std::string& key) const { return m_known.contains(key) || m_ordinary.contains(key); }

Lexicon::Spelled Lexicon::findBySpelling(const std::string& key) const {
    const std::string text = withoutSpaces(key);
    constexpr std::size_t kShortest = 4;
    if (text.size() < kShortest - 1 || m_ordinary.contains(key)) {
        return {};
    }
    const auto candidates = m_written.find(text.front()); // people seldom miss the first letter
    if (candidates == m_written.end()) {
        return {};
    }
    Spelled best;
    double bestShare = 1.0;
    for (const Written& written : candidates->second) {
        if (written.text.size() < kShortest) {
            continue;
        }
        const std::size_t shorter = std::min(text.size(), written.text.size());
        std::size_t limit = allowedSlips(shorter);
        const bool doubled = withoutDoubles(text) == withoutDoubles(written.text);
        const bool swapped =
            shorter == kShortest && text.size() == kShortest && std::ranges::is_permutation(text, written.text);
        limit = std::max<std::size_t>(limit, doubled ? 2 : swapped ? 1 : 0);
        const std::size_t distance = limit == 0 && text != written.text ? 1 : spellingDistance(text, written.text, limit);
        const double share =
            static_cast<double>(distance) / static_cast<double>(std::max(text.size(), written.text.size()));
        if (distance <= limit && share < bestShare) {
            bestShare = share;
            best = {find(written.key), 1.0 - share};
        }
    }
    return best;
}

std::vector<std::string> Lexicon::stylesLike(const std::vector<std::string>& keys, std::size_t count) const {
    std::map<std::size_t, double> nearest; // entry to the smallest share of changed letters
    for (const auto& [key, meaning] : m_meanings) {
        if (meaning.use != WordUse::Entry || m_entries[meaning.entry].kind != ReadAs::Style) {
            continue;
        }
        const std::string text = withoutSpaces(key);
        for (const std::string& word : keys) {
            const std::size_t longer = std::max(text.size(), word.size());
            const double share = static_cast<double>(spellingDistance(word, text, longer)) / static_cast<double>(longer);
            const auto [entry, added] = nearest.try_emplace(meaning.entry, share);
            entry->second = std::min(entry->second, share);
        }
    }
    std::vector<std::pair<double, std::size_t>> order;
    for (const auto& [entry, share] : nearest) {
        order.emplace_back(share, entry);
    }
    std::ranges::sort(order);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(count, order.size()); ++i) {
        names.push_back(m_entries[order[i].second].name);
    }
    return names;
}

std::span<const EmbeddedFile> promptFiles(); // made by morphony_embed()

const Lexicon& promptLexicon() {
    static const Lexicon lexicon(promptFiles());
    return lexicon;
}

} // namespace morphony
