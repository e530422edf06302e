// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

#include "app/cli/print_list.h"
#include "music/style.h"

#include <memory>

namespace morphony::cli {

namespace {

Json toJson(const Style& style) {
    Json meters = Json::array();
    for (const auto& [meter, grooves] : style.grooves) {
        meters.push_back(meter);
    }
    Json parts = Json::array();
    for (const auto& [role, part] : style.parts) {
        parts.push_back(name(role));
    }
    return {{"id", style.id}, {"name", style.name}, {"family", style.family}, {"era", style.era}, {"tags", style.tags},
            {"tempo", {style.tempoLow, style.tempoHigh}}, {"meters", meters}, {"parts", parts}};
}

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

std::string toText(const Style& style) {
    std::string tags;
    for (const std::string& tag : style.tags) {
        tags += (tags.empty() ? "" : ", ") + tag;
    }
    return padded(style.id, 20) + padded(style.name, 22) + padded(style.family, 12) + padded(style.era, 14) + tags + "\n";
}

} // namespace

void addStylesCommand(Command& parent) {
    Command command = parent.addCommand("styles", "List the styles that a prompt can name");
    const auto json = std::make_shared<bool>(false);
    command.addJsonFlag(*json);
    command.onChosen([json] { printList("styles", allStyles(), *json, toJson, toText); });
}

} // namespace morphony::cli
