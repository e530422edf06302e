// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

namespace morphony {

/// A temporary file beside `target` that becomes `target` on commit() by rename, or vanishes with the object. Every
/// output of the program goes through it, so a crash, a cancel or a full disk never leaves a half-written file.
class AtomicFile {
public:
    /// Throws EngineError (OutputUnwritable) when the folder is missing or not writable, or, without `overwrite`, when
    /// the target exists.
    AtomicFile(std::filesystem::path target, bool overwrite);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    /// Where to write. It keeps the target's ending, which some libraries judge the format by.
    [[nodiscard]] const std::filesystem::path& path() const { return m_temporary; }
    /// Flushes to disk and renames; without `overwrite` a target that has appeared meanwhile is not replaced.
    void commit();

private:
    std::filesystem::path m_target;
    std::filesystem::path m_temporary;
    bool m_overwrite;
    bool m_committed = false;
};

/// Writes `text` to `target` through an AtomicFile.
void writeTextFile(const std::filesystem::path& target, std::string_view text, bool overwrite);

} // namespace morphony
