// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "music/render_score.h"
#include "train/render/augment.h"
#include "train/render/piece.h"

#include <string>
#include <vector>

namespace morphony {

/// One piece in one style, as it was rendered.
struct Rendering {
    std::string name; ///< "00012-funk"
    const Piece* piece = nullptr;
    Style style;
    Score score;
    std::filesystem::path soundfont;
    Augmentation change;
    bool heldOut = false;
    std::vector<std::string> instruments; ///< heard ones, as a network is to name them
};

/// Instruments of the parts that sound, each once, in the words of instrumentNames().
[[nodiscard]] std::vector<std::string> heardInstruments(const std::vector<RenderedPart>& parts, const Score& score,
                                                        const Style& style);
[[nodiscard]] const std::vector<std::string>& instrumentNames();

/// What the trainer of tags reads, and everything else, as JSON objects.
[[nodiscard]] std::string shortLabels(const Rendering& rendering);
[[nodiscard]] std::string fullLabels(const Rendering& rendering);

} // namespace morphony
