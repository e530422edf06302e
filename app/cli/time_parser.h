// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace morphony::cli {

/// Seconds of a time as users type it: "75", "75.5", "1:15", "1:15.5" or "1:02:03". Fractions belong to the seconds
/// alone; minutes after hours and seconds after minutes are below 60. Throws EngineError (BadUsage) whose sentence
/// names `option` and `text`.
[[nodiscard]] double parseTime(std::string_view option, std::string_view text);

} // namespace morphony::cli
