// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/fit/fit_log.h"
#include "train/fit/fit_settings.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>

namespace morphony {

/// How far a training is.
struct FitReport {
    std::string device;
    std::size_t trainingPieces = 0;
    std::size_t heldOutPieces = 0;
    FitRow last;                 ///< the newest judgement
    FitRow best;                 ///< the one whose weights were kept
    double stepsPerSecond = 0.0; ///< since this run began
    bool stoppedEarly = false;
};

/// Trains the audio network and writes into `out`, every file whole or as it was:
///   state.safetensors       everything that going on needs, after every `every` steps;
///   metrics.csv, curve.png  the judgements so far;
///   NAME/                   the averaged weights of the best judgement with their manifest, as the program reads them, and
///                           families.csv: held-out pieces by true family and the family told.
/// Killed at any moment and called again with `resume`, it comes to the same files (on a CPU with the same number of
/// threads, to the same bits). Ends early when `patience` judgements were not better than the best.
///
/// `told` is called after every judgement. Throws EngineError: BadUsage for a folder that holds a training and no `resume`,
/// or one with other settings; what Learner, ShardData and TagTask throw; JobCancelled within a step when `cancel` is set.
FitReport fit(const FitSettings& settings, const std::string& settingsText, const std::filesystem::path& out, bool resume,
              const std::atomic<bool>& cancel, const std::function<void(const FitReport&)>& told);

} // namespace morphony
