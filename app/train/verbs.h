// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <vector>

namespace morphony {

using Words = std::vector<std::string>;

/// The values behind the options of a command line, from its third word on: each of `valued` with a value and needed, each
/// of `flags` without one and found as "" where it was given. Throws EngineError (BadUsage).
[[nodiscard]] std::map<std::string, std::string> optionsFrom(const Words& words, const Words& valued,
                                                             const Words& flags = {});

// The commands, each where this build has it (render and read need the libraries for audio, fit needs LibTorch). They print
// progress to standard error and one JSON object at the end. Throw EngineError; JobCancelled when `cancel` is set.
void runRender(const Words& words, const std::atomic<bool>& cancel);
void runRead(const Words& words, const std::atomic<bool>& cancel);
void runFit(const Words& words, const std::atomic<bool>& cancel);

} // namespace morphony
