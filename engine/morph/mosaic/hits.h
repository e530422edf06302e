// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/mosaic/placements.h"
#include "morph/mosaic/sound_parts.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

/// Something struck: where, how loud, and how its energy lies over the spectrum during the first tenth of a second or so.
struct Hit {
    static constexpr int kBands = 14;

    FrameCount at = 0;
    float level = -200.0F;             ///< dB, all bands together
    std::array<float, kBands> bands{}; ///< dB
};

/// Onsets of a piece in frames, from its onset strength, each moved to the steepest rise of `fine` within 20 ms.
[[nodiscard]] std::vector<FrameCount> refinedOnsets(const AudioSource& coarse, const AudioSource& fine,
                                                    const ProgressSpan& progress);

/// The hits of a percussive part at the given frames. Bands reach up to `limitHz`.
[[nodiscard]] std::vector<Hit> hitsAt(const AudioSource& percussive, std::span<const FrameCount> frames, double limitHz,
                                      JobContext& context);

/// Every source hit answered by one of the style's: the nearest in how its bands lie among those of its own track, so that
/// a kick answers a kick. Kits vary their strokes: a hit used a moment ago stands back, the one after the last is
/// preferred. Hits more than 24 dB under the loudest are left out. Empty when the style has fewer than 8 hits.
[[nodiscard]] std::vector<Placement> answerHits(std::span<const Hit> source, std::span<const Hit> style,
                                                const StyleMaterial& material, FrameCount sourceFrames);

} // namespace morphony
