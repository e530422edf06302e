// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/time_parser.h"

#include "core/engine_error.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace morphony::cli {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Digits with at most one point among them, if `fraction` allows it; signs, exponents, "inf" and "nan" are no times.
std::optional<double> plainNumber(std::string_view text, bool fraction) {
    const auto points = std::ranges::count(text, '.');
    const bool digitsOnly = std::ranges::all_of(text, [](char c) { return isDigit(c) || c == '.'; });
    if (text.empty() || !digitsOnly || points > (fraction ? 1 : 0) || text == ".") {
        return std::nullopt;
    }
    double value = 0.0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    return end.ec == std::errc() && end.ptr == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::vector<std::string_view> splitAtColons(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0;;) {
        const std::size_t colon = text.find(':', begin);
        parts.push_back(text.substr(begin, colon - begin));
        if (colon == std::string_view::npos) {
            return parts;
        }
        begin = colon + 1;
    }
}

std::optional<double> secondsFrom(std::string_view text) {
    const auto parts = splitAtColons(text);
    if (parts.size() > 3) {
        return std::nullopt;
    }
    double seconds = 0.0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto value = plainNumber(parts[i], i + 1 == parts.size());
        if (!value || (i > 0 && *value >= 60.0)) {
            return std::nullopt;
        }
        seconds = seconds * 60.0 + *value;
    }
    return seconds;
}

} // namespace

double parseTime(std::string_view option, std::string_view text) {
    if (const auto seconds = secondsFrom(text)) {
        return *seconds;
    }
    throw EngineError(ErrorKind::BadUsage,
                      std::string(option) + ": '" + std::string(text) +
                          "' is not a time; write seconds (75.5), m:ss (1:15.5) or h:mm:ss (0:01:15).");
}

} // namespace morphony::cli
