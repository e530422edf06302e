// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine_error.h"
#include "morph/prompt/understand_prompt.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace morphony {

/// Compares readings of prompts with what people would take them for: tests/data/prompts/*.json.
///
/// A prompt there has its "text" and, each where the text says something about it: "styles", one group of style sheets per
/// style that is named or described, with the ids that serve, divided by "/", the first group the heaviest; "era";
/// "with" and "without", instruments with alternatives; "keep"; "tempo" ("half", "double", "slower", "faster" or beats per
/// minute). "any_style": the styles are a matter of taste. "nothing": it is not about music, and must be refused.
class PromptScores {
public:
    struct Count {
        int right = 0;
        int of = 0; ///< prompts where the field is expected or was read
    };

    static std::vector<nlohmann::json> load(const std::string& file) {
        std::ifstream stream(file);
        return nlohmann::json::parse(stream).get<std::vector<nlohmann::json>>();
    }

    void add(const nlohmann::json& expected) {
        const std::string text = expected.at("text").get<std::string>();
        StyleSpec spec;
        try {
            spec = understandPrompt(text);
        } catch (const EngineError& error) {
            count("nonsense", expected.contains("nothing"), text, error.what());
            for (const char* field : {"styles", "era", "with", "without", "keep", "tempo"}) {
                if (expected.contains(field)) {
                    count(nameOf(field), false, text, "refused");
                }
            }
            return;
        }
        if (expected.contains("nothing")) {
            count("nonsense", false, text, describe(spec));
            return;
        }
        addStyles(expected, spec, text);
        if (expected.contains("era") || spec.era) {
            count("era", expected.value("era", 0) == spec.era.value_or(0), text, std::to_string(spec.era.value_or(0)));
        }
        addNames("instruments", groupsOf(expected, "with"), idsOf(spec.instruments, 0.0), text);
        addNames("negation", groupsOf(expected, "without"), idsOf(spec.without, 1.0), text);
        addNames("keep", groupsOf(expected, "keep"), keptIds(spec), text);
        const std::string tempo = expected.contains("tempo") ? expected["tempo"].is_number()
                                                                   ? std::to_string(expected["tempo"].get<int>())
                                                                   : expected["tempo"].get<std::string>()
                                                             : "";
        if (!tempo.empty() || !tempoOf(spec).empty()) {
            count("tempo", tempo == tempoOf(spec), text, tempoOf(spec));
        }
    }

    [[nodiscard]] const std::map<std::string, Count>& counts() const { return m_counts; }
    [[nodiscard]] const std::vector<std::string>& misread() const { return m_misread; }
    [[nodiscard]] double share(const std::string& field) const {
        const Count& count = m_counts.at(field);
        return static_cast<double>(count.right) / count.of;
    }

private:
    using Names = std::vector<std::string>;

    static std::string nameOf(const std::string& field) {
        return field == "with" ? "instruments" : field == "without" ? "negation" : field;
    }

    static Names split(const std::string& group) {
        Names names;
        std::istringstream stream(group);
        for (std::string name; std::getline(stream, name, '/');) {
            names.push_back(name);
        }
        return names;
    }

    static std::vector<Names> groupsOf(const nlohmann::json& expected, const char* field) {
        std::vector<Names> groups;
        for (const auto& group : expected.value(field, nlohmann::json::array())) {
            groups.push_back(split(group.get<std::string>()));
        }
        return groups;
    }

    static Names idsOf(const std::vector<Weighted>& list, double least) {
        Names ids;
        for (const Weighted& item : list) {
            if (item.amount >= least) {
                ids.push_back(item.id);
            }
        }
        return ids;
    }

    /// "Everything" is every stem but those that are not wanted.
    static Names keptIds(const StyleSpec& spec) {
        Names ids;
        for (const std::string& id : spec.kept) {
            if (id != "everything") {
                ids.push_back(id);
                continue;
            }
            for (const char* stem : {"vocals", "drums", "bass"}) {
                if (std::ranges::find(spec.without, stem, &Weighted::id) == spec.without.end()) {
                    ids.emplace_back(stem);
                }
            }
        }
        return ids;
    }

    static std::string tempoOf(const StyleSpec& spec) {
        constexpr double kMild = 0.5; // "not too fast" is neither
        if (spec.tempo.bpm) {
            return std::to_string(static_cast<int>(*spec.tempo.bpm));
        }
        if (spec.tempo.feel != StyleSpec::Feel::AsSource) {
            return spec.tempo.feel == StyleSpec::Feel::Half ? "half" : "double";
        }
        return spec.tempo.change >= kMild ? "faster" : spec.tempo.change <= -kMild ? "slower" : "";
    }

    static std::string joined(const Names& names) {
        std::string text;
        for (const std::string& name : names) {
            text += (text.empty() ? "" : " ") + name;
        }
        return text;
    }

    static std::string describe(const StyleSpec& spec) {
        std::string text;
        for (const Reading& reading : spec.readings) {
            text += (text.empty() ? "" : ", ") + reading.name;
        }
        return text;
    }

    /// Right when no style is heavier than the first, every one has a part that can be heard, and sheets that serve none of
    /// them make up less than a third.
    void addStyles(const nlohmann::json& expected, const StyleSpec& spec, const std::string& text) {
        constexpr double kAudible = 0.08;
        constexpr double kTie = 0.02;
        constexpr double kMostStray = 0.34;
        const std::vector<Names> groups = groupsOf(expected, "styles");
        const bool named = spec.stylesFrom == StyleSpec::StylesFrom::Named;
        if (expected.contains("any_style") || (groups.empty() && !named)) {
            return;
        }
        bool right = !groups.empty();
        double stray = 1.0;
        double first = 0.0;
        for (std::size_t g = 0; g < groups.size(); ++g) {
            double served = 0.0;
            for (const Weighted& sheet : spec.styles) {
                served += std::ranges::find(groups[g], sheet.id) != groups[g].end() ? sheet.amount : 0.0;
            }
            first = g == 0 ? served : first;
            right = right && served >= kAudible && served <= first + kTie;
            stray -= served;
        }
        std::string found;
        for (const Weighted& sheet : spec.styles) {
            found += sheet.id + " " + std::to_string(static_cast<int>(100.0 * sheet.amount + 0.5)) + " ";
        }
        count("styles", right && stray < kMostStray, text, found);
    }

    /// Right when each group is met by one name and no name is left over.
    void addNames(const std::string& field, const std::vector<Names>& groups, Names names, const std::string& text) {
        if (groups.empty() && names.empty()) {
            return;
        }
        const std::string found = joined(names);
        bool right = true;
        for (const Names& group : groups) {
            const auto met = std::ranges::find_if(
                names, [&](const std::string& name) { return std::ranges::find(group, name) != group.end(); });
            right = right && met != names.end();
            if (met != names.end()) {
                names.erase(met);
            }
        }
        count(field, right && names.empty(), text, found);
    }

    void count(const std::string& field, bool right, const std::string& text, const std::string& found) {
        m_counts[field].of += 1;
        m_counts[field].right += right ? 1 : 0;
        if (!right) {
            m_misread.push_back(field + ": \"" + text + "\" read as: " + found);
        }
    }

    std::map<std::string, Count> m_counts;
    std::vector<std::string> m_misread;
};

} // namespace morphony
