// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/overview.h"

#include "ui/theme.h"
#include "ui/timeline/view_range.h"
#include "ui/timeline/waveform_painter.h"
#include "ui/widgets.h"

#include <QMouseEvent>
#include <QPainter>

namespace morphony {

Overview::Overview(Theme& theme, ViewRange& range, QWidget* parent) : QWidget(parent), m_theme(theme), m_range(range) {
    setObjectName(QStringLiteral("overview"));
    setToolTip(tr("The whole song: drag the frame to scroll (Ctrl+0 shows all)"));
    setAccessibleName(tr("Overview of the whole song"));
    for (auto signal : {&ViewRange::windowChanged, &ViewRange::loopShown}) {
        connect(&range, signal, this, qOverload<>(&QWidget::update));
    }
    connect(&theme, &Theme::changed, this, [this] { render(); });
}

void Overview::setPyramid(std::shared_ptr<const WaveformPyramid> pyramid) {
    m_pyramid = std::move(pyramid);
    render();
}

void Overview::setPosition(double seconds) {
    const double before = m_position / secondsPerPixel();
    m_position = seconds;
    const double now = seconds / secondsPerPixel();
    if (std::abs(before - now) >= 0.25) { // less than that cannot be seen here
        update(static_cast<int>(before) - 2, 0, 5, height());
        update(static_cast<int>(now) - 2, 0, 5, height());
    }
}

double Overview::secondsPerPixel() const { return std::max(1e-9, m_range.window().duration / std::max(1, width())); }

QPixmap Overview::picture(const QColor& color) const {
    const double ratio = devicePixelRatioF();
    QImage image(size() * ratio, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    if (m_pyramid && !image.isNull()) {
        WaveformBand band;
        band.rect = QRect(0, 6 * static_cast<int>(ratio), image.width(), image.height() - 12 * static_cast<int>(ratio));
        band.framesPerPixel = static_cast<double>(m_pyramid->frames()) / image.width();
        band.gain = waveformGain(peakOf(*m_pyramid));
        band.color = color;
        paintWaveform(image, *m_pyramid, band);
    }
    image.setDevicePixelRatio(ratio);
    return QPixmap::fromImage(image);
}

void Overview::render() {
    m_dim = picture(blended(m_theme.colors().text3, m_theme.colors().lane, 0.5));
    m_bright = picture(m_theme.colors().text3);
    update();
}

QRectF Overview::frame() const {
    const ViewWindow& window = m_range.window();
    const double left = window.begin / secondsPerPixel();
    return QRectF(left, 0, std::max(8.0, window.span / secondsPerPixel()), height()).adjusted(1, 1, -1, -1);
}

void Overview::resizeEvent(QResizeEvent*) { render(); }

void Overview::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette& colors = m_theme.colors();
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.lane);
    painter.drawRoundedRect(rect(), 6, 6);
    painter.drawPixmap(0, 0, m_dim);
    if (m_range.window().duration <= 0.0) {
        return;
    }
    const QRectF shown = frame();
    painter.save();
    painter.setClipRect(shown);
    painter.fillRect(shown, colors.panel);
    painter.drawPixmap(0, 0, m_bright);
    painter.restore();
    painter.setPen(QPen(colors.text, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(shown, 4, 4);
    if (const auto loop = m_range.loop()) {
        const double left = loop->from / secondsPerPixel();
        painter.fillRect(QRectF(left, height() - 5, std::max(2.0, loop->to / secondsPerPixel() - left), 2), colors.play);
    }
    painter.fillRect(QRectF(m_position / secondsPerPixel() - 0.75, 2, 1.5, height() - 4), colors.play);
}

void Overview::mousePressEvent(QMouseEvent* event) {
    const double seconds = event->position().x() * secondsPerPixel();
    const ViewWindow& window = m_range.window();
    if (seconds < window.begin || seconds > window.end()) {
        m_range.setWindow(window.showing(seconds, 0.5));
    }
    m_grab = seconds - m_range.window().begin;
}

void Overview::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) {
        ViewWindow window = m_range.window();
        window.begin = event->position().x() * secondsPerPixel() - m_grab;
        m_range.setWindow(window.clamped());
    }
}

} // namespace morphony
