// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets.h"

#include "ui/theme.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QResizeEvent>
#include <QStyle>

#include <cmath>

namespace morphony {
namespace {

/// Presses a button on Enter; Space belongs to play/pause.
class EnterPresses : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::KeyPress) {
            const int key = static_cast<QKeyEvent*>(event)->key();
            if (key == Qt::Key_Return || key == Qt::Key_Enter) {
                static_cast<QAbstractButton*>(watched)->click();
                return true;
            }
        }
        return false;
    }
};

} // namespace

void nameControl(QWidget* widget, const ControlNames& names) {
    widget->setObjectName(names.objectName);
    widget->setToolTip(names.toolTip);
    if (!names.accessibleName.isEmpty()) {
        widget->setAccessibleName(names.accessibleName);
    }
}

void makeKeyboardOnly(QAbstractButton* button) {
    button->setFocusPolicy(Qt::TabFocus);
    button->installEventFilter(new EnterPresses(button));
}

void setKind(QWidget* widget, const char* kind) {
    widget->setProperty("kind", QString::fromLatin1(kind));
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

QPushButton* makeButton(const QString& text, const char* kind, const ControlNames& names, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setProperty("kind", QString::fromLatin1(kind));
    nameControl(button, names);
    makeKeyboardOnly(button);
    return button;
}

QPushButton* makeIconButton(Theme& theme, const QString& icon, const ControlNames& names, QWidget* parent, int size) {
    auto* button = makeButton({}, "flat", names, parent);
    button->setFixedSize(size, size);
    button->setIconSize({20, 20});
    const auto tint = [button, &theme, icon] { button->setIcon(theme.buttonIcon(icon)); };
    tint();
    QObject::connect(&theme, &Theme::changed, button, tint);
    return button;
}

QLabel* makeLabel(const QString& text, const char* kind, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("kind", QString::fromLatin1(kind));
    label->setTextFormat(Qt::PlainText);
    return label;
}

double tabularWidth(const QFont& font, const QString& text) {
    const QFontMetricsF metrics(font);
    const double digit = metrics.horizontalAdvance(QLatin1Char('0'));
    double width = 0.0;
    for (const QChar c : text) {
        width += c.isDigit() ? digit : metrics.horizontalAdvance(c);
    }
    return width;
}

double drawTabular(QPainter& painter, QPointF baseline, const QString& text) {
    const QFontMetricsF metrics(painter.font());
    const double digit = metrics.horizontalAdvance(QLatin1Char('0'));
    double x = baseline.x();
    for (const QChar c : text) {
        const double own = metrics.horizontalAdvance(c);
        const double width = c.isDigit() ? digit : own;
        painter.drawText(QPointF(x + (width - own) / 2.0, baseline.y()), QString(c));
        x += width;
    }
    return x - baseline.x();
}

QColor blended(const QColor& over, const QColor& under, double opacity) {
    const auto mix = [opacity](int a, int b) { return static_cast<int>(std::lround(a * opacity + b * (1.0 - opacity))); };
    return {mix(over.red(), under.red()), mix(over.green(), under.green()), mix(over.blue(), under.blue())};
}

void drawFocusRing(QPainter& painter, const Theme& theme, const QRectF& rect, double radius) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.colors().focus, 2.0));
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
    painter.restore();
}

QString percentText(double fraction) {
    return QStringLiteral("%1\u00a0%").arg(std::lround(fraction * 100.0));
}

QString decibelText(double decibels) {
    const double rounded = std::round(decibels * 10.0) / 10.0;
    const QString sign = rounded < 0.0 ? QStringLiteral("\u2212") : rounded > 0.0 ? QStringLiteral("+") : QString();
    return sign + QString::number(std::abs(rounded), 'f', 1) + QStringLiteral("\u00a0dB");
}

void FlowBox::setItems(const QList<QWidget*>& items) {
    for (QWidget* old : std::as_const(m_items)) {
        old->hide();
        old->deleteLater(); // it may be the sender of the signal that led here
    }
    m_items = items;
    for (QWidget* item : std::as_const(m_items)) {
        item->setParent(this);
        item->show();
    }
    setFixedHeight(place(width(), true));
}

void FlowBox::resizeEvent(QResizeEvent*) { setFixedHeight(place(width(), true)); }

int FlowBox::place(int width, bool move) const {
    int x = 0;
    int y = 0;
    int rowHeight = 0;
    for (QWidget* item : m_items) {
        item->ensurePolished();
        const QSize size = item->sizeHint();
        if (x > 0 && x + size.width() > width) {
            x = 0;
            y += rowHeight + m_gap;
            rowHeight = 0;
        }
        if (move) {
            item->setGeometry(x, y, std::min(size.width(), width), size.height());
        }
        x += size.width() + m_gap - 2;
        rowHeight = std::max(rowHeight, size.height());
    }
    return y + rowHeight;
}

} // namespace morphony
