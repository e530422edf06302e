// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/fit/shard_data.h"

#include "core/engine_error.h"
#include "core/json_value.h"
#include "nn/audio_net/audio_net_layout.h"

#include <algorithm>

namespace morphony {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& file, const std::string& problem) {
    throw EngineError(ErrorKind::InputUnreadable,
                      "The training data " + file.string() + " cannot be used: " + problem + ".");
}

std::vector<fs::path> shardsIn(const fs::path& folder) {
    std::vector<fs::path> shards;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with("shard-") && name.ends_with(".safetensors")) {
            shards.push_back(entry->path());
        }
    }
    if (error || shards.empty()) {
        fail(folder,
             error ? error.message() : "it holds no shard-*.safetensors, which morphony-train render or read writes");
    }
    std::ranges::sort(shards);
    return shards;
}

std::string textOr(const JsonValue& labels, const char* key) {
    const JsonValue* found = labels.find(key);
    return found == nullptr ? "" : found->text();
}

bool finite(std::uint16_t half) { return (half & 0x7C00U) != 0x7C00U; }

/// The frames of a piece; the shard keeps them in memory.
std::span<const std::uint16_t> melOf(const Checkpoint& shard, const fs::path& file, const std::string& name) {
    const auto found = shard.tensors().find(name + ".mel");
    if (found == shard.tensors().end()) {
        fail(file, "it has labels of " + name + " and no spectrogram of it");
    }
    const Checkpoint::Tensor& tensor = found->second;
    if (tensor.type != "F16" || tensor.shape.size() != 2 || tensor.shape[1] != AudioNetShape::kBands ||
        reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % 2 != 0) {
        fail(file, "the spectrogram of " + name + " is not one of " + std::to_string(AudioNetShape::kBands) +
                       " half floats a frame");
    }
    const std::span mel(reinterpret_cast<const std::uint16_t*>(tensor.bytes.data()), tensor.count());
    if (!std::ranges::all_of(mel, finite)) {
        fail(file, "the spectrogram of " + name + " holds values that are not finite");
    }
    return mel;
}

} // namespace

ShardData::ShardData(std::span<const fs::path> folders) {
    for (const fs::path& folder : folders) {
        for (const fs::path& shard : shardsIn(folder)) {
            add(shard);
        }
    }
}

void ShardData::add(const fs::path& shard) {
    m_files.push_back(std::make_unique<Checkpoint>(shard));
    const Checkpoint& file = *m_files.back();
    const auto labels = file.metadata().find("labels");
    if (labels == file.metadata().end()) {
        fail(shard, "it has no labels");
    }
    const std::size_t before = m_pieces.size();
    try {
        const JsonValue parsed = JsonValue::parse(labels->second);
        for (const JsonValue& each : parsed.array()) {
            ShardPiece piece;
            piece.name = each.at("name").text();
            piece.family = textOr(each, "family");
            piece.style = textOr(each, "style");
            for (const JsonValue& instrument : each.at("instruments").array()) {
                piece.instruments.push_back(instrument.text());
            }
            piece.heldOut = each.at("held_out").boolean();
            piece.mel = melOf(file, shard, piece.name);
            piece.frames = piece.mel.size() / AudioNetShape::kBands;
            m_pieces.push_back(std::move(piece));
        }
    } catch (const JsonProblem& problem) {
        fail(shard, std::string("its labels are not as expected: ") + problem.what());
    }
    if (m_pieces.size() - before != file.tensors().size()) {
        fail(shard, "it has labels of " + std::to_string(m_pieces.size() - before) + " pieces and " +
                        std::to_string(file.tensors().size()) + " spectrograms");
    }
}

} // namespace morphony
