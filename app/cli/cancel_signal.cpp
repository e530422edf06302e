// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cancel_signal.h"

#include <csignal>

namespace morphony::cli {

namespace {

std::atomic<bool> g_cancelRequested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only write lock-free atomics");

extern "C" void requestCancel(int /*signal*/) { g_cancelRequested.store(true, std::memory_order_relaxed); }

void handle(int signal) {
    struct sigaction previous {};
    if (sigaction(signal, nullptr, &previous) == 0 && previous.sa_handler == SIG_IGN) {
        return;
    }
    struct sigaction action {};
    action.sa_handler = requestCancel;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART | SA_RESETHAND; // no half-done system calls; the second signal finds the default action
    sigaction(signal, &action, nullptr);
}

} // namespace

void installSignalHandlers() {
    handle(SIGINT);
    handle(SIGTERM);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // beyond the file-size limit, write() then says so instead of killing the process
}

const std::atomic<bool>& cancelRequested() { return g_cancelRequested; }

} // namespace morphony::cli
