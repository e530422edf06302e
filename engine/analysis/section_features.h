// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

/// What one cell of the form's grid sounds like.
struct SectionCell {
    static constexpr std::size_t kBands = 20;

    using Chroma = std::array<float, 24>;

    Chroma chroma{};                    ///< of the first half, then of the second: mean of frames of unit length
    std::array<float, kBands> levels{}; ///< mean mel-band levels in dB
    bool silent = true;
};

/// The cells between neighbouring `edges` (seconds, rising). `mono` is at 22,050 Hz.
[[nodiscard]] std::vector<SectionCell> sectionCells(const AudioSource& mono, std::span<const double> edges,
                                                    const JobContext& context);

} // namespace morphony
