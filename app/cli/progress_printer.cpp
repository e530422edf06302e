// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress_printer.h"

#include "app/cli/cancel_signal.h"
#include "app/cli/console.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace morphony::cli {

namespace {

constexpr std::chrono::seconds kLineInterval{5};
/// Below this the extrapolation jumps more than it tells.
constexpr double kMinFractionForRemaining = 0.03;
constexpr double kMinSecondsForRemaining = 0.5;

bool standardErrorIsTerminal() {
    const char* term = std::getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && term != nullptr && std::string_view(term) != "dumb";
}

std::size_t terminalColumns() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80;
}

/// The first `columns` characters of UTF-8 text; a line that wraps could not be rewritten.
std::string_view cut(std::string_view text, std::size_t columns) {
    std::size_t seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool startsCharacter = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
        if (startsCharacter && seen++ == columns) {
            return text.substr(0, i);
        }
    }
    return text;
}

void writeError(const std::string& text) {
    (void)std::fwrite(text.data(), 1, text.size(), stderr);
    (void)std::fflush(stderr);
}

} // namespace

ProgressPrinter::ProgressPrinter() : m_terminal(standardErrorIsTerminal()) {}

ProgressPrinter::~ProgressPrinter() { clear(); }

void ProgressPrinter::setSpan(double begin, double end, std::string what) {
    m_begin = begin;
    m_end = end;
    m_what = std::move(what);
}

void ProgressPrinter::show(const Progress& progress) {
    const auto now = Clock::now();
    if (!m_terminal && now - m_lastLine < kLineInterval) {
        return;
    }
    m_lastLine = now;
    const double fraction = m_begin + (m_end - m_begin) * progress.fraction;
    const double elapsed = std::chrono::duration<double>(now - m_start).count();
    std::string line = std::to_string(static_cast<int>(std::floor(fraction * 100.0))) + " %  ";
    line += m_what.empty() ? progress.stage : m_what + ": " + progress.stage;
    if (fraction >= kMinFractionForRemaining && elapsed >= kMinSecondsForRemaining) {
        line += ", " + clockTime(elapsed * (1.0 - fraction) / fraction) + " left";
    }
    line = oneLine(line);
    if (m_terminal) {
        writeError("\r\x1b[K" + std::string(cut(line, terminalColumns() - 1)));
        m_lineShown = true;
    } else {
        writeError(line + "\n");
    }
}

void ProgressPrinter::clear() {
    if (m_lineShown) {
        writeError("\r\x1b[K");
        m_lineShown = false;
    }
}

CommandContext::CommandContext(ProgressPrinter& printer)
    : JobContext([&printer](const Progress& progress) { printer.show(progress); }) {
    watch(&cancelRequested());
}

} // namespace morphony::cli
