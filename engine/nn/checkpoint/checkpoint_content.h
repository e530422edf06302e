// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/checkpoint/checkpoint.h"
#include "nn/checkpoint/format_problem.h"
#include "nn/checkpoint/mapped_file.h"

#include <deque>

namespace morphony {

/// What the readers below fill, with everything that the tensors point into.
struct CheckpointContent {
    std::string format;
    std::map<std::string, Checkpoint::Tensor> tensors;
    std::map<std::string, std::string> metadata;
    std::deque<MappedFile> files;               ///< the opened one first
    std::deque<std::vector<std::byte>> decoded; ///< values that a file does not hold as plain memory

    /// Adds a tensor that lies row by row in `bytes`. Throws FormatProblem when it does not fill them.
    void addContiguous(const std::string& name, const std::string& type, std::vector<std::size_t> shape,
                       std::span<const std::byte> bytes);
    /// Adds a view into a storage: `offset` and `strides` in elements. Throws FormatProblem when it leaves the storage,
    /// has more elements than it, or another tensor has its name.
    void addView(const std::string& name, const std::string& type, std::vector<std::size_t> shape,
                 std::vector<std::size_t> strides, std::size_t offset, std::span<const std::byte> storage);
};

/// Bytes of an element of a type; 0 for one that is not known.
[[nodiscard]] std::size_t elementBytes(const std::string& type);
/// "2 x 3", "a scalar".
[[nodiscard]] std::string shapeText(std::span<const std::size_t> shape);

// The readers, one per format. `path` is where content.files.front() lies; other files are looked for beside it. They
// throw FormatProblem or, for a file beside it that cannot be opened, EngineError.
void readSafetensors(CheckpointContent& content);
void readSafetensorsIndex(const std::filesystem::path& path, CheckpointContent& content);
void readTorchZip(CheckpointContent& content);
void readLegacyTorch(CheckpointContent& content);
void readOnnx(const std::filesystem::path& path, CheckpointContent& content);

} // namespace morphony
