// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/ruler.h"

#include "ui/theme.h"
#include "ui/timeline/grid_painter.h"
#include "ui/timeline/tick_marks.h"
#include "ui/timeline/view_range.h"

#include <QMouseEvent>
#include <QPainter>

namespace morphony {

Ruler::Ruler(Theme& theme, ViewRange& range, QWidget* parent) : QWidget(parent), m_theme(theme), m_range(range) {
    setObjectName(QStringLiteral("ruler"));
    setToolTip(tr("Click to move the playhead (← and → by beats)"));
    setAccessibleName(tr("Time ruler"));
    for (auto signal : {&ViewRange::windowChanged, &ViewRange::loopShown}) {
        connect(&range, signal, this, qOverload<>(&QWidget::update));
    }
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Ruler::setGrid(const MusicGrid& grid) {
    m_grid = grid;
    update();
}

void Ruler::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawTimes(painter);
    drawBars(painter);
    if (const auto loop = m_range.loop()) {
        const TimeScale scale = m_range.scale(width());
        QColor color = m_theme.colors().play;
        color.setAlphaF(m_range.loopOn() ? 1.0F : 0.4F);
        const QRectF bar(std::floor(scale.x(loop->from)), 0,
                         std::floor(scale.x(loop->to)) - std::floor(scale.x(loop->from)) + 1, 4);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawRoundedRect(bar, 2, 2);
    }
}

void Ruler::drawTimes(QPainter& painter) const {
    const Palette& colors = m_theme.colors();
    painter.setFont(Theme::font(11, 500));
    for (const TickMark& tick : timeTicks(m_range.scale(width()), width())) {
        const double x = std::floor(tick.x);
        painter.fillRect(QRectF(x, tick.major ? 5 : 15, 1, tick.major ? 15 : 5), tick.major ? colors.text3 : colors.edge);
        if (tick.major) {
            painter.setPen(colors.text2);
            painter.drawText(QRectF(x + 5, 4, 70, 14), Qt::AlignVCenter, tick.label);
        }
    }
}

void Ruler::drawBars(QPainter& painter) const {
    const Palette& colors = m_theme.colors();
    const QRectF strip(0, TimelineMetrics::kRulerTime + 2, width(), 18);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.raised);
    painter.drawRoundedRect(strip, 4, 4);
    paintBarsAndSections(painter, m_theme, m_grid, m_range.scale(width()), strip);
}

void Ruler::mousePressEvent(QMouseEvent* event) { mouseMoveEvent(event); }

void Ruler::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) {
        const double x = std::clamp(event->position().x(), 0.0, static_cast<double>(width()));
        Q_EMIT seekRequested(m_range.scale(width()).seconds(x));
    }
}

} // namespace morphony
