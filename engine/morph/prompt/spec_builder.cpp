// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/prompt/spec_builder.h"

#include "morph/prompt/prompt_clauses.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

using Role = Reading::Role;

constexpr double kAdjective = 0.5;      // "jazzy house" is house first
constexpr double kAccompanying = 0.5;   // "country with a hip-hop beat" is country first
constexpr double kSmallestShare = 0.05; // of a style sheet that is worth hearing
constexpr std::size_t kMostStyles = 4;
constexpr double kUsualStrength = 0.7; // where the dial stands when nothing is said
constexpr double kMildly = 0.4;        // "not too fast"

class SpecBuilder {
public:
    SpecBuilder(const Lexicon& lexicon, const std::vector<PromptUnit>& units)
        : m_lexicon(lexicon), m_units(units), m_clauses(readClauses(lexicon, units)) {}

    StyleSpec run() {
        m_spec.onlyThese = m_clauses.onlyThese;
        if (m_clauses.keepEverything) {
            m_spec.kept.emplace_back("everything");
        }
        pickEra();
        for (const Wish& wish : m_clauses.wishes) {
            take(wish);
        }
        settleReplaced();
        weighStyles();
        if (m_spec.styles.empty()) {
            suggestStyles();
        }
        m_spec.energy = std::clamp(m_spec.energy, -1.0, 1.0);
        std::ranges::stable_sort(m_spec.readings, {}, &Reading::begin);
        collectIgnored();
        return std::move(m_spec);
    }

private:
    [[nodiscard]] const LexiconEntry& entryOf(const Wish& wish) const {
        return m_lexicon.entries()[m_units[wish.unit].meaning.entry];
    }

    /// The first decade that is wanted; the others say what to depart from.
    void pickEra() {
        for (const Wish& wish : m_clauses.wishes) {
            if (entryOf(wish).kind == ReadAs::Era && wish.role == Role::Wanted && !m_spec.era) {
                m_spec.era = entryOf(wish).decade;
            }
        }
    }

    void take(const Wish& wish) {
        const LexiconEntry& entry = entryOf(wish);
        const PromptUnit& unit = m_units[wish.unit];
        const double sign = wish.role == Role::Unwanted ? -1.0 : wish.opposite ? -kMildly : 1.0;
        const double amount = wish.share.value_or(wish.factor);
        if (unit.bpm) {
            m_spec.tempo.bpm = *unit.bpm;
        } else {
            switch (entry.kind) {
            case ReadAs::Style:
                takeStyle(wish, entry);
                break;
            case ReadAs::Mood:
                merge(m_spec.moods, {entry.id, sign * amount});
                m_spec.energy += sign * amount * entry.energy;
                break;
            case ReadAs::Instrument:
            case ReadAs::Part:
                takePlayer(wish, entry, amount);
                break;
            case ReadAs::Production:
                merge(m_spec.production, {entry.id, sign * amount});
                break;
            case ReadAs::Tempo:
                takeTempo(entry.id, sign * std::min(amount, 1.0));
                break;
            case ReadAs::Meter:
                m_spec.meter = wish.role == Role::Wanted ? entry.id : m_spec.meter;
                break;
            case ReadAs::Era:
                break;
            }
        }
        Reading reading;
        reading.begin = unit.begin;
        reading.end = unit.end;
        reading.kind = unit.bpm ? ReadAs::Tempo : entry.kind;
        reading.id = unit.bpm ? "bpm" : entry.id;
        reading.name = unit.bpm ? std::to_string(*unit.bpm) + " BPM" : entry.name;
        reading.amount = wish.opposite ? -kMildly : amount;
        reading.role = wish.role;
        reading.confidence = unit.confidence;
        reading.how = unit.how;
        m_spec.readings.push_back(std::move(reading));
    }

    void takeStyle(const Wish& wish, const LexiconEntry& entry) {
        if (wish.role == Role::Unwanted) {
            for (const Weighted& sheet : entry.mix) {
                if (sheet.amount >= entry.mix.front().amount) {
                    m_spec.avoided.push_back(sheet.id);
                }
            }
            return;
        }
        const bool adjective = m_units[wish.unit].meaning.adjective;
        const double factor = wish.factor * (adjective ? kAdjective : 1.0) * (wish.accompanies ? kAccompanying : 1.0);
        const auto same = std::ranges::find(m_styles, &entry, &NamedStyle::entry);
        if (same == m_styles.end()) {
            m_styles.push_back({&entry, factor, wish.share, wish.factor});
        } else {
            same->factor = std::max(same->factor, factor);
            same->share = same->share ? same->share : wish.share;
        }
    }

    void takePlayer(const Wish& wish, const LexiconEntry& entry, double amount) {
        if (wish.role == Role::Kept) {
            if (std::ranges::find(m_spec.kept, entry.id) == m_spec.kept.end()) {
                m_spec.kept.push_back(entry.id);
            }
        } else if (wish.role == Role::Unwanted || wish.opposite) {
            merge(m_spec.without, {entry.id, wish.opposite ? kMildly : amount});
        } else if (entry.kind == ReadAs::Instrument) {
            merge(m_spec.instruments, {entry.id, amount});
        }
    }

    void takeTempo(const std::string& id, double amount) {
        if (id == "half" || id == "double") {
            if (amount > 0.0) {
                m_spec.tempo.feel = id == "half" ? StyleSpec::Feel::Half : StyleSpec::Feel::Double;
            }
            return;
        }
        m_spec.tempo.change = std::clamp(m_spec.tempo.change + (id == "faster" ? amount : -amount), -1.0, 1.0);
        m_spec.energy += (id == "faster" ? 0.25 : -0.25) * amount;
    }

    static void merge(std::vector<Weighted>& list, const Weighted& item) {
        const auto same = std::ranges::find(list, item.id, &Weighted::id);
        if (same == list.end()) {
            list.push_back(item);
        } else if (std::abs(item.amount) > std::abs(same->amount)) {
            same->amount = item.amount;
        }
    }

    /// "replace the drums with an 808" wants other drums, not none.
    void settleReplaced() {
        std::erase_if(m_spec.without, [this](const Weighted& left) {
            return std::ranges::any_of(m_spec.instruments, [&](const Weighted& wanted) {
                return wanted.id != left.id && stemOfPlayer(wanted.id) == left.id;
            });
        });
    }

    [[nodiscard]] std::string stemOfPlayer(const std::string& id) const {
        const auto entry = std::ranges::find_if(m_lexicon.entries(), [&](const LexiconEntry& each) {
            return each.kind == ReadAs::Instrument && each.id == id;
        });
        return entry == m_lexicon.entries().end() ? std::string() : entry->stem;
    }

    // ---- styles ------------------------------------------------------------------------------------------------------

    struct NamedStyle {
        const LexiconEntry* entry = nullptr;
        double factor = 1.0; ///< with adjective and company
        std::optional<double> share;
        double intensity = 1.0; ///< of the words before it alone
        double amount = 0.0;
    };

    void weighStyles() {
        if (m_styles.empty()) {
            return;
        }
        setStrength();
        double shares = 0.0;
        double factors = 0.0;
        for (const NamedStyle& style : m_styles) {
            shares += style.share.value_or(0.0);
            factors += style.share ? 0.0 : style.factor;
        }
        // styles without a share get what the others leave, but never nothing
        const double left = std::max(1.0 - shares, shares > 0.0 ? 0.1 : 1.0);
        std::vector<Weighted> sheets;
        for (NamedStyle& style : m_styles) {
            style.amount = style.share ? *style.share : left * style.factor / factors;
            addMix(sheets, mixOf(*style.entry), style.amount);
        }
        finishStyles(std::move(sheets), kSmallestShare);
        m_spec.stylesFrom = StyleSpec::StylesFrom::Named;
        const double total = std::max(shares + (factors > 0.0 ? left : 0.0), 1e-9);
        for (Reading& reading : m_spec.readings) {
            const auto style = std::ranges::find_if(m_styles, [&](const NamedStyle& each) {
                return reading.kind == ReadAs::Style && reading.role != Role::Unwanted && each.entry->id == reading.id;
            });
            if (style != m_styles.end()) {
                reading.amount = style->amount / total;
            }
        }
    }

    /// "70 % jazz" or "slightly jazzy" alone is not a mixture: it says how far to go.
    void setStrength() {
        if (m_styles.size() > 1) {
            return;
        }
        const NamedStyle& only = m_styles.front();
        if (only.share) {
            m_spec.strength = *only.share;
        } else if (only.intensity != 1.0) {
            m_spec.strength = std::clamp(kUsualStrength * only.intensity, 0.0, 1.0);
        }
    }

    [[nodiscard]] const std::vector<Weighted>& mixOf(const LexiconEntry& entry) const {
        const auto ofEra = m_spec.era ? entry.mixByEra.find(*m_spec.era) : entry.mixByEra.end();
        return ofEra == entry.mixByEra.end() ? entry.mix : ofEra->second;
    }

    static void addMix(std::vector<Weighted>& sheets, const std::vector<Weighted>& mix, double amount) {
        double total = 0.0;
        for (const Weighted& part : mix) {
            total += part.amount;
        }
        for (const Weighted& part : mix) {
            const auto same = std::ranges::find(sheets, part.id, &Weighted::id);
            if (same == sheets.end()) {
                sheets.push_back({part.id, amount * part.amount / total});
            } else {
                same->amount += amount * part.amount / total;
            }
        }
    }

    /// What the era, moods, instruments and sound suggest when no style is named.
    void suggestStyles() {
        std::vector<Weighted> sheets;
        for (const Wish& wish : m_clauses.wishes) {
            const LexiconEntry& entry = entryOf(wish);
            if (wish.role == Role::Wanted && !wish.opposite && !entry.mix.empty() && !m_units[wish.unit].bpm) {
                addMix(sheets, entry.mix, entry.kind == ReadAs::Era ? 1.0 : entry.kind == ReadAs::Mood ? 0.7 : 0.5);
            }
        }
        if (!sheets.empty()) {
            constexpr double kSmallestSuggestion = 0.15;
            finishStyles(std::move(sheets), kSmallestSuggestion);
            m_spec.stylesFrom = StyleSpec::StylesFrom::Suggested;
        }
    }

    void finishStyles(std::vector<Weighted> sheets, double smallest) {
        const auto isAvoided = [this](const Weighted& sheet) {
            return std::ranges::find(m_spec.avoided, sheet.id) != m_spec.avoided.end();
        };
        if (!std::ranges::all_of(sheets, isAvoided)) {
            std::erase_if(sheets, isAvoided);
        }
        std::ranges::stable_sort(sheets, std::greater(), &Weighted::amount);
        normalise(sheets);
        const std::size_t most = std::min(sheets.size(), kMostStyles);
        std::size_t count = 1;
        while (count < most && sheets[count].amount >= smallest) {
            ++count;
        }
        sheets.resize(count);
        normalise(sheets);
        m_spec.styles = std::move(sheets);
    }

    static void normalise(std::vector<Weighted>& sheets) {
        double total = 0.0;
        for (const Weighted& sheet : sheets) {
            total += sheet.amount;
        }
        for (Weighted& sheet : sheets) {
            sheet.amount = total > 0.0 ? sheet.amount / total : 1.0 / static_cast<double>(sheets.size());
        }
    }

    /// Unknown words, neighbours together.
    void collectIgnored() {
        bool open = false;
        for (const PromptUnit& unit : m_units) {
            if (unit.meaning.use != WordUse::Unknown) {
                open = false;
            } else if (open) {
                m_spec.ignored.back().end = unit.end;
            } else {
                m_spec.ignored.push_back({unit.begin, unit.end});
                open = true;
            }
        }
    }

    const Lexicon& m_lexicon;
    const std::vector<PromptUnit>& m_units;
    const Clauses m_clauses;
    StyleSpec m_spec;
    std::vector<NamedStyle> m_styles;
};

} // namespace

StyleSpec buildSpec(const Lexicon& lexicon, const std::vector<PromptUnit>& units) {
    return SpecBuilder(lexicon, units).run();
}

} // namespace morphony
