// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/cache_folder.h"

#include "core/log.h"
#include "io/frame_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <type_traits>

namespace morphony {

namespace {

constexpr std::int64_t kMaxShareOfDisk = 10; ///< the folder may take one tenth of the disk
/// Room on the disk that the cache never takes, so that filling it does not stop everything else.
constexpr std::int64_t kDiskReserveBytes = std::int64_t{256} << 20;
/// Nobody decodes for a day; what is older was left by a process that was killed.
constexpr auto kStaleAfter = std::chrono::hours(24);
constexpr std::string_view kPendingPrefix = ".part-";

/// First bytes of an entry. The cache is private to one machine, so native types do.
struct EntryHeader {
    std::array<char, 16> magic{};
    std::int64_t frames = 0;
    std::int32_t rate = 0;
    std::int32_t channels = 0;
    std::int32_t hasVideo = 0;
    std::array<char, 128> container{};
    std::array<char, 124> codec{};
};
static_assert(std::is_trivially_copyable_v<EntryHeader> && sizeof(EntryHeader) <= FrameFile::kHeaderBytes);
constexpr std::array<char, 16> kMagic{'M', 'o', 'r', 'p', 'h', 'o', 'n', 'y', ' ', 'a', 'u', 'd', 'i', 'o', ' ', '1'};

template <std::size_t N>
void store(std::array<char, N>& to, const std::string& text) {
    std::copy_n(text.begin(), std::min(text.size(), N - 1), to.begin());
}

template <std::size_t N>
std::string restore(const std::array<char, N>& from) {
    return {from.data(), ::strnlen(from.data(), N)};
}

EntryHeader headerOf(const AudioFileInfo& info) {
    EntryHeader header;
    header.magic = kMagic;
    header.frames = info.frames.value();
    header.rate = info.sampleRate.hz;
    header.channels = info.channels;
    header.hasVideo = info.hasVideo ? 1 : 0;
    store(header.container, info.container);
    store(header.codec, info.codec);
    return header;
}

std::optional<AudioFileInfo> readHeader(int fd) {
    EntryHeader header;
    struct stat file {};
    if (::pread(fd, &header, sizeof header, 0) != static_cast<ssize_t>(sizeof header) || ::fstat(fd, &file) != 0 ||
        header.magic != kMagic || header.channels < 1 || header.rate < 1 || header.frames < 1) {
        return std::nullopt;
    }
    const std::int64_t dataBytes = file.st_size - FrameFile::kHeaderBytes;
    const auto frameBytes = static_cast<std::int64_t>(sizeof(float)) * header.channels;
    if (dataBytes % frameBytes != 0 || dataBytes / frameBytes != header.frames) {
        return std::nullopt;
    }
    return AudioFileInfo{restore(header.container), restore(header.codec), {header.rate},
                         header.channels,           header.frames,         header.hasVideo != 0};
}

std::int64_t folderBound(const std::filesystem::path& folder, std::int64_t most) {
    struct statvfs disk {};
    if (::statvfs(folder.c_str(), &disk) != 0 || disk.f_blocks == 0) {
        return most;
    }
    const auto size = static_cast<std::int64_t>(disk.f_blocks) * static_cast<std::int64_t>(disk.f_frsize);
    return std::min(most, size / kMaxShareOfDisk);
}

struct CachedFile {
    std::filesystem::path path;
    std::filesystem::file_time_type used;
    std::int64_t bytes;
};

/// Entries, the one used longest ago first. Stale pending files are removed on the way.
std::vector<CachedFile> listEntries(const std::filesystem::path& folder) {
    std::vector<CachedFile> entries;
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code gone; // another process may remove any of them while we look
        const auto used = it->last_write_time(gone);
        const auto bytes = static_cast<std::int64_t>(it->file_size(gone));
        if (gone) {
            continue;
        }
        if (it->path().filename().string().starts_with(kPendingPrefix)) {
            if (std::filesystem::file_time_type::clock::now() - used > kStaleAfter) {
                std::filesystem::remove(it->path(), gone);
            }
        } else if (it->path().extension() == ".frames") {
            entries.push_back({it->path(), used, bytes});
        }
    }
    std::ranges::sort(entries, {}, &CachedFile::used);
    return entries;
}

bool diskHas(const std::filesystem::path& folder, std::int64_t bytes) {
    struct statvfs disk {};
    return ::statvfs(folder.c_str(), &disk) != 0 || disk.f_blocks == 0 ||
           static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize) >= bytes + kDiskReserveBytes;
}

} // namespace

CacheFolder::Pending::~Pending() {
    if (!m_name.empty()) {
        ::unlink(m_name.c_str());
    }
}

std::optional<CacheFolder::Entry> CacheFolder::find(const std::string& hash) const {
    const auto path = pathOf(hash);
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) {
        return std::nullopt;
    }
    auto info = readHeader(fd.get());
    if (!info) {
        log::warn("removing a damaged entry of the audio cache: " + path.string());
        ::unlink(path.c_str());
        return std::nullopt;
    }
    (void)::futimens(fd.get(), nullptr); // only the order of removal depends on it
    return Entry{std::move(fd), std::move(*info)};
}

CacheFolder::Pending CacheFolder::create() const {
    std::error_code ignored; // a folder that cannot be made cannot be opened either
    std::filesystem::create_directories(m_folder, ignored);
    UniqueFd unnamed(::open(m_folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (unnamed) {
        return {std::move(unnamed), {}};
    }
    std::string name = (m_folder / (std::string(kPendingPrefix) + "XXXXXX")).string();
    UniqueFd named(::mkostemp(name.data(), O_CLOEXEC));
    auto path = named ? std::filesystem::path(name) : std::filesystem::path();
    return {std::move(named), std::move(path)};
}

UniqueFd CacheFolder::publish(Pending pending, const std::string& hash, const AudioFileInfo& info) const {
    const EntryHeader header = headerOf(info);
    struct stat file {};
    const bool complete = ::pwrite(pending.fd(), &header, sizeof header, 0) == static_cast<ssize_t>(sizeof header) &&
                          ::fstat(pending.fd(), &file) == 0 && file.st_size <= folderBound(m_folder, m_bound);
    if (complete) {
        evict(file.st_size, 0);
        const auto from =
            pending.m_name.empty() ? "/proc/self/fd/" + std::to_string(pending.fd()) : pending.m_name.string();
        if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, pathOf(hash).c_str(), AT_SYMLINK_FOLLOW) != 0 && errno != EEXIST) {
            log::info("not kept in the audio cache: " + std::string(std::strerror(errno)));
        }
    }
    return std::move(pending.m_fd);
}

bool CacheFolder::evict(std::int64_t entryBytes, std::int64_t diskBytes) const {
    const std::int64_t bound = folderBound(m_folder, m_bound);
    auto entries = listEntries(m_folder);
    std::int64_t total = 0;
    for (const auto& entry : entries) {
        total += entry.bytes;
    }
    const bool willBeKept = entryBytes <= bound; // what is larger is decoded here but not kept: the others may stay
    for (const auto& entry : entries) {
        if ((!willBeKept || total + entryBytes <= bound) && diskHas(m_folder, diskBytes)) {
            break;
        }
        std::error_code gone;
        std::filesystem::remove(entry.path, gone);
        total -= entry.bytes;
    }
    return diskHas(m_folder, diskBytes);
}

} // namespace morphony
