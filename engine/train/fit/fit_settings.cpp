// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/fit/fit_settings.h"

#include "train/settings_reader.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace morphony {

namespace {

void readLearner(SettingsReader& reader, LearnerOptions& learner) {
    reader.read("seed", learner.seed);
    reader.read("device", learner.device);
    reader.read("precision", learner.precision);
    if (learner.precision != "auto" && learner.precision != "float32" && learner.precision != "bfloat16") {
        reader.fail("precision", "\"auto\", \"float32\" or \"bfloat16\" is expected");
    }
    reader.read("threads", learner.threads);
    reader.read("weight_decay", learner.weightDecay, 0.0, 1.0);
    reader.read("clip_norm", learner.clipNorm, 1e-3, 1e6);
    reader.read("average_decay", learner.averageDecay, 0.0, 0.99999);
    reader.read("dropout", learner.dropout, 0.0, 0.9);
    reader.read("retrieval", learner.retrieval, 0.0, 10.0);
}

} // namespace

FitSettings fitSettingsFrom(const std::filesystem::path& file) {
    SettingsReader reader(file);
    FitSettings settings;
    reader.read("data", settings.data);
    if (settings.data.empty()) {
        reader.fail("data", "the names of folders with shards are expected");
    }
    reader.read("families", settings.families);
    reader.read("instruments", settings.instruments);
    reader.read("steps", settings.steps, 1);
    reader.read("batch", settings.batch, 4);
    if (settings.batch % 2 != 0) {
        reader.fail("batch", "an even number is expected: two patches of each piece");
    }
    reader.read("every", settings.every, 1);
    reader.read("patience", settings.patience, 1);
    reader.read("held_out_patches", settings.heldOutPatches, 2);
    reader.read("learning_rate", settings.learningRate, 0.0, 1.0);
    reader.read("warm_up", settings.warmUp);
    reader.read("last_rate_share", settings.lastRateShare, 0.0, 1.0);
    reader.read("augment_level_db", settings.augmentLevelDb, 0.0, 40.0);
    reader.read("augment_tilt_db", settings.augmentTiltDb, 0.0, 40.0);
    reader.read("name", settings.name);
    if (settings.name.empty() || settings.name.find_first_of("/.") != std::string::npos) {
        reader.fail("name", "the name of a folder without dots is expected");
    }
    reader.read("version", settings.version);
    reader.read("licence", settings.licence);
    reader.read("width", settings.shape.width, 1);
    reader.read("units", settings.shape.units, 1);
    reader.read("embedding", settings.shape.embedding, 2);
    readLearner(reader, settings.learner);
    reader.finish();
    return settings;
}

double learningRateAt(const FitSettings& settings, std::uint64_t step) {
    const auto done = static_cast<double>(step);
    const auto warm = static_cast<double>(settings.warmUp);
    if (done < warm) {
        return settings.learningRate * (done + 1.0) / warm;
    }
    const double share = std::min(1.0, (done - warm) / std::max(1.0, static_cast<double>(settings.steps) - warm));
    const double cosine = 0.5 + 0.5 * std::cos(std::numbers::pi * share);
    return settings.learningRate * (settings.lastRateShare + (1.0 - settings.lastRateShare) * cosine);
}

} // namespace morphony
