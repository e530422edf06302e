// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output_plan.h"
#include "core/job_context.h"
#include "morph/morph_result.h"

#include <filesystem>
#include <string>

namespace morphony::cli {

/// A layer's name as a file's: lower-case ASCII letters and digits, all else one hyphen ("Colour 50 %" is "colour-50").
[[nodiscard]] std::string layerFileName(const std::string& layerName);

/// Writes every layer at full level as <name>.wav (32-bit float, the source's rate, channels and length) into `folder`;
/// with several variants -1, -2, ... before the ending. Throws EngineError (OutputUnwritable) or JobCancelled.
void writeLayers(const MorphResult& result, const std::filesystem::path& folder, int variant, int variants,
                 OutputPlan& plan, JobContext& context);

} // namespace morphony::cli
