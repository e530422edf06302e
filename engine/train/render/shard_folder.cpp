// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/render/shard_folder.h"

#include "core/engine_error.h"
#include "core/half.h"
#include "dsp/log_mel.h"
#include "nn/checkpoint/safetensors_writer.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace morphony {

namespace fs = std::filesystem;

void ShardEntry::setMel(const std::vector<float>& mono, LogMel& logMel) {
    mel.clear();
    frames = LogMel::framesOf(mono.size());
    std::ranges::transform(logMel.compute(mono), std::back_inserter(mel), toHalf);
}

ShardFolder::ShardFolder(fs::path folder, const std::string& settingsText) : m_folder(std::move(folder)) {
    std::error_code error;
    fs::create_directories(m_folder, error);
    const fs::path kept = m_folder / "settings.json";
    if (fs::exists(kept, error)) {
        std::ifstream stream(kept, std::ios::binary);
        if (std::string(std::istreambuf_iterator<char>(stream), {}) != settingsText) {
            throw EngineError(ErrorKind::BadUsage, "The folder " + m_folder.string() +
                                                       " holds data that was made with other settings (" + kept.string() +
                                                       "); choose another folder.");
        }
        return;
    }
    const auto bytes = std::as_bytes(std::span(settingsText));
    writeFileAtomically(kept, std::span(&bytes, 1));
}

fs::path ShardFolder::file(const char* kind, std::size_t shard, const char* ending) const {
    const std::string number = std::to_string(shard);
    return m_folder /
           (std::string(kind) + "-" + std::string(5 - std::min<std::size_t>(number.size(), 5), '0') + number + ending);
}

bool ShardFolder::has(std::size_t shard) const {
    std::error_code none;
    return fs::exists(file("shard", shard, ".safetensors"), none);
}

void ShardFolder::save(std::size_t shard, const std::vector<ShardEntry>& entries) const {
    std::string shorts = "[";
    std::string full = "[";
    std::vector<TensorToWrite> tensors;
    for (const ShardEntry& each : entries) {
        shorts += (shorts.size() > 1 ? "," : "") + each.shortLabels;
        full += (full.size() > 1 ? ",\n" : "") + each.fullLabels;
        tensors.push_back({each.name + ".mel", "F16", {each.frames, LogMel::kBands}, std::as_bytes(std::span(each.mel))});
    }
    full += "]\n";
    const auto labels = std::as_bytes(std::span(full));
    writeFileAtomically(file("labels", shard, ".json"), std::span(&labels, 1));
    writeSafetensors(file("shard", shard, ".safetensors"), tensors, {{"labels", shorts + "]"}});
}

} // namespace morphony
