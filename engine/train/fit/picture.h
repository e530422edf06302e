// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace morphony {

/// A picture of few colours with lines and small letters. One thread.
class Picture {
public:
    enum Colour : std::uint8_t { White, Black, Grey, Blue, Orange, Green, Red, kColours };

    Picture(int width, int height);

    [[nodiscard]] int width() const { return m_width; }
    [[nodiscard]] int height() const { return m_height; }

    /// What lies outside is left out.
    void dot(int x, int y, Colour colour);
    void line(int x0, int y0, int x1, int y1, Colour colour);
    /// Letters of 5 x 7 pixels, a column apart, from their upper left corner: "a" to "z", digits, " .-_+"; others are
    /// spaces.
    void text(int x, int y, std::string_view text, Colour colour);
    [[nodiscard]] static int textWidth(std::string_view text) { return 6 * static_cast<int>(text.size()); }

    /// Written whole or not at all, as PNG without compression. Throws EngineError (OutputUnwritable).
    void writePng(const std::filesystem::path& file) const;

private:
    int m_width;
    int m_height;
    std::vector<std::uint8_t> m_pixels;
};

} // namespace morphony
