// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

#include "app/cli/console.h"
#include "app/cli/json.h"
#include "app/cli/progress_printer.h"
#include "core/engine_error.h"
#include "nn/model_store.h"

#include <memory>
#include <optional>

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
           (model.rate > 0 ? ", audio at " + std::to_string(model.rate) + " Hz" : "") + "\n    enables: " + model.enables +
           "\n";
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
                        {"rate", model.rate},
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

void addFolder(const std::string& folder, bool overwrite) {
    ProgressPrinter printer;
    CommandContext context(printer);
    const InstalledModel model = addModel(folder, ownModelFolder(), overwrite, context);
    printer.clear();
    printOut(toText(model));
}

/// Throws for the first that is damaged, after all have been looked at.
void verify(const std::optional<std::string>& name) {
    const auto folders = modelFolders();
    const auto models = name ? std::vector{installedModel(*name, folders)} : installedModels(folders);
    ProgressPrinter printer;
    std::string damaged;
    for (std::size_t i = 0; i < models.size(); ++i) {
        const auto count = static_cast<double>(models.size());
        printer.setSpan(static_cast<double>(i) / count, static_cast<double>(i + 1) / count);
        CommandContext context(printer);
        const std::string problem = verifyModel(models[i], context);
        printer.clear();
        printOut(models[i].name + ": " + (problem.empty() ? "in order" : problem) + "\n");
        if (!problem.empty()) {
            damaged += (damaged.empty() ? "" : ", ") + models[i].name;
        }
    }
    if (!damaged.empty()) {
        throw EngineError(ErrorKind::MissingResource,
                          "These models are damaged and should be installed again: " + damaged + ".");
    }
}

void remove(const std::string& name) {
    removeModel(name, ownModelFolder(), modelFolders());
    printOut(name + ": removed\n");
}

void addStoreCommands(Command& models) {
    Command add = models.addCommand("add", "Install a model: a folder with a manifest.json and its weights");
    const auto folder = std::make_shared<std::string>();
    const auto overwrite = std::make_shared<bool>(false);
    add.addRequired("FOLDER", "FOLDER", "The model's folder; its name becomes the model's", *folder);
    add.addFlag("--overwrite", "Replace an installed model of this name", *overwrite);
    add.onChosen([folder, overwrite] { addFolder(*folder, *overwrite); });

    Command check = models.addCommand("verify", "Read every byte of a model, or of all, and compare with its manifest");
    const auto verified = std::make_shared<std::optional<std::string>>();
    check.addOption("NAME", "NAME", "The model; all when none is named", *verified);
    check.onChosen([verified] { verify(*verified); });

    Command remover = models.addCommand("remove", "Delete a model that was added");
    const auto removed = std::make_shared<std::string>();
    remover.addRequired("NAME", "NAME", "The model", *removed);
    remover.onChosen([removed] { remove(*removed); });
}

} // namespace

void addModelsCommand(Command& parent) {
    Command models = parent.addCommand("models", "See, add, verify and remove models");
    Command list = models.addCommand("list", "List the installed models: size, licence, what each enables");
    const auto json = std::make_shared<bool>(false);
    list.addJsonFlag(*json);
    list.onChosen([json] { listModels(*json); });
    addStoreCommands(models);
}

} // namespace morphony::cli
