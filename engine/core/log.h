// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace morphony::log {

/// The one log of the program (spdlog behind it): standard error, level from MORPHONY_LOG (trace, debug, info, warn,
/// error, off; default warn). Any thread but the audio callback's. The log is for developers; what a user must know is
/// an EngineError or a message in the window, never only a log line.
void debug(std::string_view message);
void info(std::string_view message);
void warn(std::string_view message);
void error(std::string_view message);

} // namespace morphony::log
