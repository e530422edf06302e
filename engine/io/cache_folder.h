// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "io/audio_reader.h"
#include "io/unique_fd.h"

#include <filesystem>
#include <optional>
#include <string>

namespace morphony {

/// The folder of decoded audio: one file per content hash, complete or absent, least recently used first out. Several
/// processes may use it at once and anybody may delete from it at any time: whoever has an entry open keeps its audio.
class CacheFolder {
public:
    static constexpr std::int64_t kUsualBound = std::int64_t{20} << 30;

    /// The folder takes at most `bound` bytes, and never more than a tenth of its disk.
    explicit CacheFolder(std::filesystem::path folder, std::int64_t bound = kUsualBound)
        : m_folder(std::move(folder)), m_bound(bound) {}

    struct Entry {
        UniqueFd fd;
        AudioFileInfo info; ///< info.frames is set
    };
    /// The entry, marked as used now; none when there is none. A damaged one (wrong size, foreign header) is removed.
    [[nodiscard]] std::optional<Entry> find(const std::string& hash) const;

    /// A file to write an entry to, that is gone with this object unless published.
    class Pending {
    public:
        Pending(UniqueFd fd, std::filesystem::path name) : m_fd(std::move(fd)), m_name(std::move(name)) {}
        Pending(Pending&& other) noexcept : m_fd(std::move(other.m_fd)), m_name(std::exchange(other.m_name, {})) {}
        Pending& operator=(Pending&&) = delete;
        Pending(const Pending&) = delete;
        Pending& operator=(const Pending&) = delete;
        ~Pending();

        explicit operator bool() const { return static_cast<bool>(m_fd); }
        [[nodiscard]] int fd() const { return m_fd.get(); }

    private:
        friend class CacheFolder;
        UniqueFd m_fd;
        std::filesystem::path m_name; ///< empty where the file system makes files without a name
    };
    [[nodiscard]] Pending create() const;

    /// Writes the header of a complete entry, gives it its name where the bound on the folder's size allows that, and
    /// hands over the file. An entry that appeared meanwhile (another process) stays: it holds the same.
    [[nodiscard]] UniqueFd publish(Pending pending, const std::string& hash, const AudioFileInfo& info) const;

    /// Removes the entries used longest ago until `bytes` more fit the bound on the folder's size and the disk. False
    /// when the disk has not that much room even so.
    bool makeRoom(std::int64_t bytes) const { return evict(bytes, bytes); }

private:
    [[nodiscard]] std::filesystem::path pathOf(const std::string& hash) const { return m_folder / (hash + ".frames"); }

    /// Room for `entryBytes` under the bound and for `diskBytes` (those of them not yet written) on the disk.
    bool evict(std::int64_t entryBytes, std::int64_t diskBytes) const;

    std::filesystem::path m_folder;
    std::int64_t m_bound;
};

} // namespace morphony
