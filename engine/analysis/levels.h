// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "core/audio_source.h"
#include "core/job_context.h"

#include <vector>

namespace morphony {

/// Levels of a piece, and its loudness over time.
struct LevelAnalysis {
    Levels levels;
    /// K-weighted power of consecutive blocks of kLevelBlockSeconds, channels summed with BS.1770's weights: the
    /// loudness of a stretch is -0.691 + 10 log10 of its mean.
    std::vector<float> blockPowers;
};
inline constexpr double kLevelBlockSeconds = 0.1;

/// Two passes over the audio in blocks: bounded memory. Any thread; polls `context` for cancel, tells no progress.
[[nodiscard]] LevelAnalysis analyseLevels(const AudioSource& audio, const JobContext& context);

/// Loudness in LUFS, at least -70, of the blocks that begin within `time`.
[[nodiscard]] double blockLoudness(const std::vector<float>& blockPowers, TimeRange time);

} // namespace morphony
