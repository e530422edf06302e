// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace morphony {

/// A tensor to write: borrowed bytes, row by row.
struct TensorToWrite {
    std::string name;
    std::string type; ///< "F32", "F16", "I64", ...
    std::vector<std::size_t> shape;
    std::span<const std::byte> bytes;
};

/// Writes a .safetensors file to a name beside it, flushes it to the disk and renames it: whenever the machine stops,
/// either the old file is there or the new one. Throws EngineError (OutputUnwritable).
void writeSafetensors(const std::filesystem::path& file, std::span<const TensorToWrite> tensors,
                      const std::map<std::string, std::string>& metadata = {});

/// The same for the parts of any file, one after the other.
void writeFileAtomically(const std::filesystem::path& file, std::span<const std::span<const std::byte>> parts);

} // namespace morphony
