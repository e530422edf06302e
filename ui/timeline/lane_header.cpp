// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/lane_header.h"

#include "ui/theme.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/widgets.h"

#include <QContextMenuEvent>
#include <QLinearGradient>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>

namespace morphony {
namespace {

constexpr int kTextLeft = 14;

QString kindOf(LaneRole role) {
    switch (role) {
    case LaneRole::Source:
        return LaneHeader::tr("SOURCE");
    case LaneRole::Style:
        return LaneHeader::tr("STYLE");
    case LaneRole::Take:
        return LaneHeader::tr("TAKE");
    }
    return {};
}

/// The deck's letter and the key that makes it heard.
QString letterOf(LaneRole role) {
    return role == LaneRole::Source ? QStringLiteral("A")
           : role == LaneRole::Take ? QStringLiteral("B")
                                    : QStringLiteral("C");
}

} // namespace

LaneHeader::LaneHeader(Theme& theme, LaneRole role, const QString& id, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_role(role) {
    m_listen = makeIconButton(
        theme, QStringLiteral("listen"),
        {QStringLiteral("listen_") + id, tr("Hear this (%1)").arg(letterOf(role)), tr("Hear %1").arg(id)}, this);
    m_export = makeIconButton(theme, QStringLiteral("export"),
                              {QStringLiteral("laneExport_") + id, tr("Export (Ctrl+E)"), tr("Export %1").arg(id)}, this);
    m_more = makeIconButton(theme, QStringLiteral("more"),
                            {QStringLiteral("more_") + id, tr("More"), tr("More for %1").arg(id)}, this);
    connect(m_listen, &QPushButton::clicked, this, &LaneHeader::listenPressed);
    connect(m_export, &QPushButton::clicked, this, &LaneHeader::exportPressed);
    connect(m_more, &QPushButton::clicked, this,
            [this] { Q_EMIT menuRequested(m_more->mapToGlobal(QPoint(0, m_more->height()))); });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LaneHeader::setText(const QString& title, const QStringList& facts) {
    m_title = title;
    m_facts = facts;
    setAccessibleName(QStringList{kindOf(m_role), title, facts.join(QStringLiteral(", "))}.join(QStringLiteral(", ")));
    setToolTip(title);
    update();
}

void LaneHeader::setState(bool heard, bool selected, bool exportable) {
    if (heard == m_heard && selected == m_selected && exportable == m_exportable) {
        return; // asked for with every scroll step
    }
    m_heard = heard;
    m_selected = selected;
    m_exportable = exportable;
    resizeEvent(nullptr);
    update();
}

void LaneHeader::setLegend(bool shown) {
    if (shown != m_legend) {
        m_legend = shown;
        update();
    }
}

bool LaneHeader::small() const { return height() < 84; }

void LaneHeader::resizeEvent(QResizeEvent*) {
    const bool row = height() >= TimelineMetrics::kButtonsLane;
    int x = 8;
    for (QPushButton* button : {m_listen, m_export, m_more}) {
        const bool wanted = button == m_listen ? row || small() : row && (button == m_more || m_exportable);
        button->setVisible(wanted);
        if (wanted && row) {
            button->move(x, height() - 34);
            x += 30;
        }
    }
    if (small()) {
        m_listen->move(width() - 34, (height() - m_listen->height()) / 2);
    }
}

void LaneHeader::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette& colors = m_theme.colors();
    QPainterPath shape;
    shape.addRoundedRect(QRectF(rect()), 6, 6);
    painter.fillPath(shape, colors.panel);
    painter.setClipPath(shape);
    painter.fillRect(QRect(0, 0, 4, height()), m_theme.role(m_role));
    painter.setClipping(false);
    if (m_selected && !small()) {
        painter.setPen(QPen(colors.take, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    }
    drawTexts(painter);
    if (!small()) {
        drawBadge(painter);
    }
    if (m_legend && height() >= 150) {
        drawLegend(painter);
    }
}

void LaneHeader::drawTexts(QPainter& painter) const {
    const Palette& colors = m_theme.colors();
    int y = small() ? (height() - 36) / 2 : 8;
    const int width_ = width() - kTextLeft - (small() ? 38 : 8);
    const auto line = [&](const QString& text, const QFont& font, const QColor& color, int advance) {
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(QRectF(kTextLeft, y, width_, 18), Qt::AlignVCenter,
                         QFontMetricsF(font).elidedText(text, Qt::ElideRight, width_));
        y += advance;
    };
    if (!small()) {
        line(kindOf(m_role), Theme::font(11, 600), m_theme.role(m_role), 19);
    }
    line(m_title, Theme::font(13, 600), colors.text, small() ? 18 : 18);
    const qsizetype most = small() ? 1 : m_facts.size();
    for (qsizetype i = 0; i < std::min(most, m_facts.size()); ++i) {
        line(m_facts[i], Theme::font(12), i == 0 ? colors.text2 : colors.text3, 16);
    }
}

void LaneHeader::drawBadge(QPainter& painter) const {
    if (m_role == LaneRole::Style && !m_heard) {
        return;
    }
    if (m_role == LaneRole::Take && !m_selected) {
        return;
    }
    const QRectF badge(width() - 30.5, 7.5, 22, 17);
    const QColor color = m_theme.role(m_role);
    painter.setPen(QPen(color, 1.25));
    painter.setBrush(m_heard ? QBrush(color) : Qt::NoBrush);
    painter.drawRoundedRect(badge, 4, 4);
    painter.setPen(m_heard ? m_theme.colors().on : color);
    painter.setFont(Theme::font(11, 600));
    painter.drawText(badge, Qt::AlignCenter, letterOf(m_role));
}

void LaneHeader::drawLegend(QPainter& painter) const {
    const QList<QRgb> colors = m_theme.levelColors(m_role);
    const QRectF ramp(kTextLeft, 88, width() - kTextLeft - 12, 8);
    QLinearGradient gradient(ramp.topLeft(), ramp.topRight());
    for (int i = 0; i <= 8; ++i) {
        gradient.setColorAt(i / 8.0, QColor(colors[std::min(255, i * 32)]));
    }
    painter.fillRect(ramp, gradient);
    painter.setPen(m_theme.colors().text2);
    painter.setFont(Theme::font(11, 500));
    const QRectF scale = ramp.translated(0, 10).adjusted(0, 0, 0, 6);
    painter.drawText(scale, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("\u221260"));
    painter.drawText(scale, Qt::AlignRight | Qt::AlignVCenter, tr("0 dB"));
}

void LaneHeader::mousePressEvent(QMouseEvent*) { Q_EMIT pressed(); }

void LaneHeader::mouseDoubleClickEvent(QMouseEvent*) { Q_EMIT foldToggled(); }

void LaneHeader::contextMenuEvent(QContextMenuEvent* event) { Q_EMIT menuRequested(event->globalPos()); }

} // namespace morphony
