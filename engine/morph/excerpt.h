// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"

namespace morphony {

/// How much of a piece is listened to where the whole of it would say no more.
inline constexpr double kExcerptSeconds = 20.0;

/// Four evenly spread parts of a piece, one after another, kExcerptSeconds together; all of it when it is no longer.
/// Their joins are clicks, but the same ones in every layer and at every strength.
[[nodiscard]] AudioBuffer excerptOf(const AudioSource& source);

} // namespace morphony
