// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json_value.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace morphony {

/// Reads the JSON object of a settings file key by key, each of which may be left out. Every problem is an EngineError
/// (InputUnreadable) with the file's and the key's name.
class SettingsReader {
public:
    explicit SettingsReader(const std::filesystem::path& file);

    void read(const std::string& key, bool& value);
    void read(const std::string& key, double& value, double least, double most);
    void read(const std::string& key, std::size_t& value, std::size_t least = 0);
    void read(const std::string& key, std::string& value);
    void read(const std::string& key, std::filesystem::path& value);
    void read(const std::string& key, std::vector<std::string>& value);
    void read(const std::string& key, std::vector<std::filesystem::path>& value);
    /// Refuses keys that nobody has read: misspelt ones.
    void finish() const;

    [[noreturn]] void fail(const std::string& key, const std::string& problem) const;
    /// The file as it is, to keep beside what was made with it.
    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    template <class Use>
    void with(const std::string& key, Use use);

    std::filesystem::path m_file;
    std::string m_text;
    JsonValue m_root;
    std::set<std::string> m_known;
};

} // namespace morphony
