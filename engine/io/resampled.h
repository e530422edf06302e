// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"

#include <memory>

namespace morphony {

/// The piece at another rate, in a file of its own, so that memory stays bounded for any length; the piece itself where
/// it already has that rate. round(frames * rate / own rate) frames, at least 1. Throws EngineError (OutputUnwritable)
/// without room for the file; polls `context` for cancel.
[[nodiscard]] std::shared_ptr<const AudioSource> resampled(const std::shared_ptr<const AudioSource>& audio, SampleRate rate,
                                                           JobContext& context);

/// The mean of the channels at another rate, as every analysis wants it.
[[nodiscard]] std::shared_ptr<const AudioSource> resampledMono(const AudioSource& audio, SampleRate rate,
                                                               JobContext& context);

} // namespace morphony
