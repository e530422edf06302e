// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

#include "app/cli/print_list.h"
#include "morph/morpher.h"

#include <memory>

namespace morphony::cli {

namespace {

std::vector<std::string> targets(const Morpher& engine) {
    std::vector<std::string> names;
    if (engine.takesStyleTrack()) {
        names.emplace_back("style track");
    }
    if (engine.takesPrompt()) {
        names.emplace_back("prompt");
    }
    return names;
}

Json toJson(const std::unique_ptr<Morpher>& item) {
    const Morpher& engine = *item;
    Json settings = Json::object();
    for (const auto& [key, help] : engine.settings()) {
        settings[key] = help;
    }
    return {{"id", engine.id()},
            {"summary", engine.summary()},
            {"version", engine.version()},
            {"targets", targets(engine)},
            {"available", engine.missing().empty()},
            {"missing", engine.missing()},
            {"settings", settings}};
}

std::string toText(const std::unique_ptr<Morpher>& item) {
    const Morpher& engine = *item;
    std::string target;
    for (const std::string& name : targets(engine)) {
        target += (target.empty() ? "" : " or ") + name;
    }
    std::string text = engine.id() + "  (target: " + target + ")\n    " + engine.summary() + "\n";
    text += "    " + (engine.missing().empty() ? "ready" : "not available: " + engine.missing()) + "\n";
    for (const auto& [key, help] : engine.settings()) {
        text += "    --set " + key + "=...  " + help + "\n";
    }
    return text;
}

} // namespace

void addEnginesCommand(Command& parent) {
    Command command = parent.addCommand("engines", "List the ways to morph, and what each needs");
    const auto json = std::make_shared<bool>(false);
    command.addJsonFlag(*json);
    command.onChosen([json] { printList("engines", engines(), *json, toJson, toText); });
}

} // namespace morphony::cli
