// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace morphony {

/// A folder <name>/ with a manifest.json that describes the model:
///     { "version": "1.0", "licence": "CC-BY-4.0", "enables": "one sentence for people",
///       "files": [ { "name": "weights.safetensors", "bytes": 1234 } ] }
/// More keys may follow; each network reads its own.
struct InstalledModel {
    std::string name;              ///< the folder's
    std::filesystem::path folder;
    std::string version;
    std::string licence;
    std::string enables;
    std::uintmax_t bytes = 0;      ///< of all listed files
    std::string problem;           ///< empty when it can be used; else a sentence: what was found, what was expected
};

/// Where models are looked for: models/ beside the program, share/morphony/models of its installation, the user's data
/// folder. They need not exist.
[[nodiscard]] std::vector<std::filesystem::path> modelFolders();

/// Every folder inside `folders` that holds a manifest.json, by name. A model in an earlier folder hides one of the
/// same name in a later one. Never throws for what a folder holds: that is told in `problem`.
[[nodiscard]] std::vector<InstalledModel> installedModels(std::span<const std::filesystem::path> folders);

} // namespace morphony
