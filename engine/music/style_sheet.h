// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "music/render_score.h"
#include "music/score.h"

#include <memory>

namespace morphony {

/// The song that every style is shown with: C, Am, F and G7, a bar each, over and over, with a plain tune, at the middle of
/// the style's tempi and in its first meter; some fifteen seconds.
[[nodiscard]] TrackAnalysis sheetSong(const Style& style);

/// A style by itself: its band playing sheetSong() with its own levels, room and effects. What "sounding like the style" is
/// measured against where there is no style track, and what a preview of the style plays.
struct StyleSheet {
    Score score;
    std::vector<RenderedPart> parts;
    std::shared_ptr<const AudioSource> audio; ///< stereo
};
/// Same style and seed: same bits, on any number of threads. Throws EngineError (MissingResource) without a soundfont.
[[nodiscard]] StyleSheet styleSheet(const Style& style, std::uint64_t seed, SampleRate rate, JobContext& context);

} // namespace morphony
