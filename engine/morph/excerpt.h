// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"

#include <memory>
#include <span>
#include <vector>

namespace morphony {

/// How much of a piece is listened to where the whole of it would say no more.
inline constexpr double kExcerptSeconds = 20.0;

/// Four evenly spread parts of a piece, one after another, kExcerptSeconds together; all of it when it is no longer.
/// Their joins are clicks, but the same ones in every layer and at every strength.
[[nodiscard]] AudioBuffer excerptOf(const AudioSource& source);

/// The same parts of every layer of a mix.
[[nodiscard]] std::vector<AudioBuffer> excerptsOf(std::span<const std::shared_ptr<const AudioSource>> layers,
                                                  const JobContext& context);

} // namespace morphony
