// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"

#include "core/engine_error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace morphony::cli {

namespace {

[[noreturn]] void throwOutBroken(int error) {
    throw EngineError(ErrorKind::OutputUnwritable,
                      std::string("standard output cannot be written: ") + std::strerror(error) + ".");
}

} // namespace

void printOut(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
        throwOutBroken(errno);
    }
}

void flushOut() {
    if (std::fflush(stdout) != 0) {
        throwOutBroken(errno);
    }
}

void printError(std::string_view sentence) {
    const std::string ending = sentence.ends_with('.') ? "\n" : ".\n";
    const std::string line = "morphony-cli: " + oneLine(sentence) + ending;
    (void)std::fwrite(line.data(), 1, line.size(), stderr); // nowhere left to complain to
    (void)std::fflush(stderr);
}

std::string oneLine(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return line;
}

std::string clockTime(double seconds) {
    const auto whole = static_cast<std::int64_t>(std::llround(std::max(0.0, seconds)));
    const auto twoDigits = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const std::int64_t minutes = whole / 60;
    if (minutes < 60) {
        return std::to_string(minutes) + ":" + twoDigits(whole % 60);
    }
    return std::to_string(minutes / 60) + ":" + twoDigits(minutes % 60) + ":" + twoDigits(whole % 60);
}

std::string fixed(double value, int decimals) {
    std::array<char, 64> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals);
    return end.ec == std::errc() ? std::string(digits.data(), end.ptr) : std::to_string(value);
}

} // namespace morphony::cli
