// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/atomic_file.h"

#include "core/engine_error.h"
#include "io/unique_fd.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <random>
#include <sys/stat.h>

namespace morphony {

namespace {

[[noreturn]] void fail(const std::filesystem::path& target, const std::string& reason) {
    throw EngineError(ErrorKind::OutputUnwritable, "Cannot write " + target.string() + ": " + reason);
}

std::string lastError() { return std::strerror(errno); }

/// A name of its own: the target's may already be as long as the file system allows.
std::filesystem::path temporaryBeside(const std::filesystem::path& target) {
    std::array<char, 24> digits{};
    std::random_device random;
    std::snprintf(digits.data(), digits.size(), "%08x%08x", random(), random());
    return target.parent_path() / (".morphony-" + std::string(digits.data()) + target.extension().string());
}

/// The file itself where `target` is a symbolic link, so that the link survives and its file is replaced.
std::filesystem::path resolved(const std::filesystem::path& target) {
    std::error_code error;
    const bool link = std::filesystem::is_symlink(target, error);
    auto path = link ? std::filesystem::weakly_canonical(target, error) : std::filesystem::absolute(target, error);
    return error ? target : path;
}

/// A write that the disk could not take after all (quota, network folder) shows up here at the latest.
void flushToDisk(const std::filesystem::path& temporary, const std::filesystem::path& target) {
    const UniqueFd fd(::open(temporary.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd || (::fsync(fd.get()) != 0 && errno != EINVAL)) { // EINVAL: this file system has nothing to flush
        fail(target, lastError());
    }
}

/// Makes the new name last through a power cut. Not every file system can; the file itself is complete either way.
void flushFolder(const std::filesystem::path& folder) {
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd) {
        (void)::fsync(fd.get());
    }
}

constexpr const char* kExists = "it exists already; choose another name or allow overwriting";

} // namespace

AtomicFile::AtomicFile(std::filesystem::path target, bool overwrite)
    : m_target(resolved(target)), m_overwrite(overwrite) {
    const auto folder = m_target.parent_path();
    struct stat there {};
    if (::stat(folder.c_str(), &there) != 0) {
        fail(m_target, errno == ENOENT ? "the folder " + folder.string() + " does not exist" : lastError());
    }
    if (!S_ISDIR(there.st_mode)) {
        fail(m_target, folder.string() + " is not a folder");
    }
    const bool exists = ::stat(m_target.c_str(), &there) == 0;
    if (exists && S_ISDIR(there.st_mode)) {
        fail(m_target, "it is a folder; a file name is needed");
    }
    if (exists && !S_ISREG(there.st_mode)) {
        fail(m_target, "it is a device, not a file");
    }
    if (exists && !m_overwrite) {
        fail(m_target, kExists);
    }
    m_temporary = temporaryBeside(m_target);
    const UniqueFd fd(::open(m_temporary.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666));
    if (!fd) {
        fail(m_target, lastError());
    }
    if (exists) {
        (void)::fchmod(fd.get(), there.st_mode & 07777); // the replaced file keeps who may read it, as far as we may say
    }
}

AtomicFile::~AtomicFile() {
    if (!m_committed) {
        ::unlink(m_temporary.c_str());
    }
}

void AtomicFile::commit() {
    flushToDisk(m_temporary, m_target);
    int result = 0;
    if (m_overwrite) {
        result = ::rename(m_temporary.c_str(), m_target.c_str());
    } else {
        result = ::renameat2(AT_FDCWD, m_temporary.c_str(), AT_FDCWD, m_target.c_str(), RENAME_NOREPLACE);
        if (result != 0 && (errno == EINVAL || errno == ENOSYS)) { // file systems such as NFS and FAT lack it
            result = ::link(m_temporary.c_str(), m_target.c_str());
            if (result == 0) {
                ::unlink(m_temporary.c_str());
            } else if (errno == EPERM || errno == EOPNOTSUPP) { // nor have they links
                result = ::access(m_target.c_str(), F_OK) == 0 ? (errno = EEXIST, -1)
                                                                : ::rename(m_temporary.c_str(), m_target.c_str());
            }
        }
    }
    if (result != 0) {
        fail(m_target, errno == EEXIST ? kExists : lastError());
    }
    m_committed = true;
    flushFolder(m_target.parent_path());
}

void writeTextFile(const std::filesystem::path& target, std::string_view text, bool overwrite) {
    AtomicFile file(target, overwrite);
    {
        const UniqueFd fd(::open(file.path().c_str(), O_WRONLY | O_CLOEXEC));
        if (!fd) {
            fail(target, lastError());
        }
        while (!text.empty()) {
            const ssize_t written = ::write(fd.get(), text.data(), text.size());
            if (written < 0 && errno != EINTR) {
                fail(target, lastError());
            }
            text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
        }
    }
    file.commit();
}

} // namespace morphony
