// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/ab_switch.h"

#include "ui/theme.h"
#include "ui/widgets.h"

#include <QKeyEvent>
#include <QPainter>

namespace morphony {

AbHalf::AbHalf(Theme& theme, LaneRole role, QWidget* parent) : QAbstractButton(parent), m_theme(theme), m_role(role) {
    const bool a = role == LaneRole::Source;
    setObjectName(a ? QStringLiteral("hearA") : QStringLiteral("hearB"));
    setToolTip(a ? tr("Hear the source (A; X toggles)") : tr("Hear the take (B; X toggles)"));
    setFocusPolicy(Qt::TabFocus);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void AbHalf::setTexts(const QString& title, const QString& detail) {
    setText(title);
    m_detail = detail;
    speak();
    update();
}

void AbHalf::setHeard(bool heard) {
    m_heard = heard;
    speak();
    update();
}

void AbHalf::setPresent(bool present) {
    m_present = present;
    setEnabled(present);
    update();
}

void AbHalf::speak() {
    const QString letter = m_role == LaneRole::Source ? QStringLiteral("A") : QStringLiteral("B");
    const QString what = m_role == LaneRole::Source ? tr("source") : text();
    setAccessibleName(m_heard ? tr("Heard: %1, %2").arg(letter, what) : tr("Hear %1, %2").arg(letter, what));
    setAccessibleDescription(m_detail);
}

void AbHalf::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
    } else {
        QAbstractButton::keyPressEvent(event);
    }
}

void AbHalf::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette& colors = m_theme.colors();
    const QColor role = m_theme.role(m_role);
    const bool filled = m_heard && m_present;
    if (filled || (underMouse() && m_present)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(filled ? role : colors.hover);
        painter.drawRoundedRect(rect(), 6, 6);
    }
    const QColor letter = !m_present ? colors.text3 : filled ? colors.on : role;
    const QColor title = !m_present ? colors.text2 : filled ? colors.on : colors.text;
    const QColor detail = !m_present ? colors.text3 : filled ? colors.on : colors.text2;
    painter.setFont(Theme::font(32, 700));
    painter.setPen(letter);
    painter.drawText(QRectF(14, 0, 28, height()), Qt::AlignVCenter,
                     m_role == LaneRole::Source ? QStringLiteral("A") : QStringLiteral("B"));
    const double left = 50.0;
    const double room = width() - left - 6.0;
    const QFont titleFont = Theme::font(13, 600);
    const QFont detailFont = Theme::font(12);
    painter.setFont(titleFont);
    painter.setPen(title);
    painter.drawText(QRectF(left, height() / 2.0 - 19, room, 18), Qt::AlignVCenter,
                     QFontMetricsF(titleFont).elidedText(text(), Qt::ElideRight, room));
    painter.setFont(detailFont);
    painter.setPen(detail);
    painter.drawText(QRectF(left, height() / 2.0, room, 16), Qt::AlignVCenter,
                     QFontMetricsF(detailFont).elidedText(m_detail, Qt::ElideRight, room));
    if (hasFocus()) {
        drawFocusRing(painter, m_theme, rect(), 6);
    }
}

AbSwitch::AbSwitch(Theme& theme, QWidget* parent) : QFrame(parent), m_theme(theme) {
    setObjectName(QStringLiteral("abSwitch"));
    setAccessibleName(tr("A or B"));
    m_a = new AbHalf(theme, LaneRole::Source, this);
    m_b = new AbHalf(theme, LaneRole::Take, this);
    connect(m_a, &QAbstractButton::clicked, this, [this] { Q_EMIT heardRequested(LaneRole::Source); });
    connect(m_b, &QAbstractButton::clicked, this, [this] { Q_EMIT heardRequested(LaneRole::Take); });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setSource(tr("Source"), tr("original"), false);
    setTake({false, tr("no take yet"), {}});
}

void AbSwitch::setSource(const QString& title, const QString& detail, bool present) {
    m_a->setTexts(title, detail);
    m_a->setPresent(present);
}

void AbSwitch::setTake(const TakeHalfContent& content) {
    m_b->setTexts(content.title, content.detail);
    m_b->setPresent(content.present);
    m_bothPresent = content.present;
    update();
}

void AbSwitch::setHeard(LaneRole role) {
    m_a->setHeard(role == LaneRole::Source);
    m_b->setHeard(role == LaneRole::Take);
}

void AbSwitch::resizeEvent(QResizeEvent*) {
    const int half = (width() - 8) / 2;
    m_a->setGeometry(4, 4, half, height() - 8);
    m_b->setGeometry(width() - 4 - half, 4, half, height() - 8);
}

void AbSwitch::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_bothPresent ? m_theme.colors().edge : m_theme.colors().line, 1));
    painter.setBrush(m_theme.colors().lane);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace morphony
