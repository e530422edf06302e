// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/progress_printer.h"
#include "morph/morph_result.h"
#include "morph/report.h"

#include <filesystem>
#include <string>

namespace morphony::cli {

/// Measures a result at a dial setting; the report names `out` as its file. Takes the span that `printer` is set to.
[[nodiscard]] Report reportOn(const MorphResult& result, const DialSetting& setting, const std::filesystem::path& out,
                              ProgressPrinter& printer);

/// What is printed of a result for people: its file, how it was made, and the report.
[[nodiscard]] std::string resultText(const std::filesystem::path& out, const MorphResult& result, const Report& report);

/// What there is to say about how a result was made and about writing it (empty: nothing), on standard error.
void printNotes(const MorphResult& result, const std::string& writing);

} // namespace morphony::cli
