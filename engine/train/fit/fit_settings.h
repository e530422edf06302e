// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/fit/learner.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace morphony {

/// What `morphony-train fit` does. Keys of the JSON form are the fields' names in snake case, those of `learner` and of
/// `shape` (width, units, embedding) among them.
struct FitSettings {
    std::vector<std::filesystem::path> data; ///< folders of shards
    std::vector<std::string> families;       ///< to tell apart; empty: all that occur in training pieces with instruments
    std::vector<std::string> instruments;    ///< empty: all that occur in training pieces
    std::size_t steps = 20'000;
    std::size_t batch = 64;         ///< patches, two of each piece
    std::size_t every = 500;        ///< steps between judgements by held-out pieces, and saved states
    std::size_t patience = 12;      ///< judgements without a better one after which it stops
    std::size_t heldOutPatches = 4; ///< of each held-out piece, spread evenly
    double learningRate = 2e-3;
    std::size_t warmUp = 500;       ///< steps in which the rate grows to its full size
    double lastRateShare = 0.01;    ///< of the rate, where the cosine ends
    double augmentLevelDb = 6.0;    ///< patches are made louder or softer by up to so much
    double augmentTiltDb = 3.0;     ///< and darker or brighter, from the lowest band to the highest
    std::string name = "audio-net"; ///< of the model, and of its folder
    std::string version = "1.0";
    std::string licence = "GPL-3.0-or-later";
    LearnerOptions learner;
    AudioNetShape shape;
};

/// Throws EngineError (InputUnreadable) that names the file, the key and what is expected. Unknown keys are refused.
[[nodiscard]] FitSettings fitSettingsFrom(const std::filesystem::path& file);

/// Of a step, counted from 0: grows in a line during the warm-up, then falls along half a cosine.
[[nodiscard]] double learningRateAt(const FitSettings& settings, std::uint64_t step);

} // namespace morphony
