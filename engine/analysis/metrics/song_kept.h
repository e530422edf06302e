// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dsp/chroma.h"

#include <optional>
#include <span>

namespace morphony {

/// c0: the soft chroma similarity of a piece with itself shifted round by half its length, which is what the same key
/// and the same chords at other times are worth.
[[nodiscard]] double chromaFloor(std::span<const ChromaFrame> source);

/// song_kept: the mean of three shares, each clipped to [0, 1]: (chroma_cosine_soft - c0) / (1 - c0), note_recall and
/// beat_amlt. A share that could not be measured is left out of the mean (beats where the source has none, notes where it
/// has none, chroma where c0 is 1); none where nothing is left.
[[nodiscard]] std::optional<double> songKept(double chromaCosineSoft, double chromaFloor, std::optional<double> noteRecall,
                                             std::optional<double> beatAmlt);

} // namespace morphony
