// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panel/style_slot.h"

#include "ui/drop_outline.h"
#include "ui/theme.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/timeline/timeline_parts.h"
#include "ui/timeline/waveform_painter.h"
#include "ui/widgets.h"

#include <QPainter>
#include <QPainterPath>
#include <QPushButton>

namespace morphony {

StyleSlot::StyleSlot(Theme& theme, QWidget* parent) : QAbstractButton(parent), m_theme(theme) {
    nameControl(this, {QStringLiteral("styleSlot"), tr("Choose a style track (Ctrl+Shift+O), or drop one here"), {}});
    makeKeyboardOnly(this);
    setFixedHeight(64);
    m_listen =
        makeIconButton(theme, QStringLiteral("listen"),
                       {QStringLiteral("styleListen"), tr("Hear the style track (C)"), tr("Hear the style track")}, this);
    m_remove =
        makeIconButton(theme, QStringLiteral("close"),
                       {QStringLiteral("styleRemove"), tr("Remove the style track"), tr("Remove the style track")}, this);
    connect(m_listen, &QPushButton::clicked, this, &StyleSlot::listenRequested);
    connect(m_remove, &QPushButton::clicked, this, &StyleSlot::removeRequested);
    m_drop = new DropOutline(theme, tr("Use as style track"), this);
    connect(&theme, &Theme::changed, this, &StyleSlot::render);
    setContent(std::nullopt);
}

void StyleSlot::setContent(const std::optional<StyleSlotContent>& content) {
    m_content = content;
    m_listen->setVisible(content.has_value());
    m_remove->setVisible(content.has_value());
    setAccessibleName(content ? tr("Style track: %1, %2").arg(content->title, content->facts) : tr("Drop a style track"));
    render();
}

void StyleSlot::setDropTarget(bool on) {
    m_drop->setVisible(on);
    m_drop->raise();
}

QRect StyleSlot::waveRect() const { return {width() - 178, 14, 102, height() - 28}; }

void StyleSlot::resizeEvent(QResizeEvent*) {
    m_listen->move(width() - 66, (height() - 28) / 2);
    m_remove->move(width() - 36, (height() - 28) / 2);
    m_drop->setGeometry(rect());
    render();
}

void StyleSlot::render() {
    m_wave = {};
    if (m_content && m_content->pyramid && width() > 200) {
        const double ratio = devicePixelRatioF();
        QImage image(waveRect().size() * ratio, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        WaveformBand band;
        band.rect = image.rect();
        band.framesPerPixel = static_cast<double>(m_content->pyramid->frames()) / image.width();
        band.gain = waveformGain(peakOf(*m_content->pyramid));
        band.color = m_theme.colors().style;
        paintWaveform(image, *m_content->pyramid, band);
        image.setDevicePixelRatio(ratio);
        m_wave = QPixmap::fromImage(image);
    }
    update();
}

void StyleSlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette& colors = m_theme.colors();
    double left = 48.0;
    if (m_content) {
        QPainterPath shape;
        shape.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
        painter.fillPath(shape, colors.lane);
        painter.setPen(QPen(colors.line, 1));
        painter.drawPath(shape);
        painter.setClipPath(shape);
        painter.fillRect(QRect(0, 0, 4, height()), colors.style);
        painter.setClipping(false);
        painter.drawPixmap(waveRect().topLeft(), m_wave);
        left = 16.0;
    } else {
        drawDashedArea(painter, m_theme, rect(), 6);
        painter.drawPixmap(QPointF(15, 22), m_theme.icon(QStringLiteral("plus"), 20, colors.text2, devicePixelRatioF()));
    }
    const double room = m_content ? waveRect().left() - left - 8.0 : width() - left - 8.0;
    const QFont title = Theme::font(13, 600);
    painter.setFont(title);
    painter.setPen(colors.text);
    painter.drawText(
        QRectF(left, 13, room, 19), Qt::AlignVCenter,
        QFontMetricsF(title).elidedText(m_content ? m_content->title : tr("Drop a style track"), Qt::ElideRight, room));
    painter.setFont(Theme::font(12));
    painter.setPen(colors.text2);
    painter.drawText(QRectF(left, 32, room, 18), Qt::AlignVCenter,
                     m_content ? m_content->facts : tr("optional: borrow its sounds"));
    if (hasFocus()) {
        drawFocusRing(painter, m_theme, rect(), 6);
    }
}

} // namespace morphony
