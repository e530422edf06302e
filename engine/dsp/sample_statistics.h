// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"

#include <optional>

namespace morphony {

/// Figures of the samples themselves.
struct SampleStatistics {
    double clippedShare = 0.0; ///< samples at or beyond the largest 16-bit value (32,767 / 32,768)
    double silenceShare = 0.0; ///< 100-ms blocks whose RMS over all channels lies below -60 dBFS
    /// Pearson's correlation of the first two channels; none for mono or when one of them stands still.
    std::optional<double> stereoCorrelation;
    /// Side's share of the power of mid and side of the first two channels, 0 to 1; none for mono and silence.
    std::optional<double> stereoWidth;
    double dcOffset = 0.0; ///< the mean of the channel whose mean is furthest from 0
};
[[nodiscard]] SampleStatistics sampleStatistics(const AudioSource& source, const JobContext& context);

/// Frequency below which 95 % of the energy of the whole piece lies (mean power spectrum of 4,096 samples, hop 1,024,
/// scaled to the rate). None for silence.
[[nodiscard]] std::optional<double> rollOffHz(const AudioSource& source, const JobContext& context);

} // namespace morphony
