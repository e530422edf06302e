// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/safetensors.h"

#include "core/engine_error.h"
#include "nn/model_manifest.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

namespace morphony {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::uint64_t kMostHeaderBytes = 100'000'000; ///< the format's own limit

std::size_t bytesOf(const std::string& type) {
    static const std::map<std::string, std::size_t> kBytes{{"F64", 8}, {"I64", 8}, {"U64", 8}, {"F32", 4}, {"I32", 4},
                                                           {"U32", 4}, {"F16", 2}, {"BF16", 2}, {"I16", 2}, {"U16", 2},
                                                           {"I8", 1},  {"U8", 1},  {"BOOL", 1}};
    const auto found = kBytes.find(type);
    return found == kBytes.end() ? 0 : found->second;
}

template <class Values>
std::string shapeText(const Values& shape) {
    std::string text;
    for (const std::size_t size : shape) {
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    }
    return text.empty() ? "a scalar" : text;
}

/// The product of all sizes and the type's bytes; none where that is no number of bytes a file can have.
std::optional<std::size_t> tensorBytes(const TensorFile::Entry& entry) {
    std::size_t bytes = bytesOf(entry.type);
    for (const std::size_t size : entry.shape) {
        if (__builtin_mul_overflow(bytes, size, &bytes)) {
            return std::nullopt;
        }
    }
    return bytesOf(entry.type) == 0 ? std::nullopt : std::optional(bytes);
}

/// Throws json::exception for what is not an entry.
TensorFile::Entry entryFrom(const json& value) {
    TensorFile::Entry entry;
    value.at("dtype").get_to(entry.type);
    value.at("shape").get_to(entry.shape);
    const auto offsets = value.at("data_offsets").get<std::vector<std::size_t>>();
    entry.offset = offsets.at(0);
    entry.bytes = offsets.at(1) - entry.offset; // checked against the shape, which no wrapped-round number equals
    return entry;
}

} // namespace

TensorFile::TensorFile(const fs::path& file) : m_file(file) {
    std::ifstream stream(file, std::ios::binary);
    std::error_code error;
    const std::uintmax_t size = fs::file_size(file, error);
    if (!stream || error) {
        fail("it cannot be read");
    }
    std::uint64_t headerBytes = 0;
    if (size < sizeof headerBytes) {
        fail("it has only " + std::to_string(size) + " bytes");
    }
    stream.read(reinterpret_cast<char*>(&headerBytes), sizeof headerBytes);
    if (headerBytes > kMostHeaderBytes || headerBytes > size - sizeof headerBytes) {
        fail("its header is said to have " + std::to_string(headerBytes) + " bytes and the file has " + std::to_string(size));
    }
    std::string header(headerBytes, ' ');
    stream.read(header.data(), static_cast<std::streamsize>(header.size()));
    m_data.resize(size - sizeof headerBytes - headerBytes);
    stream.read(reinterpret_cast<char*>(m_data.data()), static_cast<std::streamsize>(m_data.size()));
    if (!stream) {
        fail("it cannot be read to its end");
    }
    readHeader(header);
}

void TensorFile::readHeader(const std::string& header) {
    const json object = json::parse(header, nullptr, false);
    if (!object.is_object()) {
        fail("its header is not a JSON object");
    }
    for (const auto& [name, value] : object.items()) {
        try {
            if (name == "__metadata__") {
                value.get_to(m_metadata);
                continue;
            }
            m_entries[name] = entryFrom(value);
        } catch (const std::exception&) {
            fail("its header does not describe " + name);
        }
        const Entry& entry = m_entries[name];
        if (tensorBytes(entry) != entry.bytes || entry.offset > m_data.size() || entry.bytes > m_data.size() - entry.offset) {
            fail("its tensor " + name + " (" + entry.type + ", " + shapeText(entry.shape) + ") does not lie inside it");
        }
    }
}

std::span<const float> TensorFile::floats(const std::string& name, std::initializer_list<std::size_t> shape) const {
    const auto found = m_entries.find(name);
    if (found == m_entries.end()) {
        fail("it has no tensor " + name);
    }
    const Entry& entry = found->second;
    if (entry.type != "F32" || entry.offset % sizeof(float) != 0) {
        fail("its tensor " + name + " holds " + entry.type + " where aligned F32 is expected");
    }
    if (!std::ranges::equal(entry.shape, shape)) {
        fail("its tensor " + name + " is " + shapeText(entry.shape) + " where " + shapeText(shape) + " is expected");
    }
    return {reinterpret_cast<const float*>(m_data.data() + entry.offset), entry.bytes / sizeof(float)};
}

const std::string& TensorFile::metadata(const std::string& key) const {
    const auto found = m_metadata.find(key);
    if (found == m_metadata.end()) {
        fail("it has no text under the key " + key);
    }
    return found->second;
}

void TensorFile::fail(const std::string& problem) const {
    throw EngineError(ErrorKind::MissingResource, "The weights " + m_file.string() + " cannot be used: " + problem +
                                                      "; install the model again (packaging/dev setup).");
}

TensorFile openModel(const std::string& name) {
    for (const InstalledModel& model : installedModels(modelFolders())) {
        if (model.name == name) {
            if (!model.problem.empty()) {
                throw EngineError(ErrorKind::MissingResource, "The model " + name + " in " + model.folder.string() +
                                                                  " cannot be used: " + model.problem +
                                                                  "; install it again (packaging/dev setup).");
            }
            return TensorFile(model.folder / "weights.safetensors");
        }
    }
    throw EngineError(ErrorKind::MissingResource, "The model " + name + " is not installed; packaging/dev setup installs it, "
                                                  "and morphony-cli models list says where it is looked for.");
}

} // namespace morphony
