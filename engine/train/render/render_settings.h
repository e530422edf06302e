// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace morphony {

/// What `morphony-train render` makes. Keys of the JSON form are the fields' names in snake case.
struct RenderSettings {
    enum class Audio { None, Mix, Stems };

    std::uint64_t seed = 1;
    std::size_t pieces = 100;
    std::size_t stylesPerPiece = 3;         ///< the same piece in so many styles, each of another family
    double seconds = 24.0;                  ///< of a piece, rounded up to phrases of four bars
    double heldOutShare = 0.15;             ///< of the pieces: held-out charts, held-out soundfonts
    std::vector<std::string> styles;        ///< ids; empty: all
    std::vector<std::string> heldOutStyles; ///< never in pieces for training; in held-out ones alone of their families
    std::vector<std::filesystem::path> soundfonts;        ///< empty: the product's
    std::vector<std::filesystem::path> heldOutSoundfonts; ///< for held-out pieces alone; empty: the others
    bool augment = true;
    Audio audio = Audio::None; ///< FLAC files beside the shards
    std::size_t piecesPerShard = 8;
};

/// Throws EngineError (InputUnreadable) that names the file, the key and what is expected. Unknown keys are refused.
[[nodiscard]] RenderSettings renderSettingsFrom(const std::filesystem::path& file);

} // namespace morphony
