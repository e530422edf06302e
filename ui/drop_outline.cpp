// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/drop_outline.h"

#include "ui/theme.h"
#include "ui/widgets.h"

#include <QPainter>

namespace morphony {

DropOutline::DropOutline(Theme& theme, const QString& verb, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_verb(verb) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropOutline::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = m_theme.colors().lane;
    veil.setAlphaF(0.8F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(veil);
    painter.drawRoundedRect(rect(), 6, 6);
    painter.setPen(m_theme.colors().text);
    painter.setFont(Theme::font(15, 600));
    painter.drawText(rect(), Qt::AlignCenter, m_verb);
    drawFocusRing(painter, m_theme, rect(), 6);
}

} // namespace morphony
