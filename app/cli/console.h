// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace morphony::cli {

/// Writes results to standard output. Throws EngineError (OutputUnwritable) when they do not get there.
void printOut(std::string_view text);
/// Flushes standard output; throws as printOut() does.
void flushOut();

/// One line "morphony-cli: <sentence>" on standard error.
void printError(std::string_view sentence);

/// `text` on one line: control characters become spaces, so that a file's name cannot break a message apart.
[[nodiscard]] std::string oneLine(std::string_view text);

/// "4:05", "1:02:03": seconds rounded to whole ones.
[[nodiscard]] std::string clockTime(double seconds);

/// `value` with `decimals` digits after the point, whatever the locale.
[[nodiscard]] std::string fixed(double value, int decimals);

} // namespace morphony::cli
