// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace morphony {

/// A folder <name>/ with a manifest.json that describes the model:
///     { "version": "1.0", "licence": "CC-BY-4.0", "enables": "one sentence for people",
///       "rate": 22050, "tensors": { "conv.weight": [8, 1, 3, 3] },
///       "files": [ { "name": "weights.safetensors", "bytes": 1234, "sha256": "64 hexadecimal digits" } ] }
/// `rate` (of the audio it hears, Hz), `tensors` (shapes that its weights must have) and `sha256` may be left out. More
/// keys may follow; each network reads its own.
struct ModelFile {
    std::string name;
    std::uintmax_t bytes = 0;
    std::string sha256; ///< empty: the manifest does not say
};

struct InstalledModel {
    std::string name;              ///< the folder's
    std::filesystem::path folder;
    std::string version;
    std::string licence;
    std::string enables;
    int rate = 0;                  ///< Hz; 0: the manifest does not say
    std::vector<ModelFile> files;
    std::map<std::string, std::vector<std::size_t>> tensors; ///< shapes of some or all of its weights
    std::uintmax_t bytes = 0;      ///< of all listed files
    std::string problem;           ///< empty when it can be used; else a sentence: what was found, what was expected
};

/// Where models are looked for: models/ beside the program, share/morphony/models of its installation, the user's data
/// folder. They need not exist.
[[nodiscard]] std::vector<std::filesystem::path> modelFolders();

/// The model that a folder is. Never throws for what it holds: that is told in `problem`.
[[nodiscard]] InstalledModel modelIn(const std::filesystem::path& folder);

/// Every folder inside `folders` that holds a manifest.json, by name. A model in an earlier folder hides one of the
/// same name in a later one, and names that begin with a dot are passed over. Never throws for what a folder holds: that
/// is told in `problem`.
[[nodiscard]] std::vector<InstalledModel> installedModels(std::span<const std::filesystem::path> folders);

} // namespace morphony
