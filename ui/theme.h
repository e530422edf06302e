// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QColor>
#include <QFont>
#include <QHash>
#include <QIcon>
#include <QObject>
#include <QPixmap>

namespace morphony {

/// The colours of one theme. Contrast of text and role colours on panel and lane is at least 4.5 : 1, of control edges
/// 3 : 1.
struct Palette {
    bool dark = true;
    QColor window, panel, lane, raised, hover, line, edge;
    QColor text, text2, text3;
    QColor source, style, take, on;
    QColor play, focus, ok, hot, error;
    QColor shade; ///< laid over what is outside the loop
};

[[nodiscard]] const Palette& darkPalette();
[[nodiscard]] const Palette& lightPalette();

/// Colour of an OKLCH lightness (0 to 1), chroma and hue in degrees; out-of-gamut channels are clipped.
[[nodiscard]] QColor oklch(double lightness, double chroma, double hue);

/// WCAG contrast ratio of two opaque colours, 1 to 21.
[[nodiscard]] double contrastRatio(const QColor& a, const QColor& b);

/// Colours, fonts and icons of the window. One object per window, handed to every widget that paints itself; they repaint
/// on changed(). GUI thread only.
class Theme : public QObject {
    Q_OBJECT

public:
    explicit Theme(QObject* parent = nullptr);

    [[nodiscard]] const Palette& colors() const { return *m_palette; }
    [[nodiscard]] ThemeMode mode() const { return m_mode; }
    void setMode(ThemeMode mode);

    [[nodiscard]] QColor role(LaneRole role) const;
    /// Font of a pixel size and weight (400 to 700) in the interface's family.
    [[nodiscard]] static QFont font(int pixels, int weight = 400);
    /// Icon of a name under resources/icons in one colour, sharp at the given device pixel ratio.
    [[nodiscard]] QPixmap icon(const QString& name, int size, const QColor& color, qreal ratio) const;
    /// For buttons: text2, text when checked, text3 when disabled.
    [[nodiscard]] QIcon buttonIcon(const QString& name) const;
    [[nodiscard]] QIcon tintedIcon(const QString& name, const QColor& color) const;
    /// Sheet for the standard widgets.
    [[nodiscard]] QString styleSheet() const;
    /// Colour of dial position `at` (0 to 1).
    [[nodiscard]] QColor dialColor(double at) const;
    /// 256 colours from the floor to 0 dB; the same lightness ramp for every role, so equal brightness is equal level.
    [[nodiscard]] QList<QRgb> levelColors(LaneRole role) const;

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] QPixmap icon20(const QString& name, const QColor& color, int scale) const;

    ThemeMode m_mode = ThemeMode::Dark;
    const Palette* m_palette = nullptr;
    mutable QHash<QString, QPixmap> m_icons;
};

} // namespace morphony
