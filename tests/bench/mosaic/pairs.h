// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/morpher.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace morphony {

/// A song and a track whose style it is to take on.
struct MorphPair {
    std::string set; ///< tuning or test
    std::string source;
    double from = 0.0; ///< second of the source where its excerpt begins
    std::string style;
    int number = 0; ///< among the pairs of its set, from 1
};

/// The pairs of `set`, or all when it is empty; only the one with this number unless it is 0. A line of the file: set,
/// source, second, style track, separated by tabs; # begins a comment. Throws EngineError that quotes a bad line.
[[nodiscard]] std::vector<MorphPair> readPairs(const std::string& file, const std::string& set, int only);

using EngineSettings = std::map<std::string, std::string>;
/// From "key=value key=value".
[[nodiscard]] EngineSettings settingsFrom(const std::string& words);

/// Morphs the excerpt, alone: by mosaic, or into a style in words where there is a prompt.
[[nodiscard]] std::shared_ptr<const MorphResult> morphPair(const MorphPair& pair, double seconds,
                                                           const EngineSettings& settings, const std::string& prompt = {});

/// The middle of a piece, where it is longer than this.
[[nodiscard]] std::shared_ptr<const AudioSource> middleOf(const std::shared_ptr<const AudioSource>& piece, double seconds);

} // namespace morphony
