// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace morphony {

/// The tensors of a .safetensors file, in memory. The header is checked in full when the file is opened: every tensor's
/// bytes lie inside the file and are as many as its type and shape need. const and shared freely between threads.
class TensorFile {
public:
    struct Entry {
        std::string type;               ///< "F32", "F16", "I64", ...
        std::vector<std::size_t> shape; ///< empty: a scalar
        std::size_t offset = 0;         ///< in bytes from the first tensor's
        std::size_t bytes = 0;
    };

    /// Throws EngineError (MissingResource) that names the file and what is wrong with it.
    explicit TensorFile(const std::filesystem::path& file);

    /// The values of a tensor, row by row. Throws EngineError (MissingResource) when the file has none of that name, or
    /// one of another type or shape. Valid as long as this file.
    [[nodiscard]] std::span<const float> floats(const std::string& name, std::initializer_list<std::size_t> shape) const;

    [[nodiscard]] const std::map<std::string, Entry>& entries() const { return m_entries; }

    /// A text of the file's own, such as a list of labels. Throws like floats().
    [[nodiscard]] const std::string& metadata(const std::string& key) const;

private:
    void readHeader(const std::string& header);
    [[noreturn]] void fail(const std::string& problem) const;

    std::filesystem::path m_file;
    std::map<std::string, Entry> m_entries;
    std::map<std::string, std::string> m_metadata;
    std::vector<std::byte> m_data;
};

/// The weights of the model that is installed under this name (modelFolders() says where, model_manifest.h what a model
/// is). Reads the file on every call: keep what you need. Throws EngineError (MissingResource) when there is none or it
/// is damaged, with what to do.
[[nodiscard]] TensorFile openModel(const std::string& name);

} // namespace morphony
