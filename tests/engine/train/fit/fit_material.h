// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/half.h"
#include "core/json_value.h"
#include "core/seeded_random.h"
#include "nn/audio_net/audio_net_layout.h"
#include "nn/checkpoint/safetensors_writer.h"
#include "train/fit/tag_batch.h"

#include <cmath>
#include <filesystem>
#include <numbers>
#include <span>
#include <string>
#include <vector>

namespace morphony {

/// Spectrograms of the family `hum` (low bands louder) or `hiss` (high ones), with a `bell` (one loud band) or without.
inline std::vector<std::uint16_t> toyMel(bool hiss, bool bell, std::size_t frames, SeededRandom& random) {
    std::vector<std::uint16_t> mel;
    for (std::size_t i = 0; i < frames * AudioNetShape::kBands; ++i) {
        const std::size_t band = i % AudioNetShape::kBands;
        const double slope = (static_cast<double>(band) / 63.0 - 0.5) * (hiss ? 4.0 : -4.0);
        mel.push_back(toHalf(static_cast<float>(-10.0 + slope + 1.5 * random.normal() + (bell && band == 40 ? 6.0 : 0.0))));
    }
    return mel;
}

/// A folder with one shard of `pieces` toy pieces, every third held out; `swapped`: held-out pieces have the other family's
/// label, so that what is learnt is wrong of them.
inline void writeToyShard(const std::filesystem::path& folder, std::size_t pieces, bool swapped = false,
                          bool broken = false) {
    std::filesystem::create_directories(folder);
    SeededRandom random(3, 0);
    std::string labels = "[";
    std::vector<std::vector<std::uint16_t>> mels;
    for (std::size_t i = 0; i < pieces; ++i) {
        const bool heldOut = i % 3 == 2;
        const bool hiss = i / 3 % 2 == 0;
        const bool bell = i / 6 % 2 == 0;
        mels.push_back(toyMel(hiss, bell, 200, random));
        labels += std::string(i == 0 ? "" : ",") + "{\"name\":\"" + std::to_string(i) + "\",\"family\":\"" +
                  (hiss != (swapped && heldOut) ? "hiss" : "hum") + "\",\"instruments\":[" + (bell ? "\"bell\"," : "") +
                  "\"noise\"],\"held_out\":" + (heldOut ? "true" : "false") + "}";
    }
    if (broken) {
        mels[1][77] = 0x7E00; // not a number
    }
    std::vector<TensorToWrite> tensors;
    for (std::size_t i = 0; i < pieces; ++i) {
        tensors.push_back(
            {std::to_string(i) + ".mel", "F16", {200, AudioNetShape::kBands}, std::as_bytes(std::span(mels[i]))});
    }
    writeSafetensors(folder / "shard-00000.safetensors", tensors, {{"labels", labels + "]"}});
}

/// Patches in LogMel's range, with labels.
inline TagBatch toyBatch(std::size_t patches, std::size_t instruments, std::uint64_t seed) {
    SeededRandom random(seed, 1);
    TagBatch batch;
    batch.patches = patches;
    for (std::size_t i = 0; i < patches; ++i) {
        for (const std::uint16_t value : toyMel(i / 2 % 2 == 0, i / 4 % 2 == 0, AudioNetShape::kPatchFrames, random)) {
            batch.mel.push_back(fromHalf(value));
        }
        batch.family.push_back(i / 2 % 2);
        for (std::size_t j = 0; j < instruments; ++j) {
            batch.instruments.push_back(i / 4 % 2 == j % 2 ? 1.0F : 0.0F);
        }
        batch.instrumentsKnown.push_back(1.0F);
    }
    return batch;
}

} // namespace morphony
