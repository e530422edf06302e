// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace morphony::cli {

/// The whole of morphony-cli but main(): reads the arguments, runs the command, prints, and returns the exit status:
/// 0 done, 130 cancelled by a signal, else the value of the ErrorKind. Installs the signal handlers. Throws nothing.
[[nodiscard]] int runCommandLine(int argc, const char* const* argv);

} // namespace morphony::cli
