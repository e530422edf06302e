// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "io/audio_writer.h"
#include "morph/morph_request.h"

#include <optional>
#include <string>

namespace morphony {

/// Everything needed to make the same bytes again: the request of one variant plus what it was run on.
struct Recipe {
    static constexpr int kVersion = 1;

    MorphRequest request;           ///< engine resolved (never "auto"), variants == 1, seed of this variant
    std::string sourceHash;         ///< SHA-256 of the source's bytes
    std::string styleHash;          ///< of the style track's; empty without one
    std::string programVersion;     ///< of the program that made it
    int engineVersion = 0;          ///< changes when an engine's output does
    /// How the file was written, where it was not left to the format's default.
    std::optional<SampleFormat> sampleFormat;
    std::optional<int> kbps;

    /// One JSON document, keys as README documents them. Paths are written absolute.
    [[nodiscard]] std::string toJson() const;
    /// Throws EngineError (InputUnreadable) that names the key, what was found and what was expected.
    [[nodiscard]] static Recipe fromJson(const std::string& text, const std::string& fileName);
};

} // namespace morphony
