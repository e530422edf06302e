// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"

#include <optional>
#include <string>
#include <vector>

namespace morphony::cli {

/// The arguments of `morph` as they were typed; they are read only when all are there, so that --help always helps.
struct MorphArguments {
    std::string source;
    std::optional<std::string> style, prompt, engine, strength, timbre, rhythm, harmony, keep, keptContent, from, to,
        variants, seed, device;
    bool crop = false;
    std::vector<std::string> settings;
    std::optional<std::string> stems, midi, score, report, recipe;
    OutputArguments output;
    bool json = false;
};

/// Adds them to the command.
void addMorphOptions(Command& command, MorphArguments& arguments);

/// The request they stand for. Throws EngineError (BadUsage).
[[nodiscard]] MorphRequest morphRequest(const MorphArguments& arguments);

} // namespace morphony::cli
