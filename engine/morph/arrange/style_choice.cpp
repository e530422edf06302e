// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/arrange/style_choice.h"

#include "core/engine_error.h"
#include "morph/prompt/understand_prompt.h"

#include <algorithm>
#include <map>

namespace morphony {

namespace {

/// Styles of the user's own, which the lexicon of prompts does not know.
std::vector<ExtraStyle> ownStyles() {
    const std::vector<Style>& builtIn = builtInStyles();
    std::vector<ExtraStyle> own;
    for (const Style& style : allStyles()) {
        if (std::ranges::find(builtIn, style.id, &Style::id) == builtIn.end()) {
            own.push_back({style.id, style.name});
        }
    }
    return own;
}

std::optional<TimeFeel> feelOf(const MorphRequest& request) {
    const auto feel = request.settings.find("feel");
    if (feel == request.settings.end()) {
        return std::nullopt;
    }
    if (feel->second == "half" || feel->second == "double") {
        return feel->second == "half" ? TimeFeel::Half : TimeFeel::Double;
    }
    if (feel->second != "follow") {
        throw EngineError(ErrorKind::BadUsage, "The setting feel is \"" + feel->second + "\"; it takes half, double or follow.");
    }
    return TimeFeel::Follow;
}

/// The parts that a prompt sends home: "no drums".
std::vector<PartRole> rolesWithout(const StyleSpec& spec) {
    static const std::map<std::string, PartRole> kRoles{{"drums", PartRole::Drums}, {"bass", PartRole::Bass}, {"chords", PartRole::Comping},
                                                        {"synth-pad", PartRole::Pad}, {"strings", PartRole::Pad}, {"melody", PartRole::Lead}};
    std::vector<PartRole> roles;
    for (const Weighted& player : spec.without) {
        const auto role = kRoles.find(player.id);
        if (role != kRoles.end() && player.amount >= 1.0) {
            roles.push_back(role->second);
        }
    }
    return roles;
}

/// Sets the style that weighs most, and tells what else the prompt asks for.
void takePrompt(const StyleSpec& spec, StyleChoice& choice) {
    if (spec.styles.empty()) {
        throw EngineError(ErrorKind::BadUsage, "The prompt says what to keep or leave out, and names no style; add one, such as funk.");
    }
    choice.style = styleById(spec.styles.front().id);
    if (spec.stylesFrom == StyleSpec::StylesFrom::Suggested) {
        choice.notices.push_back("The prompt names no style; its words suggest " + choice.style.name + ".");
    } else if (spec.styles.size() > 1) {
        choice.notices.push_back("The band plays " + choice.style.name + ", which weighs most of the styles in the prompt.");
    }
}

} // namespace

StyleChoice chooseStyle(const MorphRequest& request) {
    StyleChoice choice;
    const auto named = request.settings.find("style");
    if (request.prompt.empty() || named != request.settings.end()) {
        choice.style = styleById(named == request.settings.end() ? std::string() : named->second);
    }
    if (!request.prompt.empty()) {
        const StyleSpec spec = understandPrompt(request.prompt, ownStyles());
        if (named == request.settings.end()) {
            takePrompt(spec, choice);
        }
        choice.options.energy = spec.energy;
        choice.options.without = rolesWithout(spec);
        if (spec.tempo.feel != StyleSpec::Feel::AsSource) {
            choice.options.time = spec.tempo.feel == StyleSpec::Feel::Half ? TimeFeel::Half : TimeFeel::Double;
        }
        if (!keptStems(spec).empty()) {
            choice.notices.push_back("The prompt asks to keep single stems; the engine arrange works on the whole mix and cannot.");
        }
    }
    if (const auto feel = feelOf(request)) {
        choice.options.time = feel;
    }
    return choice;
}

} // namespace morphony
