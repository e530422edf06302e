// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/safetensors.h"

#include "core/engine_error.h"
#include "nn/checkpoint/checkpoint_content.h"
#include "nn/checkpoint/safetensors_header.h"
#include "nn/model_manifest.h"

#include <algorithm>
#include <cstdint>
#include <fstream>

namespace morphony {

namespace fs = std::filesystem;

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
    if (headerBytes > kMostSafetensorsHeaderBytes || headerBytes > size - sizeof headerBytes) {
        fail("its header is said to have " + std::to_string(headerBytes) + " bytes and the file has " +
             std::to_string(size));
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
    try {
        SafetensorsHeader read = parseSafetensorsHeader(header, m_data.size());
        m_entries = std::move(read.entries);
        m_metadata = std::move(read.metadata);
    } catch (const FormatProblem& problem) {
        fail(problem.what());
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
        fail("its tensor " + name + " is " + shapeText(entry.shape) + " where " + shapeText(std::vector(shape)) +
             " is expected");
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
    throw EngineError(ErrorKind::MissingResource, "The model " + name +
                                                      " is not installed; packaging/dev setup installs it, "
                                                      "and morphony-cli models list says where it is looked for.");
}

} // namespace morphony
