// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace morphony {

/// What the values of an enumeration are called on the command line and in files; stands beside the enumeration.
template <typename Value, std::size_t size>
using Names = std::array<std::pair<Value, std::string_view>, size>;

/// Empty for a value that has no name.
template <typename Value, std::size_t size>
[[nodiscard]] constexpr std::string_view nameOf(const Names<Value, size>& names, Value value) {
    for (const auto& [candidate, name] : names) {
        if (candidate == value) {
            return name;
        }
    }
    return {};
}

template <typename Value, std::size_t size>
[[nodiscard]] constexpr std::optional<Value> valueOf(const Names<Value, size>& names, std::string_view text) {
    for (const auto& [value, name] : names) {
        if (name == text) {
            return value;
        }
    }
    return std::nullopt;
}

} // namespace morphony
