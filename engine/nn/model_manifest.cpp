// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/model_manifest.h"

#include "core/paths.h"

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace morphony {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kManifest = "manifest.json";

/// What makes a model unusable, as the sentence for `problem`.
struct ManifestProblem : std::runtime_error {
    using std::runtime_error::runtime_error;
};

json parseManifest(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw ManifestProblem(std::string(kManifest) + " cannot be read");
    }
    const json manifest = json::parse(stream, nullptr, false);
    if (!manifest.is_object()) {
        throw ManifestProblem(std::string(kManifest) + " is not a JSON object");
    }
    return manifest;
}

std::string textOf(const json& object, const char* key) {
    const auto value = object.find(key);
    if (value == object.end() || !value->is_string() || value->get_ref<const std::string&>().empty()) {
        throw ManifestProblem(std::string(kManifest) + " has no text under the key \"" + key + "\"");
    }
    return value->get<std::string>();
}

ModelFile checkedFile(const fs::path& folder, const json& entry) {
    const std::string name = entry.is_object() ? textOf(entry, "name") : std::string();
    if (name.empty() || fs::path(name).has_parent_path() || name == "..") {
        throw ManifestProblem(std::string(kManifest) + " lists a file that does not name one inside the model's folder");
    }
    const auto bytes = entry.find("bytes");
    if (bytes == entry.end() || !bytes->is_number_unsigned()) {
        throw ManifestProblem(std::string(kManifest) + " does not say how many bytes " + name + " has");
    }
    std::error_code error;
    const std::uintmax_t found = fs::file_size(folder / name, error);
    if (error) {
        throw ManifestProblem(name + " is missing");
    }
    const auto expected = bytes->get<std::uintmax_t>();
    if (found != expected) {
        throw ManifestProblem(name + " has " + std::to_string(found) + " bytes where " + std::to_string(expected) +
                              " are expected; copy it again");
    }
    return {name, found, entry.contains("sha256") ? textOf(entry, "sha256") : std::string()};
}

/// What may be left out.
void readOptional(const json& manifest, InstalledModel& model) {
    try {
        model.rate = manifest.value("rate", 0);
        model.tensors = manifest.value("tensors", model.tensors);
    } catch (const json::exception&) {
        throw ManifestProblem(std::string(kManifest) +
                              " has a \"rate\" that is no number of Hz, or \"tensors\" that are no names with shapes");
    }
}

void readManifest(InstalledModel& model) {
    const json manifest = parseManifest(model.folder / kManifest);
    model.version = textOf(manifest, "version");
    model.licence = textOf(manifest, "licence");
    model.enables = textOf(manifest, "enables");
    const auto files = manifest.find("files");
    if (files == manifest.end() || !files->is_array() || files->empty()) {
        throw ManifestProblem(std::string(kManifest) + " lists no files under the key \"files\"");
    }
    readOptional(manifest, model);
    for (const json& entry : *files) {
        model.files.push_back(checkedFile(model.folder, entry));
        model.bytes += model.files.back().bytes;
    }
}

} // namespace

InstalledModel modelIn(const fs::path& folder) {
    InstalledModel model;
    model.name = folder.filename().string();
    model.folder = folder;
    try {
        readManifest(model);
    } catch (const ManifestProblem& problem) {
        model.problem = problem.what();
    }
    return model;
}

std::vector<fs::path> modelFolders() {
    std::vector<fs::path> folders;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (!error) {
        folders.push_back(program.parent_path() / "models");
        folders.push_back(program.parent_path().parent_path() / "share/morphony/models");
    }
    folders.push_back(dataFolder() / "models");
    return folders;
}

std::vector<InstalledModel> installedModels(std::span<const fs::path> folders) {
    std::map<std::string, InstalledModel> models;
    for (const fs::path& folder : folders) {
        std::error_code error;
        for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
            std::error_code missing;
            const std::string name = entry->path().filename().string();
            if (!name.starts_with('.') && fs::exists(entry->path() / kManifest, missing)) {
                models.try_emplace(name, modelIn(entry->path()));
            }
        }
    }
    std::vector<InstalledModel> list;
    for (auto& [name, model] : models) {
        list.push_back(std::move(model));
    }
    return list;
}

} // namespace morphony
