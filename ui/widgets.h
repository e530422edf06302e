// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QList>
#include <QString>
#include <QWidget>

class QAbstractButton;
class QLabel;
class QPainter;
class QPushButton;

namespace morphony {

class Theme;

/// What a control is called: by tests, by the pointer's tooltip (the shortcut belongs in it) and by a screen reader.
struct ControlNames {
    QString objectName;
    QString toolTip;
    QString accessibleName; ///< empty: the control's own text
};

/// A button in one of the style sheet's kinds. It takes focus by keyboard only (so that Space stays play/pause after a
/// click) and answers to Enter.
[[nodiscard]] QPushButton* makeButton(const QString& text, const char* kind, const ControlNames& names, QWidget* parent);
/// An icon-only button, tinted anew when the theme changes.
[[nodiscard]] QPushButton* makeIconButton(Theme& theme, const QString& icon, const ControlNames& names, QWidget* parent,
                                          int size = 28);
[[nodiscard]] QLabel* makeLabel(const QString& text, const char* kind, QWidget* parent);
void nameControl(QWidget* widget, const ControlNames& names);
/// Focus by keyboard only, and Enter presses the button.
void makeKeyboardOnly(QAbstractButton* button);
/// Sets the style sheet's "kind" and applies it.
void setKind(QWidget* widget, const char* kind);

/// Draws text whose digits all take the width of "0", so that a moving number does not jitter. Returns its width.
double drawTabular(QPainter& painter, QPointF baseline, const QString& text);
[[nodiscard]] double tabularWidth(const QFont& font, const QString& text);

/// Colour `over` laid on `under` with the given opacity.
[[nodiscard]] QColor blended(const QColor& over, const QColor& under, double opacity);

/// The painted 2 px focus ring of a custom widget, inside `rect`.
void drawFocusRing(QPainter& painter, const Theme& theme, const QRectF& rect, double radius);

/// "70 %": a true minus and a no-break space before the sign.
[[nodiscard]] QString percentText(double fraction);
/// "−1.3 dB" with a true minus.
[[nodiscard]] QString decibelText(double decibels);

/// Rows of widgets that wrap, left aligned.
class FlowBox : public QWidget {
public:
    FlowBox(int gap, QWidget* parent) : QWidget(parent), m_gap(gap) {}

    /// Takes the widgets as children; earlier ones are deleted.
    void setItems(const QList<QWidget*>& items);
    [[nodiscard]] const QList<QWidget*>& items() const { return m_items; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override { return place(width, false); }
    [[nodiscard]] QSize sizeHint() const override { return {100, heightForWidth(width())}; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    int place(int width, bool move) const;

    int m_gap;
    QList<QWidget*> m_items;
};

} // namespace morphony
