// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace morphony {

/// What a network said of one held-out piece, and what is true of it.
struct JudgedPiece {
    std::int64_t family = -1;       ///< true one; -1: not known
    std::vector<float> families;    ///< logits
    std::vector<float> instruments; ///< logits
    std::vector<float> heard;       ///< 1 where the instrument sounds; empty: not known
    std::vector<float> firstHalf;   ///< embeddings of its halves
    std::vector<float> secondHalf;
};

/// How good a network is on held-out pieces. What no piece has labels for is 0.
struct TagScores {
    double loss = 0.0;                ///< cross entropy of families and instruments, as in training but without smoothing
    double familyError = 0.0;         ///< share of pieces whose family is not the most probable one
    double instrumentPrecision = 0.0; ///< mean over instruments that occur of their average precision
    double retrieval = 0.0;           ///< share of pieces whose second half is nearest to the first among all second halves
    std::vector<std::vector<std::size_t>> confusion; ///< pieces, [true family][told family]
};

[[nodiscard]] TagScores scoresOf(std::span<const JudgedPiece> pieces, std::size_t families, std::size_t instruments);

/// Mean, over the true ones, of the share of true ones among those that score as high or higher; equal scores count
/// together, as scikit-learn's average_precision_score does. 0 when none is true.
[[nodiscard]] double averagePrecision(std::span<const float> scores, std::span<const float> truth);

} // namespace morphony
