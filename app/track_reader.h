// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session.h"

#include <filesystem>

namespace morphony {

/// Decodes a file and draws its waveform, with the progress of both. For a worker; throws EngineError with a sentence
/// that names the file.
[[nodiscard]] Track readTrack(const std::filesystem::path& file, JobContext& context);

} // namespace morphony
