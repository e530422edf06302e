// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/fit/picture.h"

#include "nn/checkpoint/safetensors_writer.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>
#include <string>

namespace morphony {

namespace {

/// Columns from the left, the lowest bit on top.
using Letter = std::array<std::uint8_t, 5>;
constexpr std::string_view kLetters = "0123456789abcdefghijklmnopqrstuvwxyz.-_+";
constexpr std::array<Letter, kLetters.size()> kShapes{{
    {0x3E, 0x51, 0x49, 0x45, 0x3E}, {0x00, 0x42, 0x7F, 0x40, 0x00}, {0x42, 0x61, 0x51, 0x49, 0x46},
    {0x21, 0x41, 0x45, 0x4B, 0x31}, {0x18, 0x14, 0x12, 0x7F, 0x10}, {0x27, 0x45, 0x45, 0x45, 0x39},
    {0x3C, 0x4A, 0x49, 0x49, 0x30}, {0x01, 0x71, 0x09, 0x05, 0x03}, {0x36, 0x49, 0x49, 0x49, 0x36},
    {0x06, 0x49, 0x49, 0x29, 0x1E}, {0x20, 0x54, 0x54, 0x54, 0x78}, {0x7F, 0x48, 0x44, 0x44, 0x38},
    {0x38, 0x44, 0x44, 0x44, 0x20}, {0x38, 0x44, 0x44, 0x48, 0x7F}, {0x38, 0x54, 0x54, 0x54, 0x18},
    {0x08, 0x7E, 0x09, 0x01, 0x02}, {0x0C, 0x52, 0x52, 0x52, 0x3E}, {0x7F, 0x08, 0x04, 0x04, 0x78},
    {0x00, 0x44, 0x7D, 0x40, 0x00}, {0x20, 0x40, 0x44, 0x3D, 0x00}, {0x7F, 0x10, 0x28, 0x44, 0x00},
    {0x00, 0x41, 0x7F, 0x40, 0x00}, {0x7C, 0x04, 0x18, 0x04, 0x78}, {0x7C, 0x08, 0x04, 0x04, 0x78},
    {0x38, 0x44, 0x44, 0x44, 0x38}, {0x7C, 0x14, 0x14, 0x14, 0x08}, {0x08, 0x14, 0x14, 0x18, 0x7C},
    {0x7C, 0x08, 0x04, 0x04, 0x08}, {0x48, 0x54, 0x54, 0x54, 0x20}, {0x04, 0x3F, 0x44, 0x40, 0x20},
    {0x3C, 0x40, 0x40, 0x20, 0x7C}, {0x1C, 0x20, 0x40, 0x20, 0x1C}, {0x3C, 0x40, 0x30, 0x40, 0x3C},
    {0x44, 0x28, 0x10, 0x28, 0x44}, {0x0C, 0x50, 0x50, 0x50, 0x3C}, {0x44, 0x64, 0x54, 0x4C, 0x44},
    {0x00, 0x60, 0x60, 0x00, 0x00}, {0x08, 0x08, 0x08, 0x08, 0x08}, {0x40, 0x40, 0x40, 0x40, 0x40},
    {0x08, 0x08, 0x3E, 0x08, 0x08},
}};

/// Red, green, blue of each colour.
constexpr std::string_view kPalette("\xff\xff\xff"
                                    "\x20\x20\x20"
                                    "\xd0\xd0\xd0"
                                    "\x1f\x5f\xbf"
                                    "\xe0\x7b\x10"
                                    "\x2a\x8c\x3a"
                                    "\xc0\x30\x30",
                                    3 * Picture::kColours);

std::string bigEndian(std::uint32_t value) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) {
        text += static_cast<char>(value >> shift & 0xFFU);
    }
    return text;
}

/// CRC-32 as PNG has it (ISO 3309).
std::uint32_t checksum(std::string_view bytes) {
    std::uint32_t sum = 0xFFFFFFFFU;
    for (const char byte : bytes) {
        sum ^= static_cast<std::uint8_t>(byte);
        for (int bit = 0; bit < 8; ++bit) {
            sum = sum >> 1U ^ (0xEDB88320U & (0U - (sum & 1U)));
        }
    }
    return ~sum;
}

std::string chunk(const std::string& type, std::string_view data) {
    const std::string body = type + std::string(data);
    return bigEndian(static_cast<std::uint32_t>(data.size())) + body + bigEndian(checksum(body));
}

/// A zlib stream (RFC 1950) of stored blocks (RFC 1951).
std::string stored(std::string_view data) {
    std::string stream("\x78\x01", 2);
    std::uint32_t a = 1; // Adler-32
    std::uint32_t b = 0;
    for (const char byte : data) {
        a = (a + static_cast<std::uint8_t>(byte)) % 65521U;
        b = (b + a) % 65521U;
    }
    constexpr std::size_t kMost = 65535;
    for (std::size_t at = 0; at < data.size(); at += kMost) {
        const std::size_t size = std::min(kMost, data.size() - at);
        stream += at + size == data.size() ? '\1' : '\0';
        for (const std::size_t number : {size, ~size}) {
            stream += static_cast<char>(number & 0xFFU);
            stream += static_cast<char>(number >> 8U & 0xFFU);
        }
        stream += data.substr(at, size);
    }
    return stream + bigEndian(b << 16U | a);
}

} // namespace

Picture::Picture(int width, int height)
    : m_width(width), m_height(height),
      m_pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), White) {}

void Picture::dot(int x, int y, Colour colour) {
    if (x >= 0 && x < m_width && y >= 0 && y < m_height) {
        m_pixels[static_cast<std::size_t>(y * m_width + x)] = colour;
    }
}

void Picture::line(int x0, int y0, int x1, int y1, Colour colour) {
    const int steps = std::max({std::abs(x1 - x0), std::abs(y1 - y0), 1});
    for (int i = 0; i <= steps; ++i) {
        dot(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps, colour);
    }
}

void Picture::text(int x, int y, std::string_view text, Colour colour) {
    for (const char character : text) {
        const std::size_t index = kLetters.find(character);
        for (int column = 0; index != std::string_view::npos && column < 5; ++column) {
            for (int row = 0; row < 7; ++row) {
                if (kShapes[index][static_cast<std::size_t>(column)] >> row & 1) {
                    dot(x + column, y + row, colour);
                }
            }
        }
        x += 6;
    }
}

void Picture::writePng(const std::filesystem::path& file) const {
    // two pixels of four bits a byte, each row behind the number of its filter, which is none
    std::string rows;
    for (int y = 0; y < m_height; ++y) {
        rows += '\0';
        for (int x = 0; x < m_width; x += 2) {
            const auto at = static_cast<std::size_t>(y * m_width + x);
            rows += static_cast<char>(m_pixels[at] << 4U | (x + 1 < m_width ? m_pixels[at + 1] : 0));
        }
    }
    const std::string header = bigEndian(static_cast<std::uint32_t>(m_width)) +
                               bigEndian(static_cast<std::uint32_t>(m_height)) +
                               std::string("\4\3\0\0\0", 5); // four bits, palette
    const std::string png = "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("PLTE", kPalette) +
                            chunk("IDAT", stored(rows)) + chunk("IEND", "");
    const auto bytes = std::as_bytes(std::span(png));
    writeFileAtomically(file, std::span(&bytes, 1));
}

} // namespace morphony
