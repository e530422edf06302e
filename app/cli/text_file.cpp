// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text_file.h"

#include "core/engine_error.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace morphony::cli {

namespace {
constexpr std::size_t kMaxBytes = 16U << 20U;

[[noreturn]] void throwUnreadable(const std::filesystem::path& file, const std::string& reason) {
    throw EngineError(ErrorKind::InputUnreadable, "'" + file.string() + "' cannot be read: " + reason + ".");
}
} // namespace

std::string readTextFile(const std::filesystem::path& file, const std::string& what) {
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) {
        throwUnreadable(file, "it is a folder, and " + what + " is expected");
    }
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throwUnreadable(file, std::strerror(errno));
    }
    std::string text(kMaxBytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (stream.bad()) {
        throwUnreadable(file, "the disk reports an error");
    }
    if (text.size() > kMaxBytes) {
        throwUnreadable(file, "it is larger than 16 MB, and " + what + " is expected");
    }
    return text;
}

} // namespace morphony::cli
