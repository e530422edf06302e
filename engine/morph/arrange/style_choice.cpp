// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/arrange/style_choice.h"

#include "core/engine_error.h"
#include "core/paths.h"
#include "morph/arrange/prompt_band.h"
#include "morph/prompt/understand_prompt.h"

namespace morphony {

namespace {

std::optional<TimeFeel> feelOf(const MorphRequest& request) {
    const auto feel = request.settings.find("feel");
    if (feel == request.settings.end()) {
        return std::nullopt;
    }
    if (feel->second == "half" || feel->second == "double") {
        return feel->second == "half" ? TimeFeel::Half : TimeFeel::Double;
    }
    if (feel->second != "follow") {
        throw EngineError(ErrorKind::BadUsage,
                          "The setting feel is \"" + feel->second + "\"; it takes half, double or follow.");
    }
    return TimeFeel::Follow;
}

std::vector<ExtraStyle> usersStyles() {
    std::vector<ExtraStyle> extra;
    for (const Style& style : stylesIn(dataFolder() / "styles")) {
        extra.push_back({style.id, style.name});
    }
    return extra;
}

} // namespace

StyleChoice chooseStyle(const MorphRequest& request) {
    StyleChoice choice;
    const auto named = request.settings.find("style");
    StyleSpec spec;
    if (!request.prompt.empty()) {
        spec = understandPrompt(request.prompt, usersStyles());
    }
    if (named != request.settings.end()) { // prevails; what else the prompt says still holds
        spec.styles = {{named->second, 1.0}};
        spec.stylesFrom = StyleSpec::StylesFrom::Named;
    }
    PromptBand band = bandFor(spec);
    choice = {std::move(band.style), std::move(band.options), keptStems(spec), band.remix, std::move(band.notices)};
    if (choice.kept.size() == kStemNames.size()) {
        choice.kept.clear(); // "keep everything" with a style beside it asks for a remix, not for nothing
    }
    choice.kept.insert(request.kept.begin(), request.kept.end());
    if (const auto feel = feelOf(request)) {
        choice.options.time = feel;
    }
    return choice;
}

} // namespace morphony
