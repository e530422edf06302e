// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/arrange/style_choice.h"

#include "core/engine_error.h"

#include <algorithm>
#include <cctype>

namespace morphony {

namespace {

/// "80s Funk!" as "80s-funk".
std::string idOf(const std::string& text) {
    std::string id;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0) {
            id += static_cast<char>(std::tolower(byte));
        } else if (!id.empty() && id.back() != '-') {
            id += '-';
        }
    }
    while (!id.empty() && id.back() == '-') {
        id.pop_back();
    }
    return id;
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

} // namespace

StyleChoice chooseStyle(const MorphRequest& request) {
    StyleChoice choice;
    const auto named = request.settings.find("style");
    choice.style = styleById(named != request.settings.end() ? named->second : idOf(request.prompt));
    choice.options.time = feelOf(request);
    return choice;
}

} // namespace morphony
