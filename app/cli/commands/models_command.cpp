// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

#include "app/cli/console.h"
#include "app/cli/json.h"
#include "nn/model_manifest.h"

#include <memory>

namespace morphony::cli {

namespace {

std::string sizeText(std::uintmax_t bytes) {
    const double megabytes = static_cast<double>(bytes) / 1e6;
    return megabytes < 1000.0 ? fixed(megabytes, 1) + " MB" : fixed(megabytes / 1000.0, 2) + " GB";
}

std::string toText(const InstalledModel& model) {
    std::string text = model.name + "  (" + model.folder.string() + ")\n";
    if (!model.problem.empty()) {
        return text + "    cannot be used: " + model.problem + "\n";
    }
    return text + "    version " + model.version + ", " + sizeText(model.bytes) + ", licence " + model.licence +
           "\n    enables: " + model.enables + "\n";
}

std::string noneText(const std::vector<std::filesystem::path>& folders) {
    std::string text = "No models are installed; the engines of this version need none (see morphony-cli engines).\n"
                       "A model is a folder with a manifest.json and its weights, in one of:\n";
    for (const auto& folder : folders) {
        text += "  " + folder.string() + "\n";
    }
    return text;
}

Json toJson(const std::vector<InstalledModel>& models, const std::vector<std::filesystem::path>& folders) {
    Json list = Json::array();
    for (const InstalledModel& model : models) {
        list.push_back({{"name", model.name},
                        {"folder", model.folder.string()},
                        {"version", model.version},
                        {"bytes", model.bytes},
                        {"licence", model.licence},
                        {"enables", model.enables},
                        {"problem", model.problem}});
    }
    Json places = Json::array();
    for (const auto& folder : folders) {
        places.push_back(folder.string());
    }
    return {{"models", list}, {"folders", places}};
}

void listModels(bool json) {
    const auto folders = modelFolders();
    const auto models = installedModels(folders);
    if (json) {
        printOut(toDocument(toJson(models, folders)));
        return;
    }
    if (models.empty()) {
        printOut(noneText(folders));
    }
    for (const InstalledModel& model : models) {
        printOut(toText(model));
    }
}

} // namespace

void addModelsCommand(Command& parent) {
    Command models = parent.addCommand("models", "See which models are installed");
    Command list = models.addCommand("list", "List the installed models: size, licence, what each enables");
    const auto json = std::make_shared<bool>(false);
    list.addJsonFlag(*json);
    list.onChosen([json] { listModels(*json); });
}

} // namespace morphony::cli
