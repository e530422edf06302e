// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "io/audio_output.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>

namespace morphony {

OutputFile::OutputFile(const std::filesystem::path& file, std::filesystem::path target)
    : m_target(std::move(target)), m_fd(::open(file.c_str(), O_RDWR | O_TRUNC | O_CLOEXEC)) {
    if (!m_fd) {
        m_error = errno;
        fail({});
    }
}

std::int64_t OutputFile::write(const void* from, std::int64_t bytes) {
    if (m_abandoned) {
        return bytes;
    }
    const auto* cursor = static_cast<const char*>(from);
    std::int64_t left = bytes;
    while (left > 0 && m_error == 0) {
        const ssize_t put = ::write(m_fd.get(), cursor, static_cast<std::size_t>(left));
        if (put < 0 && errno != EINTR) {
            m_error = errno;
        } else if (put > 0) {
            cursor += put;
            left -= put;
        }
    }
    return bytes - left;
}

std::int64_t OutputFile::read(void* to, std::int64_t bytes) const {
    return ::read(m_fd.get(), to, static_cast<std::size_t>(bytes));
}

std::int64_t OutputFile::seek(std::int64_t offset, int whence) const { return ::lseek(m_fd.get(), offset, whence); }

std::int64_t OutputFile::length() const {
    struct stat status {};
    return ::fstat(m_fd.get(), &status) == 0 ? status.st_size : -1;
}

void OutputFile::fail(const std::string& otherwise) const {
    throw EngineError(ErrorKind::OutputUnwritable, "Cannot write " + m_target.string() + ": " +
                                                       (m_error != 0 ? std::strerror(m_error) : otherwise));
}

} // namespace morphony
