// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/checkpoint/format_problem.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace morphony {

static_assert(std::endian::native == std::endian::little, "checkpoints are read as little-endian memory");

/// Walks through bytes from front to back; throws FormatProblem where they end too early.
class ByteReader {
public:
    explicit ByteReader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    [[nodiscard]] std::size_t position() const { return m_position; }
    [[nodiscard]] std::size_t left() const { return m_bytes.size() - m_position; }

    std::span<const std::byte> take(std::uint64_t count) {
        if (count > left()) {
            throw FormatProblem("it ends too early (" + std::to_string(count) + " bytes are expected at byte " +
                                std::to_string(m_position) + ", " + std::to_string(left()) + " are left)");
        }
        const auto part = m_bytes.subspan(m_position, count);
        m_position += count;
        return part;
    }
    std::string_view text(std::uint64_t count) {
        const auto part = take(count);
        return {reinterpret_cast<const char*>(part.data()), part.size()};
    }
    /// Up to the next line end, which is passed over.
    std::string_view line() {
        const std::string_view rest(reinterpret_cast<const char*>(m_bytes.data()) + m_position, left());
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos) {
            throw FormatProblem("it ends too early (in a line that begins at byte " + std::to_string(m_position) + ")");
        }
        m_position += end + 1;
        return rest.substr(0, end);
    }
    template <class Number>
    Number number() {
        Number value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }

private:
    std::span<const std::byte> m_bytes;
    std::size_t m_position = 0;
};

} // namespace morphony
