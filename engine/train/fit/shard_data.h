// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/checkpoint/checkpoint.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace morphony {

/// A piece of music in the shards that `morphony-train render` and `read` write.
struct ShardPiece {
    std::string name;
    std::string family;                   ///< empty: not known
    std::string style;                    ///< empty: not known
    std::vector<std::string> instruments; ///< empty: not known
    bool heldOut = false;
    std::span<const std::uint16_t> mel; ///< half floats, frames x AudioNetShape::kBands
    std::size_t frames = 0;
};

/// The pieces of all shards of some folders, by folder and number. The spectrograms stay in the files and are read as they
/// are touched; files must not change meanwhile. Const; any thread.
class ShardData {
public:
    /// Throws EngineError (InputUnreadable) that names the file: a folder without shards, a damaged shard, labels without
    /// a spectrogram or the other way round, values that are not finite.
    explicit ShardData(std::span<const std::filesystem::path> folders);

    [[nodiscard]] const std::vector<ShardPiece>& pieces() const { return m_pieces; }

private:
    void add(const std::filesystem::path& shard);

    std::vector<std::unique_ptr<Checkpoint>> m_files;
    std::vector<ShardPiece> m_pieces;
};

} // namespace morphony
