// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"

#include <chrono>
#include <string>

namespace morphony::cli {

/// Progress with remaining time on standard error: one rewritten line on a terminal, else a line every few seconds.
/// A command may run several jobs after each other; each takes a span of the whole. One thread; the line is cleared
/// when the object goes, so that what is printed next starts on an empty one.
class ProgressPrinter {
public:
    ProgressPrinter();
    ~ProgressPrinter();
    ProgressPrinter(const ProgressPrinter&) = delete;
    ProgressPrinter& operator=(const ProgressPrinter&) = delete;

    /// The next job's progress 0 to 1 is `begin` to `end` of the whole; `what` stands before its stages ("2 of 6").
    void setSpan(double begin, double end, std::string what = {});
    void show(const Progress& progress);
    /// Takes the line off the terminal; the next show() brings it back.
    void clear();

private:
    using Clock = std::chrono::steady_clock;

    const bool m_terminal;
    const Clock::time_point m_start = Clock::now();
    Clock::time_point m_lastLine = m_start;
    double m_begin = 0.0;
    double m_end = 1.0;
    std::string m_what;
    bool m_lineShown = false;
};

/// A job context that shows its progress on `printer` and stops on Ctrl-C.
class CommandContext : public JobContext {
public:
    explicit CommandContext(ProgressPrinter& printer);
};

} // namespace morphony::cli
