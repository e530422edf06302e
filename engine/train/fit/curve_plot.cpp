// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/fit/curve_plot.h"

#include "train/fit/picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace morphony {

namespace {

constexpr int kWidth = 960;
constexpr int kPanelHeight = 300;
constexpr int kLeft = 70;
constexpr int kRight = 20;
constexpr int kTop = 30;
constexpr int kBottom = 30;
constexpr int kGridLines = 5;
constexpr std::array kColours{Picture::Blue, Picture::Orange, Picture::Green, Picture::Red};

struct Range {
    double low = std::numeric_limits<double>::max();
    double high = std::numeric_limits<double>::lowest();

    void include(double value) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    /// 0 to 1 from the lowest to the highest; the middle where there is but one value.
    [[nodiscard]] double share(double value) const { return high > low ? (value - low) / (high - low) : 0.5; }
};

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

/// The part of the picture between the axes of one panel.
class Frame {
public:
    Frame(Picture& picture, int top, const Range& across, const Range& up)
        : m_picture(picture), m_top(top), m_across(across), m_up(up) {}

    void drawGrid() {
        for (int i = 0; i < kGridLines; ++i) {
            const double share = static_cast<double>(i) / (kGridLines - 1);
            const std::string value = number(m_up.low + share * (m_up.high - m_up.low));
            const int y = yOf(share);
            m_picture.line(kLeft, y, kWidth - kRight, y, Picture::Grey);
            m_picture.text(kLeft - 6 - Picture::textWidth(value), y - 3, value, Picture::Black);
            const std::string place = number(m_across.low + share * (m_across.high - m_across.low));
            m_picture.text(xOf(share) - Picture::textWidth(place) / 2, m_top + kPanelHeight - kBottom + 8, place,
                           Picture::Black);
        }
    }

    void draw(std::span<const double> places, const Curve& curve, Picture::Colour colour) {
        bool begun = false;
        int lastX = 0;
        int lastY = 0;
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (i >= curve.values.size() || !std::isfinite(curve.values[i])) {
                begun = false;
                continue;
            }
            const int x = xOf(m_across.share(places[i]));
            const int y = yOf(m_up.share(curve.values[i]));
            m_picture.line(begun ? lastX : x, begun ? lastY : y, x, y, colour);
            m_picture.line(begun ? lastX : x, (begun ? lastY : y) + 1, x, y + 1, colour); // two pixels thick
            begun = true;
            lastX = x;
            lastY = y;
        }
    }

private:
    static int xOf(double share) { return kLeft + static_cast<int>(std::lround(share * (kWidth - kLeft - kRight))); }
    [[nodiscard]] int yOf(double share) const {
        return m_top + kPanelHeight - kBottom - static_cast<int>(std::lround(share * (kPanelHeight - kTop - kBottom)));
    }

    Picture& m_picture;
    int m_top;
    Range m_across;
    Range m_up;
};

void drawPanel(Picture& picture, int top, std::span<const double> places, const Panel& panel) {
    Range across;
    Range up;
    for (const double place : places) {
        across.include(place);
    }
    for (const Curve& curve : panel.curves) {
        for (const double value : curve.values) {
            up.include(value);
        }
    }
    Frame frame(picture, top, across, up);
    frame.drawGrid();
    picture.text(kLeft, top + 10, panel.title, Picture::Black);
    int x = kLeft + Picture::textWidth(panel.title) + 24;
    for (std::size_t i = 0; i < panel.curves.size(); ++i) {
        const Picture::Colour colour = kColours[i % kColours.size()];
        frame.draw(places, panel.curves[i], colour);
        picture.text(x, top + 10, panel.curves[i].name, colour);
        x += Picture::textWidth(panel.curves[i].name) + 24;
    }
}

} // namespace

void writePlot(const std::filesystem::path& file, std::span<const double> places, std::span<const Panel> panels) {
    Picture picture(kWidth, kPanelHeight * static_cast<int>(panels.size()));
    for (std::size_t i = 0; i < panels.size(); ++i) {
        drawPanel(picture, kPanelHeight * static_cast<int>(i), places, panels[i]);
    }
    picture.writePng(file);
}

} // namespace morphony
