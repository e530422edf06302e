// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/prompt/prompt_clauses.h"

#include <algorithm>

namespace morphony {

namespace {

using Role = Reading::Role;

/// Only entries of one group are listed together: "no drums, bass or vocals".
enum class Group { Style, Player, Other };

class ClauseReader {
public:
    ClauseReader(const Lexicon& lexicon, const std::vector<PromptUnit>& units) : m_lexicon(lexicon), m_units(units) {}

    Clauses run() {
        for (m_at = 0; m_at < m_units.size(); ++m_at) {
            read(m_units[m_at].meaning);
        }
        return std::move(m_clauses);
    }

private:
    enum class Scope { None, Not, Less, Keep, Replace, Only };

    void read(const WordMeaning& meaning) {
        switch (meaning.use) {
        case WordUse::Entry:
            readEntry();
            break;
        case WordUse::Not:
            readNot();
            break;
        case WordUse::NotAfter:
            turnBack(Role::Unwanted);
            break;
        case WordUse::Keep:
            open(Scope::Keep);
            break;
        case WordUse::KeepAfter:
            m_clauses.keepEverything |= m_everything;
            turnBack(Role::Kept);
            break;
        case WordUse::Replace:
            open(Scope::Replace);
            break;
        case WordUse::But:
            readBut();
            break;
        case WordUse::With:
            open(Scope::None);
            m_accompanies = styleNamed();
            break;
        case WordUse::Only:
            open(Scope::Only);
            break;
        case WordUse::Rest:
            open(Scope::None);
            break;
        case WordUse::Everything:
            m_everything = true;
            m_clauses.keepEverything |= m_scope == Scope::Keep;
            break;
        case WordUse::NotTooMuch:
            open(Scope::None);
            m_opposite = true;
            break;
        case WordUse::Intensity:
            readIntensity(meaning.value);
            break;
        case WordUse::Share:
            readShare(meaning.value);
            break;
        case WordUse::Comma:
            if (!listGoesOn()) {
                open(Scope::None);
            }
            break;
        case WordUse::Stop:
            open(Scope::None);
            m_everything = false;
            break;
        case WordUse::Filler:
            m_fillers += 1;
            break;
        case WordUse::And:
        case WordUse::Or:
        case WordUse::Between:
        case WordUse::Unknown:
            break;
        }
    }

    void open(Scope scope) {
        m_scope = scope;
        m_group.reset();
        m_factor = 1.0;
        m_opposite = false;
        m_accompanies = false;
        m_fillers = 0;
    }

    void readNot() {
        // "remove everything except the vocals" leaves the vocals alone
        const bool removal = m_everything && m_scope == Scope::Not;
        open(removal ? Scope::Only : Scope::Not);
    }

    void readBut() {
        if (m_everything && (m_scope == Scope::Not || m_scope == Scope::Replace)) {
            open(m_scope == Scope::Not ? Scope::Only : Scope::Keep);
        } else {
            open(m_everything ? Scope::Not : Scope::None);
        }
    }

    void readIntensity(double value) {
        if (m_group) { // "no drums and more piano"
            open(Scope::None);
        }
        if (value < 0.0) {
            open(Scope::Less);
            m_factor = -value;
        } else if (m_scope != Scope::Not) {
            m_factor *= value;
        }
    }

    /// "70 % jazz" and "jazz 70 %".
    void readShare(double value) {
        std::size_t next = m_at + 1;
        while (next < m_units.size() && (use(next) == WordUse::Filler || use(next) == WordUse::Intensity)) {
            ++next;
        }
        if (next < m_units.size() && use(next) == WordUse::Entry) {
            m_share = value;
        } else if (!m_clauses.wishes.empty() && !m_clauses.wishes.back().share) {
            m_clauses.wishes.back().share = value;
        }
    }

    void readEntry() {
        const Group group = groupOf(m_at);
        if (colourOfNext(group)) {
            return;
        }
        const bool styleAfterKept = m_scope == Scope::Keep && m_group && group == Group::Style;
        if ((m_group && *m_group != group && m_scope != Scope::Keep) || styleAfterKept) {
            open(Scope::None);
        }
        Wish wish;
        wish.unit = m_at;
        wish.factor = m_factor;
        wish.share = m_share;
        wish.accompanies = m_accompanies;
        wish.opposite = m_opposite;
        wish.role = roleOf(group);
        constexpr std::size_t kFillersAfterOnly = 1; // "just the piano", but not "just let the piano play"
        m_clauses.onlyThese |= m_scope == Scope::Only && group == Group::Player && m_fillers <= kFillersAfterOnly;
        if (m_scope != Scope::Keep || group == Group::Player) {
            m_group = m_scope == Scope::None ? std::nullopt : std::optional(group);
        }
        m_clauses.wishes.push_back(wish);
        m_share.reset();
        m_opposite = false;
        if (m_scope != Scope::Less) {
            m_factor = 1.0;
        }
    }

    [[nodiscard]] Role roleOf(Group group) const {
        if (m_scope == Scope::Not || m_scope == Scope::Less || m_scope == Scope::Replace) {
            return Role::Unwanted;
        }
        return m_scope == Scope::Keep && group == Group::Player ? Role::Kept : Role::Wanted;
    }

    /// "no heavy drums": what is not wanted are the drums.
    [[nodiscard]] bool colourOfNext(Group group) const {
        return (m_scope == Scope::Not || m_scope == Scope::Replace) && group == Group::Other && m_at + 1 < m_units.size() &&
               use(m_at + 1) == WordUse::Entry && groupOf(m_at + 1) == Group::Player;
    }

    /// Gives the players just before this word another role: "drums and bass out".
    void turnBack(Role role) {
        std::size_t last = m_at;
        for (auto wish = m_clauses.wishes.rbegin(); wish != m_clauses.wishes.rend(); ++wish) {
            bool together = groupOf(wish->unit) == Group::Player && wish->role == Role::Wanted;
            for (std::size_t between = wish->unit + 1; together && between < last; ++between) {
                together = use(between) == WordUse::Filler || use(between) == WordUse::And || use(between) == WordUse::Or;
            }
            if (!together) {
                break;
            }
            wish->role = role;
            last = wish->unit;
        }
    }

    /// Whether the list that a comma interrupts goes on: "no drums, bass or vocals", "keep the vocals, drums and bass".
    [[nodiscard]] bool listGoesOn() const {
        if (m_scope == Scope::None || !m_group) {
            return false;
        }
        bool joined = false;
        for (std::size_t next = m_at + 1; next < m_units.size(); ++next) {
            const WordUse is = use(next);
            if (is == WordUse::Entry) {
                if (groupOf(next) != *m_group) {
                    return false;
                }
                if (joined) {
                    return true;
                }
            } else if (is == WordUse::Or || (is == WordUse::And && m_scope == Scope::Keep)) {
                joined = true;
            } else if (is != WordUse::Comma && is != WordUse::Filler) {
                return false;
            }
        }
        return false;
    }

    [[nodiscard]] WordUse use(std::size_t unit) const { return m_units[unit].meaning.use; }

    [[nodiscard]] Group groupOf(std::size_t unit) const {
        if (m_units[unit].bpm) {
            return Group::Other;
        }
        switch (m_lexicon.entries()[m_units[unit].meaning.entry].kind) {
        case ReadAs::Style:
            return Group::Style;
        case ReadAs::Instrument:
        case ReadAs::Part:
            return Group::Player;
        default:
            return Group::Other;
        }
    }

    [[nodiscard]] bool styleNamed() const {
        return std::ranges::any_of(m_clauses.wishes,
                                   [this](const Wish& wish) { return groupOf(wish.unit) == Group::Style; });
    }

    const Lexicon& m_lexicon;
    const std::vector<PromptUnit>& m_units;
    Clauses m_clauses;
    std::size_t m_at = 0;

    Scope m_scope = Scope::None;
    std::optional<Group> m_group; ///< of the entries that the scope has reached
    double m_factor = 1.0;
    std::optional<double> m_share;
    bool m_opposite = false;
    bool m_accompanies = false;
    bool m_everything = false; ///< "everything" stood in this sentence
    std::size_t m_fillers = 0; ///< since the scope began
};

} // namespace

Clauses readClauses(const Lexicon& lexicon, const std::vector<PromptUnit>& units) {
    return ClauseReader(lexicon, units).run();
}

} // namespace morphony
