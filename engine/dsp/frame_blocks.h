// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"
#include "core/units.h"
#include "dsp/stft.h"

#include <functional>
#include <span>

namespace morphony {

/// Part of a stage: progress() runs from `begin` to `end` over it.
struct ProgressSpan {
    JobContext& context;
    double begin = 0.0;
    double end = 1.0;
};

/// Frames between two looks at the cancel flag: 64 spectra of stereo take well under 10 ms.
inline constexpr FrameCount kFramesPerPoll = 64;

/// Cuts [0, frames) into blocks of `blockFrames` and runs body(block) on all processors. Blocks do not depend on the
/// number of threads. Bodies poll `context.checkCancelled()` themselves every kFramesPerPoll frames; progress is told
/// from the calling thread only, as JobContext asks.
void forFrameBlocks(FrameCount frames, FrameCount blockFrames, const ProgressSpan& progress,
                    const std::function<void(FrameRange)>& body);

/// Runs body(i, power) for every STFT frame of every range in turn, i counting from 0 over all of them, on all
/// processors; `power` is the power spectrum, mean over the channels. Bodies of different i run at the same time and must
/// write to places of their own.
void forPowerSpectra(const AudioSource& source, StftShape shape, std::span<const FrameRange> ranges,
                     const ProgressSpan& progress, const std::function<void(FrameCount, std::span<float>)>& body);

} // namespace morphony
