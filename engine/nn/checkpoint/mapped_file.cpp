// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/checkpoint/mapped_file.h"

#include "core/engine_error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace morphony {

namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& problem) {
    throw EngineError(ErrorKind::InputUnreadable, "The file " + file.string() + " cannot be read: " + problem + ".");
}

} // namespace

MappedFile::MappedFile(const std::filesystem::path& file) {
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        fail(file, std::strerror(errno));
    }
    struct stat about{};
    if (fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
        close(descriptor);
        fail(file, "it is not a file");
    }
    const auto size = static_cast<std::size_t>(about.st_size);
    void* memory = size == 0 ? nullptr : mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    const int error = errno;
    close(descriptor);
    if (memory == MAP_FAILED) {
        fail(file, std::strerror(error));
    }
    m_bytes = {static_cast<const std::byte*>(memory), size};
}

MappedFile::~MappedFile() {
    if (!m_bytes.empty()) {
        munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
    }
}

} // namespace morphony
