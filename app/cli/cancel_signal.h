// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

namespace morphony::cli {

/// SIGINT and SIGTERM set cancelRequested(), once each: a second one ends the process at once, as without a handler. A
/// signal that the parent had set to be ignored (nohup, a shell's background job) stays ignored. SIGPIPE is ignored, so
/// that a closed pipe is an output error like any other.
void installSignalHandlers();

/// What JobContext::watch() takes. Lives as long as the process.
[[nodiscard]] const std::atomic<bool>& cancelRequested();

} // namespace morphony::cli
