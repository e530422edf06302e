// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/prompt/understand_prompt.h"

#include "core/engine_error.h"
#include "morph/prompt/meaning_search.h"
#include "morph/prompt/spec_builder.h"

#include <algorithm>

namespace morphony {

namespace {

std::string listOf(const std::vector<std::string>& names) {
    std::string list;
    for (std::size_t i = 0; i < names.size(); ++i) {
        list += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    }
    return list;
}

void checkText(std::string_view prompt) {
    if (tokensOf(prompt).empty()) {
        throw EngineError(ErrorKind::BadUsage, prompt.empty()
                                                   ? "The prompt is empty; name a style, such as funk or 80s pop."
                                                   : "There are no words in the prompt; name a style, such as funk or "
                                                     "80s pop.");
    }
    if (prompt.size() > kLongestPrompt) {
        throw EngineError(ErrorKind::BadUsage, "The prompt has " + std::to_string(prompt.size()) + " bytes, and at most " +
                                                   std::to_string(kLongestPrompt) + " are read; a few words are enough.");
    }
}

[[noreturn]] void failNotUnderstood(const Lexicon& lexicon, const std::vector<PromptUnit>& units) {
    std::vector<std::string> words;
    for (const PromptUnit& unit : units) {
        if (!unit.key.empty()) {
            words.push_back(unit.key);
        }
    }
    constexpr std::size_t kSuggestions = 3;
    throw EngineError(ErrorKind::BadUsage,
                      words.empty()
                          ? std::string("The prompt names no style, era, mood or instrument; try funk or 80s pop.")
                          : "Nothing in the prompt is known as a style, era, mood or instrument; the nearest styles are " +
                                listOf(lexicon.stylesLike(words, kSuggestions)) + ".");
}

/// Whether what was understood is the matter of the text. "The quick brown fox" has two words of mood and tempo, and is
/// about neither.
bool isAboutMusic(const StyleSpec& spec, const std::vector<PromptUnit>& units) {
    const auto isDefinite = [](const Reading& reading) {
        return reading.kind == ReadAs::Style || reading.kind == ReadAs::Instrument || reading.kind == ReadAs::Era ||
               reading.kind == ReadAs::Meter || reading.role == Reading::Role::Kept || reading.id == "bpm";
    };
    if (std::ranges::any_of(spec.readings, isDefinite) || !spec.kept.empty()) {
        return true;
    }
    const auto unknown = static_cast<std::size_t>(
        std::ranges::count(units, WordUse::Unknown, [](const PromptUnit& unit) { return unit.meaning.use; }));
    return !spec.readings.empty() && unknown < 2 * spec.readings.size();
}

StyleSpec readPrompt(const Lexicon& lexicon, std::string_view prompt) {
    std::vector<PromptUnit> units = matchWords(lexicon, prompt);
    const bool unknown =
        std::ranges::any_of(units, [](const PromptUnit& unit) { return unit.meaning.use == WordUse::Unknown; });
    if (const auto search = unknown ? MeaningSearch::installed() : nullptr) {
        units = search->withMeanings(lexicon, prompt, std::move(units));
    }
    StyleSpec spec = buildSpec(lexicon, units);
    if (!isAboutMusic(spec, units)) {
        failNotUnderstood(lexicon, units);
    }
    return spec;
}

Stem stemNamed(const std::string& name) {
    return name == "vocals" ? Stem::Vocals : name == "drums" ? Stem::Drums : name == "bass" ? Stem::Bass : Stem::Other;
}

} // namespace

StyleSpec understandPrompt(std::string_view prompt, const std::vector<ExtraStyle>& extraStyles) {
    checkText(prompt);
    return extraStyles.empty() ? readPrompt(promptLexicon(), prompt)
                               : readPrompt(promptLexicon().with(extraStyles), prompt);
}

std::set<Stem> keptStems(const StyleSpec& spec) {
    std::set<Stem> stems;
    const auto stemsOf = [](const std::string& id) {
        std::set<Stem> found;
        for (const LexiconEntry& entry : promptLexicon().entries()) {
            if (entry.kind == ReadAs::Instrument && entry.id == id) {
                found.insert(stemNamed(entry.stem));
            }
        }
        return found;
    };
    for (const std::string& id : spec.kept) {
        stems.merge(id == "everything" ? std::set{Stem::Vocals, Stem::Drums, Stem::Bass, Stem::Other} : stemsOf(id));
    }
    for (const Weighted& player : spec.without) {
        const Stem stem = stemNamed(player.id);
        if (stem != Stem::Other && player.amount >= 1.0) { // a cowbell does not take all drums away
            stems.erase(stem);
        }
    }
    return stems;
}

} // namespace morphony
