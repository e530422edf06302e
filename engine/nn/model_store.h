// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"
#include "nn/model_manifest.h"

#include <filesystem>
#include <span>
#include <string>

namespace morphony {

/// Where models of the user's go: dataFolder()/models.
[[nodiscard]] std::filesystem::path ownModelFolder();

/// The installed model of this name. Throws EngineError (MissingResource) that lists those there are.
[[nodiscard]] InstalledModel installedModel(const std::string& name, std::span<const std::filesystem::path> folders);

/// Reads every byte of a model: the files' SHA-256 and the weights' tensors are those of its manifest. Empty when all is
/// well, else a clause: what was found, what was expected.
[[nodiscard]] std::string verifyModel(const InstalledModel& model, JobContext& context);

/// Copies the model that the folder `from` is into `store` under the folder's name, verified on the way. All or nothing:
/// it is written beside its place and renamed. Throws EngineError: BadUsage for a model that is there already (without
/// `overwrite`), InputUnreadable for a folder that is no model or whose files are damaged, OutputUnwritable.
InstalledModel addModel(const std::filesystem::path& from, const std::filesystem::path& store, bool overwrite,
                        JobContext& context);

/// Deletes a model of `store`; `folders` are all places, to tell a model that came with the program (BadUsage) from one
/// that is not installed (MissingResource). Throws EngineError, OutputUnwritable where it cannot be deleted.
void removeModel(const std::string& name, const std::filesystem::path& store,
                 std::span<const std::filesystem::path> folders);

} // namespace morphony
