// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train/verbs.h"
#include "train/fit/fit.h"
#include "train/settings_reader.h"

#include <cstdio>

namespace morphony {

namespace {

void tell(const FitReport& report) {
    const FitRow& row = report.last;
    std::fprintf(stderr,
                 "step %llu: loss %.4f, held out %.4f, family error %.1f %%, instrument precision %.3f, retrieval %.3f; "
                 "%.2f steps a second on %s\n",
                 static_cast<unsigned long long>(row.step), row.trainLoss, row.heldOutLoss, 100.0 * row.familyError,
                 row.instrumentPrecision, row.retrieval, report.stepsPerSecond, report.device.c_str());
}

} // namespace

void runFit(const Words& words, const std::atomic<bool>& cancel) {
    auto options = optionsFrom(words, {"--config", "--out"}, {"--resume"});
    const FitSettings settings = fitSettingsFrom(options["--config"]);
    const FitReport report = fit(settings, SettingsReader(options["--config"]).text(), options["--out"],
                                 options.contains("--resume"), cancel, tell);
    std::printf(
        "{\"steps\": %llu, \"best_step\": %llu, \"held_out_loss\": %.6f, \"family_error\": %.4f, \"instrument_precision\": "
        "%.4f, \"retrieval\": %.4f, \"training_pieces\": %zu, \"held_out_pieces\": %zu, \"stopped_early\": %s}\n",
        static_cast<unsigned long long>(report.last.step), static_cast<unsigned long long>(report.best.step),
        report.best.heldOutLoss, report.best.familyError, report.best.instrumentPrecision, report.best.retrieval,
        report.trainingPieces, report.heldOutPieces, report.stoppedEarly ? "true" : "false");
}

} // namespace morphony
