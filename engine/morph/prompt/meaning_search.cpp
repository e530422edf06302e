// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/prompt/meaning_search.h"

#include "core/content_hash.h"
#include "core/engine_error.h"
#include "core/log.h"
#include "core/paths.h"
#include "io/atomic_file.h"
#include "nn/minilm/minilm.h"

#include <algorithm>
#include <fstream>
#include <numeric>

namespace morphony {

namespace {

constexpr std::size_t kFeatures = MiniLm::kFeatures;

// Of 50 phrases that mean a kind of music and 50 that do not, 0.40 takes in no wrong one and two thirds of the others.
// Single nouns of any kind are near some instrument: those must nearly name it.
constexpr double kNearEnough = 0.40;
constexpr double kNearInstrument = 0.60;

/// What an entry is compared by; empty for those that are numbers rather than meanings.
std::string textOf(const LexiconEntry& entry) {
    switch (entry.kind) {
    case ReadAs::Style:
        return entry.name + " music" + (entry.gloss.empty() ? "" : ": " + entry.gloss);
    case ReadAs::Mood:
        return entry.name + " mood";
    case ReadAs::Production:
        return entry.name + " sound";
    case ReadAs::Instrument:
        return entry.name;
    default:
        return {};
    }
}

std::filesystem::path cacheFileOf(const std::vector<std::string>& texts) {
    Sha256 hash;
    for (const std::string& text : texts) {
        hash.update(std::as_bytes(std::span(text.c_str(), text.size() + 1)));
    }
    constexpr std::size_t kDigits = 32;
    return cacheFolder() / "prompt" / (hash.hex().substr(0, kDigits) + ".f32");
}

/// The rows of the texts, from the cache where they are there.
std::vector<float> rowsOf(const MiniLm& encoder, const std::vector<std::string>& texts) {
    const std::filesystem::path file = cacheFileOf(texts);
    std::vector<float> rows(texts.size() * kFeatures);
    const auto bytes = static_cast<std::streamsize>(rows.size() * sizeof(float));
    std::error_code error;
    std::ifstream cached(file, std::ios::binary);
    if (cached && std::filesystem::file_size(file, error) == static_cast<std::uintmax_t>(bytes) &&
        cached.read(reinterpret_cast<char*>(rows.data()), bytes)) {
        return rows;
    }
    rows = encoder.embed(texts);
    try {
        std::filesystem::create_directories(file.parent_path());
        writeTextFile(file, {reinterpret_cast<const char*>(rows.data()), static_cast<std::size_t>(bytes)}, true);
    } catch (const std::exception& problem) { // a cache that cannot be written only costs the next start its time
        log::info(std::string("The vectors of the prompt lexicon are not kept: ") + problem.what());
    }
    return rows;
}

/// Unknown words that stand together, with the fillers between them.
struct Run {
    std::size_t first = 0; ///< units
    std::size_t last = 0;
    std::size_t begin = 0; ///< bytes
    std::size_t end = 0;
};

/// The first few runs that the encoder can read: it has no words of other scripts, and would answer all the same.
std::vector<Run> unknownRuns(std::string_view prompt, const std::vector<PromptUnit>& units) {
    constexpr std::size_t kMostRuns = 8; // a prompt has two or three; more are hardly one
    const auto isUnknown = [&](std::size_t unit) { return units[unit].meaning.use == WordUse::Unknown; };
    std::vector<Run> runs;
    for (std::size_t at = 0; at < units.size() && runs.size() < kMostRuns; ++at) {
        if (!isUnknown(at)) {
            continue;
        }
        Run run{at, at, units[at].begin, units[at].end};
        for (std::size_t next = at; next < units.size() && (isUnknown(next) || units[next].meaning.use == WordUse::Filler);
             ++next) {
            run.last = isUnknown(next) ? next : run.last;
        }
        run.end = units[run.last].end;
        const std::string_view text = prompt.substr(run.begin, run.end - run.begin);
        if (std::ranges::any_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); })) {
            runs.push_back(run);
        }
        at = run.last;
    }
    return runs;
}

PromptUnit meantUnit(std::size_t entry, double cosine, std::size_t begin, std::size_t end) {
    PromptUnit unit;
    unit.meaning = {WordUse::Entry, entry};
    unit.begin = begin;
    unit.end = end;
    unit.how = Reading::How::Meaning;
    unit.confidence = cosine;
    return unit;
}

} // namespace

std::shared_ptr<const MeaningSearch> MeaningSearch::installed() {
    static const std::shared_ptr<const MeaningSearch> search = []() -> std::shared_ptr<const MeaningSearch> {
        try {
            return std::make_shared<MeaningSearch>(std::make_shared<MiniLm>(openModel("minilm")),
                                                   promptLexicon().entries());
        } catch (const EngineError& error) {
            if (error.kind() != ErrorKind::MissingResource) {
                throw;
            }
            log::info(std::string("Prompts are read without the sentence encoder: ") + error.what());
            return nullptr;
        }
    }();
    return search;
}

MeaningSearch::MeaningSearch(std::shared_ptr<const MiniLm> encoder, const std::vector<LexiconEntry>& entries)
    : m_encoder(std::move(encoder)) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        std::string text = textOf(entries[i]);
        if (!text.empty()) {
            texts.push_back(std::move(text));
            m_indices.push_back(i);
            m_kinds.push_back(entries[i].kind);
        }
    }
    m_rows = rowsOf(*m_encoder, texts);
}

std::optional<MeaningSearch::Found> MeaningSearch::nearest(std::span<const float> row, bool stylesOnly) const {
    Found best;
    for (std::size_t i = 0; i < m_indices.size(); ++i) {
        if (stylesOnly && m_kinds[i] != ReadAs::Style) {
            continue;
        }
        const auto entry = m_rows.begin() + static_cast<std::ptrdiff_t>(i * kFeatures);
        const double cosine = std::inner_product(row.begin(), row.end(), entry, 0.0);
        const double needed = m_kinds[i] == ReadAs::Instrument ? kNearInstrument : kNearEnough;
        if (cosine >= needed && cosine > best.cosine) {
            best = {m_indices[i], cosine};
        }
    }
    return best.cosine > 0.0 ? std::optional(best) : std::nullopt;
}

std::vector<PromptUnit> MeaningSearch::withMeanings(const Lexicon& lexicon, std::string_view prompt,
                                                    std::vector<PromptUnit> units) const {
    const std::vector<Run> runs = unknownRuns(prompt, units);
    if (runs.empty()) {
        return units;
    }
    // all texts at once: most of the time goes into reading the weights
    std::vector<std::string> texts{std::string(prompt)};
    for (const Run& run : runs) {
        texts.emplace_back(prompt.substr(run.begin, run.end - run.begin));
    }
    const std::vector<float> rows = m_encoder->embed(texts);
    const auto rowOf = [&](std::size_t text) { return std::span(rows).subspan(text * kFeatures, kFeatures); };

    std::vector<PromptUnit> result;
    std::size_t at = 0;
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const auto copyUpTo = [&](std::size_t end) {
            result.insert(result.end(), units.begin() + static_cast<std::ptrdiff_t>(at),
                          units.begin() + static_cast<std::ptrdiff_t>(end));
            at = end;
        };
        copyUpTo(runs[r].first);
        if (const auto found = nearest(rowOf(r + 1), false)) {
            result.push_back(meantUnit(found->entry, found->cosine, runs[r].begin, runs[r].end));
            at = runs[r].last + 1;
        } else {
            copyUpTo(runs[r].last + 1);
        }
    }
    result.insert(result.end(), units.begin() + static_cast<std::ptrdiff_t>(at), units.end());

    const bool styleNamed = std::ranges::any_of(result, [&](const PromptUnit& unit) {
        return unit.meaning.use == WordUse::Entry && lexicon.entries()[unit.meaning.entry].kind == ReadAs::Style;
    });
    if (const auto found = styleNamed ? std::nullopt : nearest(rowOf(0), true)) {
        PromptUnit stop; // so that no "keep" or "no" reaches it
        stop.meaning.use = WordUse::Stop;
        stop.begin = stop.end = prompt.size();
        result.push_back(stop);
        result.push_back(meantUnit(found->entry, found->cosine, 0, prompt.size()));
    }
    return result;
}

} // namespace morphony
