// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace morphony::cli {

/// `file` for variant `variant` (0-based) of `variants`: "song.mp3" becomes "song-1.mp3", "song-2.mp3", ...; with a
/// single variant it stays as it is.
[[nodiscard]] std::filesystem::path variantPath(const std::filesystem::path& file, int variant, int variants);

/// The files that a command will write: checks them before the work starts, and takes away what the command has made
/// when it does not come to its end. One thread.
class OutputPlan {
public:
    explicit OutputPlan(bool overwrite) : m_overwrite(overwrite) {}
    ~OutputPlan();
    OutputPlan(const OutputPlan&) = delete;
    OutputPlan& operator=(const OutputPlan&) = delete;

    /// A file that is read; no output may be the same. Call before the outputs are added.
    void addInput(const std::filesystem::path& file);
    /// Throws EngineError: BadUsage when the file is an input or an output already, OutputUnwritable when it exists
    /// (without overwrite), is a folder, or its folder is missing or not writable. `option` is named in the sentence.
    void addFile(const std::string& option, const std::filesystem::path& file);
    /// A folder for files whose names come later; made if it is missing. Without overwrite it must be empty.
    void addFolder(const std::string& option, const std::filesystem::path& folder);
    /// A file in a folder of addFolder(), before it is written.
    void addLate(const std::filesystem::path& file);

    /// `file` has been written and goes again if the rest fails, unless it replaced one that was there before.
    void written(const std::filesystem::path& file);
    [[nodiscard]] bool overwrite() const { return m_overwrite; }
    /// Everything written so far is complete and stays.
    void keep() { m_made.clear(); }

private:
    const bool m_overwrite;
    std::vector<std::filesystem::path> m_inputs;
    std::set<std::filesystem::path> m_outputs;   ///< absolute and normal
    std::set<std::filesystem::path> m_new;       ///< outputs that did not exist before
    std::vector<std::filesystem::path> m_made;   ///< to be removed again, last first
};

} // namespace morphony::cli
