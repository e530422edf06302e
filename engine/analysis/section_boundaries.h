// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"

#include <cstddef>
#include <vector>

namespace morphony {

/// How alike the cells of a piece are: size x size values, 0 to 1, symmetric.
struct Similarity {
    std::size_t size = 0;
    std::vector<float> values;

    explicit Similarity(std::size_t cells) : size(cells), values(cells * cells) {}
    [[nodiscard]] float at(std::size_t i, std::size_t j) const { return values[i * size + j]; }
};

/// The cells that begin a section, 0 first, and the number of cells last.
///
/// What speaks for a boundary is the novelty of the timbre, by a checkerboard of four and of eight cells to each side
/// (Foote, ICME 2000), and of what is repeated: the lags at which the harmony of the three cells before has a parallel in
/// the piece against those of the three behind (after the structure features of Serra, Mueller, Grosche and Arcos, IEEE
/// Transactions on Multimedia 16, 2014). Of all ways to part the piece the one is taken (dynamic programming) that has the
/// most of it at its boundaries and sections of usual lengths, eight and sixteen cells before all. Polls `context` for
/// cancel.
[[nodiscard]] std::vector<std::size_t> sectionBoundaries(const Similarity& harmony, const Similarity& timbre,
                                                         const JobContext& context);

} // namespace morphony
