// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/frame_file.h"

#include "core/engine_error.h"
#include "core/paths.h"
#include "io/interleave.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <vector>

namespace morphony {

namespace {

/// Interleaved samples handled at a time: 64 KiB stays in the second-level cache between pread and deinterleaving.
constexpr std::int64_t kChunkSamples = 16384;

/// What is left free for everything else on the disk that fallocate cannot speak for.
constexpr std::int64_t kDiskReserveBytes = std::int64_t{64} << 20;

std::vector<float>& threadBuffer() {
    thread_local std::vector<float> buffer(static_cast<std::size_t>(kChunkSamples));
    return buffer;
}

bool readFully(int fd, void* to, std::size_t bytes, off_t offset) {
    auto* cursor = static_cast<char*>(to);
    while (bytes > 0) {
        const ssize_t got = ::pread(fd, cursor, bytes, offset);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            errno = got == 0 ? 0 : errno;
            return false;
        }
        cursor += got;
        offset += got;
        bytes -= static_cast<std::size_t>(got);
    }
    return true;
}

bool writeFully(int fd, const void* from, std::size_t bytes, off_t offset) {
    const auto* cursor = static_cast<const char*>(from);
    while (bytes > 0) {
        const ssize_t put = ::pwrite(fd, cursor, bytes, offset);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        cursor += put;
        offset += put;
        bytes -= static_cast<std::size_t>(put);
    }
    return true;
}

} // namespace

UniqueFd FrameFile::createUnnamed(const std::filesystem::path& folder) {
    std::error_code ignored; // a folder that cannot be made cannot be opened either
    std::filesystem::create_directories(folder, ignored);
    UniqueFd fd(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!fd) { // some file systems (NFS, old overlays) lack O_TMPFILE
        std::string name = (folder / "morphony-XXXXXX").string();
        fd = UniqueFd(::mkostemp(name.data(), O_CLOEXEC));
        if (fd) {
            ::unlink(name.c_str());
        }
    }
    return fd;
}

bool FrameFile::reserve(FrameCount frames) {
    const off_t bytes = bytesFor(frames);
    const auto free = freeBytes(m_fd.get());
    if (free && bytes > *free - kDiskReserveBytes) {
        errno = ENOSPC;
        return false;
    }
    if (::fallocate(m_fd.get(), 0, 0, bytes) == 0) {
        return true;
    }
    return (errno == EOPNOTSUPP || errno == ENOSYS) && ::ftruncate(m_fd.get(), bytes) == 0;
}

void FrameFile::read(FrameCount position, AudioView out) const {
    const FrameCount step = std::max<FrameCount>(1, kChunkSamples / m_channels);
    for (FrameCount done = 0; done < out.frames();) {
        const FrameRange part{done, std::min(out.frames(), done + step)};
        const AudioView to = out.slice(part);
        float* interleaved = m_channels == 1 ? to.channel(0).data() : threadBuffer().data();
        const auto bytes = static_cast<std::size_t>(part.size() * m_channels) * sizeof(float);
        if (!readFully(m_fd.get(), interleaved, bytes, bytesFor(position + done))) {
            throw EngineError(ErrorKind::InputUnreadable,
                              std::string("Cannot read back decoded audio from the disk: ") +
                                  (errno != 0 ? std::strerror(errno) : "it was cut short"));
        }
        if (m_channels > 1) {
            deinterleave(interleaved, to);
        }
        done = part.end;
    }
}

void FrameFile::readPadded(FrameCount frames, FrameCount position, AudioView out) const {
    const FrameRange inside = FrameRange{position, position + out.frames()}.clippedTo({0, frames});
    if (inside.size() < out.frames()) {
        out.clear();
    }
    if (!inside.empty()) {
        read(inside.begin, out.slice({inside.begin - position, inside.end - position}));
    }
}

bool FrameFile::write(FrameCount position, ConstAudioView audio) {
    const FrameCount step = std::max<FrameCount>(1, kChunkSamples / m_channels);
    for (FrameCount done = 0; done < audio.frames();) {
        const FrameRange part{done, std::min(audio.frames(), done + step)};
        const ConstAudioView from = audio.slice(part);
        const float* interleaved = from.channel(0).data();
        if (m_channels > 1) {
            interleave(from, threadBuffer().data());
            interleaved = threadBuffer().data();
        }
        const auto bytes = static_cast<std::size_t>(part.size() * m_channels) * sizeof(float);
        if (!writeFully(m_fd.get(), interleaved, bytes, bytesFor(position + done))) {
            return false;
        }
        done = part.end;
    }
    return true;
}

std::vector<std::filesystem::path> scratchFolders() {
    const char* temporary = std::getenv("TMPDIR");
    return {cacheFolder(), temporary != nullptr && temporary[0] == '/' ? temporary : "/var/tmp"};
}

std::optional<std::int64_t> freeBytes(int fd) {
    struct statvfs disk {};
    if (::fstatvfs(fd, &disk) != 0 || disk.f_blocks == 0) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
}


} // namespace morphony
