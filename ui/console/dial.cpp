// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/dial.h"

#include "ui/theme.h"
#include "ui/widgets.h"

#include <QConicalGradient>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>
#include <QVariantAnimation>
#include <QWheelEvent>

namespace morphony {
namespace {

constexpr int kGlideMs = 120;

QRectF arcRect(const DialGeometry& arc) {
    constexpr double r = DialGeometry::kRadius;
    return {arc.centre.x() - r, arc.centre.y() - r, 2 * r, 2 * r};
}

} // namespace

Dial::Dial(Theme& theme, QWidget* parent) : QAbstractSlider(parent), m_theme(theme) {
    setObjectName(QStringLiteral("dial"));
    setRange(0, kFull);
    setSingleStep(10);
    setPageStep(100);
    setValue(700);
    setFocusPolicy(Qt::TabFocus);
    setToolTip(tr("Morph strength (comma and period; with Shift finer; double click: the take's own)"));
    m_glide = new QVariantAnimation(this);
    connect(m_glide, &QVariantAnimation::valueChanged, this,
            [this](const QVariant& v) { setValue(qRound(v.toDouble() * kFull)); });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    speak();
}

void Dial::setLimit(std::optional<double> limit) {
    m_limit = limit;
    speak();
    update();
}

void Dial::setCaption(const QString& caption) {
    m_caption = caption;
    update();
}

void Dial::setSpokenScores(const QString& scores) {
    m_spokenScores = scores;
    speak();
}

void Dial::speak() {
    QStringList parts{tr("Morph strength %1").arg(percentText(strength()))};
    if (!m_spokenScores.isEmpty()) {
        parts.append(m_spokenScores);
    }
    if (m_limit) {
        parts.append(tr("limit %1").arg(percentText(*m_limit)));
    }
    setAccessibleName(parts.join(QStringLiteral(", ")));
}

void Dial::sliderChange(SliderChange change) {
    QAbstractSlider::sliderChange(change);
    speak();
}

// ---- hands -----------------------------------------------------------------------------------------------------------

bool Dial::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // Digits, Enter and Escape are the dial's while it has focus, not the window's shortcuts.
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool digit = key->key() >= Qt::Key_0 && key->key() <= Qt::Key_9;
        const bool closes = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_Escape ||
                            key->key() == Qt::Key_Backspace;
        if ((key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier && (digit || (closes && !m_typed.isEmpty()))) {
            event->accept();
            return true;
        }
    }
    return QAbstractSlider::event(event);
}

void Dial::mousePressEvent(QMouseEvent* event) {
    const DialGeometry arc = geometryOfArc();
    const QPointF at = event->position();
    if (event->button() != Qt::LeftButton || !isEnabled()) {
        return;
    }
    if (arc.onKnob(at, strength())) {
        m_glide->stop();
        m_drag.begin(strength(), arc.valueToward(at), limitOrNone());
        m_dragging = true;
        setSliderDown(true);
    } else if (arc.onScale(at)) {
        const double wished = std::clamp(arc.valueToward(at), 0.0, 1.0);
        m_drag.begin(wished, arc.valueToward(at), limitOrNone());
        m_dragging = true;
        glideTo(wished);
    } else {
        event->ignore();
    }
}

void Dial::mouseMoveEvent(QMouseEvent* event) {
    if (!m_dragging) {
        return;
    }
    const double scale = event->modifiers() & Qt::ShiftModifier ? 0.1 : 1.0;
    const double wished = m_drag.move(geometryOfArc().valueToward(event->position()), scale, limitOrNone());
    if (m_glide->state() == QAbstractAnimation::Running) {
        m_glide->stop();
    }
    setValue(qRound(wished * kFull));
}

void Dial::mouseReleaseEvent(QMouseEvent*) {
    m_dragging = false;
    setSliderDown(false);
}

void Dial::mouseDoubleClickEvent(QMouseEvent*) {
    m_glide->stop();
    m_dragging = false;
    Q_EMIT resetRequested();
}

void Dial::glideTo(double wished) {
    m_glide->stop();
    // A system without animations gets none.
    const int duration = style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0 ? kGlideMs : 0;
    if (duration == 0) {
        setValue(qRound(wished * kFull));
        return;
    }
    m_glide->setDuration(duration);
    m_glide->setStartValue(strength());
    m_glide->setEndValue(wished);
    m_glide->start();
}

void Dial::wheelEvent(QWheelEvent* event) {
    const QPoint delta = event->angleDelta();
    const double notches = (delta.y() != 0 ? delta.y() : delta.x()) / 120.0;
    m_wheel += notches * (event->modifiers() & Qt::ShiftModifier ? 1.0 : 10.0); // 10 of 1000 is one per cent
    const int steps = static_cast<int>(m_wheel);
    m_wheel -= steps;
    setValue(value() + steps);
    event->accept();
}

void Dial::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (key >= Qt::Key_0 && key <= Qt::Key_9 && m_typed.size() < 3) {
        m_typed += QChar(u'0' + (key - Qt::Key_0));
        update();
    } else if (!m_typed.isEmpty() && (key == Qt::Key_Return || key == Qt::Key_Enter)) {
        takeTyped();
    } else if (!m_typed.isEmpty() && (key == Qt::Key_Escape || key == Qt::Key_Backspace)) {
        m_typed.chop(key == Qt::Key_Escape ? 3 : 1);
        update();
    } else {
        QAbstractSlider::keyPressEvent(event);
    }
}

void Dial::takeTyped() {
    const int percent = std::min(100, m_typed.toInt());
    m_typed.clear();
    setValue(percent * 10);
    update();
}

void Dial::focusOutEvent(QFocusEvent* event) {
    m_typed.clear();
    QAbstractSlider::focusOutEvent(event);
    update();
}

// ---- painting --------------------------------------------------------------------------------------------------------

void Dial::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawTrack(painter);
    drawScale(painter);
    if (m_limit && isEnabled()) {
        drawLimit(painter);
    }
    drawFigure(painter);
    if (isEnabled()) {
        drawKnob(painter);
    }
    if (hasFocus()) {
        const double middle = width() / 2.0;
        drawFocusRing(painter, m_theme, QRectF(middle - 56, 74, 112, 62), 6);
    }
}

void Dial::drawTrack(QPainter& painter) const {
    const DialGeometry arc = geometryOfArc();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_theme.colors().raised, DialGeometry::kTrack, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(arcRect(arc), 0, 180 * 16);
    if (!isEnabled() || value() == 0) {
        return;
    }
    QConicalGradient gradient(arc.centre, 0.0); // runs against the clock from the right end
    for (int i = 0; i <= 12; ++i) {
        gradient.setColorAt(0.5 * (1.0 - i / 12.0), m_theme.dialColor(i / 12.0));
    }
    gradient.setColorAt(0.75, m_theme.dialColor(0.0));
    gradient.setColorAt(0.7501, m_theme.dialColor(1.0)); // the flat ends reach a hair below the horizontal
    painter.setPen(QPen(QBrush(gradient), DialGeometry::kTrack, Qt::SolidLine, Qt::FlatCap));
    const int span = qRound(strength() * 180.0 * 16.0);
    painter.drawArc(arcRect(arc), 180 * 16 - span, span);
}

void Dial::drawScale(QPainter& painter) const {
    const DialGeometry arc = geometryOfArc();
    const Palette& colors = m_theme.colors();
    for (int percent = 5; percent <= 95; percent += 5) {
        const bool quarter = percent % 25 == 0;
        if (percent % 10 == 0 || quarter) {
            const double from = DialGeometry::kRadius + (quarter ? 8.0 : 9.0);
            painter.setPen(QPen(quarter ? colors.text3 : colors.edge, 1.25));
            painter.drawLine(arc.point(percent / 100.0, from), arc.point(percent / 100.0, from + (quarter ? 8.0 : 4.0)));
        }
    }
    painter.setFont(Theme::font(11, 500));
    painter.setPen(colors.text2);
    const auto number = [&](double x, double y, int percent) {
        painter.drawText(QRectF(x - 20, y - 8, 40, 16), Qt::AlignCenter, QString::number(percent));
    };
    const QPointF c = arc.centre;
    number(c.x() - 110, c.y() - 3, 0);
    number(arc.point(0.25, 118).x(), arc.point(0.25, 118).y(), 25);
    number(c.x(), c.y() - 119, 50);
    number(arc.point(0.75, 118).x(), arc.point(0.75, 118).y(), 75);
    number(c.x() + 116, c.y() - 3, 100);
    painter.setFont(Theme::font(12, 600));
    painter.setPen(isEnabled() ? colors.source : colors.text2);
    painter.drawText(QRectF(c.x() - 94 - 40, c.y() + 8, 80, 18), Qt::AlignCenter, tr("My song"));
    painter.setPen(isEnabled() ? colors.style : colors.text2);
    painter.drawText(QRectF(c.x() + 94 - 40, c.y() + 8, 80, 18), Qt::AlignCenter, tr("That style"));
}

void Dial::drawLimit(QPainter& painter) const {
    const DialGeometry arc = geometryOfArc();
    const Palette& colors = m_theme.colors();
    painter.setPen(QPen(colors.text3, 1));
    for (double v = std::max(*m_limit + 0.012, strength()); v < 0.995; v += 0.0125) {
        painter.drawLine(arc.point(v, DialGeometry::kRadius - 4), arc.point(v, DialGeometry::kRadius + 4));
    }
    painter.setPen(QPen(colors.text, 2));
    painter.drawLine(arc.point(*m_limit, DialGeometry::kRadius - 9), arc.point(*m_limit, DialGeometry::kRadius + 9));
    painter.setFont(Theme::font(11, 600));
    const QPointF at = arc.point(*m_limit, DialGeometry::kRadius + 14);
    const bool right = *m_limit >= 0.5;
    const QString text = tr("limit %1").arg(std::lround(*m_limit * 100.0));
    painter.drawText(QRectF(right ? at.x() : at.x() - 60, at.y() - 12, 60, 16),
                     Qt::AlignVCenter | (right ? Qt::AlignLeft : Qt::AlignRight), text);
}

void Dial::drawKnob(QPainter& painter) const {
    const DialGeometry arc = geometryOfArc();
    const Palette& colors = m_theme.colors();
    painter.setPen(QPen(colors.play, 2.5, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(arc.point(strength(), DialGeometry::kRadius - 32), arc.point(strength(), DialGeometry::kRadius - 14));
    painter.setPen(QPen(colors.panel, 2));
    painter.setBrush(colors.play);
    painter.drawEllipse(arc.point(strength()), DialGeometry::kKnob, DialGeometry::kKnob);
}

void Dial::drawFigure(QPainter& painter) const {
    const Palette& colors = m_theme.colors();
    const QString figure = m_typed.isEmpty() ? QString::number(std::lround(strength() * 100.0)) : m_typed;
    const QFont big = Theme::font(40, 600);
    const QFont small = Theme::font(20, 500);
    const double figureWidth = tabularWidth(big, figure);
    const double signWidth = QFontMetricsF(small).horizontalAdvance(QLatin1Char('%'));
    const double left = width() / 2.0 - (figureWidth + 4 + signWidth) / 2.0;
    painter.setFont(big);
    painter.setPen(!isEnabled() ? colors.text2 : m_typed.isEmpty() ? colors.text : colors.focus);
    drawTabular(painter, {left, 108.0}, figure);
    painter.setFont(small);
    painter.setPen(colors.text2);
    painter.drawText(QPointF(left + figureWidth + 4, 108.0), QStringLiteral("%"));
    painter.setFont(Theme::font(12));
    painter.drawText(QRectF(0, 114, width(), 18), Qt::AlignCenter, m_caption.isEmpty() ? tr("morph strength") : m_caption);
}

} // namespace morphony
