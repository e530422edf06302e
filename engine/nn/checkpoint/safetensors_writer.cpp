// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/checkpoint/safetensors_writer.h"

#include "core/engine_error.h"
#include "core/json_value.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace morphony {

namespace {

[[noreturn]] void fail(const std::filesystem::path& file, int error) {
    throw EngineError(ErrorKind::OutputUnwritable,
                      "The file " + file.string() + " cannot be written: " + std::strerror(error) + ".");
}

bool writeAll(int descriptor, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t count = write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR) {
            return false;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(count < 0 ? 0 : count));
    }
    return true;
}

std::string headerOf(std::span<const TensorToWrite> tensors, const std::map<std::string, std::string>& metadata) {
    std::string header = "{";
    if (!metadata.empty()) {
        header += "\"__metadata__\":{";
        for (const auto& [key, text] : metadata) {
            header += (header.back() == '{' ? "" : ",") + jsonQuoted(key) + ":" + jsonQuoted(text);
        }
        header += "}";
    }
    std::size_t offset = 0;
    for (const TensorToWrite& tensor : tensors) {
        std::string shape;
        for (const std::size_t size : tensor.shape) {
            shape += (shape.empty() ? "" : ",") + std::to_string(size);
        }
        header += (header.back() == '{' ? "" : ",") + jsonQuoted(tensor.name) + ":{\"dtype\":" + jsonQuoted(tensor.type) +
                  ",\"shape\":[" + shape + "],\"data_offsets\":[" + std::to_string(offset) + "," +
                  std::to_string(offset + tensor.bytes.size()) + "]}";
        offset += tensor.bytes.size();
    }
    header += "}";
    header.resize((header.size() + 7) / 8 * 8, ' '); // the tensors begin at a multiple of eight
    return header;
}

} // namespace

void writeFileAtomically(const std::filesystem::path& file, std::span<const std::span<const std::byte>> parts) {
    const std::string unfinished = file.string() + ".unfinished";
    const int descriptor = open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        fail(file, errno);
    }
    bool done = true;
    for (const auto part : parts) {
        done = done && writeAll(descriptor, part);
    }
    done = done && fsync(descriptor) == 0;
    int error = errno;
    done = close(descriptor) == 0 && done;
    if (done && std::rename(unfinished.c_str(), file.c_str()) != 0) {
        error = errno;
        done = false;
    }
    if (!done) {
        std::remove(unfinished.c_str());
        fail(file, error);
    }
}

void writeSafetensors(const std::filesystem::path& file, std::span<const TensorToWrite> tensors,
                      const std::map<std::string, std::string>& metadata) {
    const std::string header = headerOf(tensors, metadata);
    const std::uint64_t headerBytes = header.size();
    std::vector<std::span<const std::byte>> parts{std::as_bytes(std::span(&headerBytes, 1)),
                                                  std::as_bytes(std::span(header))};
    for (const TensorToWrite& tensor : tensors) {
        parts.push_back(tensor.bytes);
    }
    writeFileAtomically(file, parts);
}

} // namespace morphony
