// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace morphony {

/// One piece of music in a shard.
struct ShardEntry {
    std::string name;
    std::vector<std::uint16_t> mel; ///< half floats, frames x LogMel::kBands
    std::size_t frames = 0;
    std::string shortLabels; ///< JSON object: name, family, instruments, held_out and what else the trainer may want
    std::string fullLabels;  ///< JSON object: everything that is known

    /// Of the mean of both channels, at LogMel::kRate.
    void setMel(const std::vector<float>& mono, class LogMel& logMel);
};

/// A folder of training data: settings.json, shard-00000.safetensors and labels-00000.json, ... A shard's labels are
/// written before it, so that where there is a shard there are its labels.
class ShardFolder {
public:
    /// Makes the folder, or takes it up when it was made with the same settings. Throws EngineError (BadUsage) when it was
    /// made with others, OutputUnwritable.
    ShardFolder(std::filesystem::path folder, const std::string& settingsText);

    [[nodiscard]] const std::filesystem::path& path() const { return m_folder; }
    [[nodiscard]] bool has(std::size_t shard) const;
    void save(std::size_t shard, const std::vector<ShardEntry>& entries) const;

private:
    [[nodiscard]] std::filesystem::path file(const char* kind, std::size_t shard, const char* ending) const;

    std::filesystem::path m_folder;
};

} // namespace morphony
