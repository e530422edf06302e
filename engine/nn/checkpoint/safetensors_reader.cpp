// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json_value.h"
#include "nn/checkpoint/byte_reader.h"
#include "nn/checkpoint/checkpoint_content.h"
#include "nn/checkpoint/safetensors_header.h"

#include <set>

namespace morphony {

namespace fs = std::filesystem;

namespace {

/// Adds the tensors of one file for which wanted(name) holds.
template <class Wanted>
void addTensors(std::span<const std::byte> file, CheckpointContent& content, Wanted wanted) {
    ByteReader reader(file);
    const auto headerBytes = reader.number<std::uint64_t>();
    if (headerBytes > kMostSafetensorsHeaderBytes || headerBytes > reader.left()) {
        throw FormatProblem("its header is said to have " + std::to_string(headerBytes) + " bytes and the file has " +
                            std::to_string(file.size()));
    }
    const std::string_view header = reader.text(headerBytes);
    const auto data = reader.take(reader.left());
    SafetensorsHeader read = parseSafetensorsHeader(header, data.size());
    content.metadata.merge(read.metadata);
    for (const auto& [name, entry] : read.entries) {
        if (wanted(name)) {
            content.addContiguous(name, entry.type, entry.shape, data.subspan(entry.offset, entry.bytes));
        }
    }
}

/// Which file of the folder holds which tensor.
std::map<std::string, std::string> weightMap(std::span<const std::byte> file) {
    try {
        std::map<std::string, std::string> map;
        const JsonValue index = JsonValue::parse({reinterpret_cast<const char*>(file.data()), file.size()});
        for (const auto& [tensor, part] : index.at("weight_map").object()) {
            map[tensor] = part.text();
        }
        return map;
    } catch (const JsonProblem&) {
        throw FormatProblem("it is not a JSON object with the names of tensors and their files under \"weight_map\"");
    }
}

} // namespace

void readSafetensors(CheckpointContent& content) {
    content.format = "safetensors";
    addTensors(content.files.front().bytes(), content, [](const std::string&) { return true; });
}

void readSafetensorsIndex(const fs::path& path, CheckpointContent& content) {
    content.format = "safetensors";
    const auto map = weightMap(content.files.front().bytes());
    std::set<std::string> files;
    for (const auto& [tensor, file] : map) {
        if (file.empty() || fs::path(file).filename() != file || file == "..") {
            throw FormatProblem("it says that " + tensor + " is in \"" + file + "\", which is no file beside it");
        }
        files.insert(file);
    }
    for (const std::string& file : files) {
        content.files.emplace_back(path.parent_path() / file);
        const auto wanted = [&](const std::string& name) {
            const auto found = map.find(name);
            return found != map.end() && found->second == file;
        };
        try {
            addTensors(content.files.back().bytes(), content, wanted);
        } catch (const FormatProblem& problem) {
            throw FormatProblem("of its part " + file + ": " + problem.what());
        }
    }
    for (const auto& [tensor, file] : map) {
        if (!content.tensors.contains(tensor)) {
            throw FormatProblem("its part " + file + " does not hold the tensor " + tensor);
        }
    }
}

} // namespace morphony
