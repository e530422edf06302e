// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/frame_blocks.h"

#include <optional>
#include <span>
#include <vector>

namespace morphony {

/// Times in seconds of clicks: lone jumps of the waveform, as a bad joint leaves them. In each of the first two channels
/// the part that 24 past samples cannot predict (linear prediction over 12,288 samples) is looked at in cells of 32; a
/// click is a cell whose peak is above -66 dBFS and four times every other cell's within 46 ms (times are those of
/// 44.1 kHz), its direct neighbours apart. Drums, plucks and the pulses of voices or square waves are not alone: their
/// residual goes on or comes again sooner than that. A jump that is smaller than what the music does anyway is not found.
/// Runs on all processors with the same result for any number of them; bounded memory.
[[nodiscard]] std::vector<double> findClicks(const AudioSource& audio, const ProgressSpan& progress);

/// seam_clicks: clicks per minute of the result that its source does not have within 2 ms. None for an empty result.
[[nodiscard]] std::optional<double> seamClicks(std::span<const double> source, std::span<const double> result,
                                               double resultSeconds);

} // namespace morphony
