// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_parts.h"

#include "ui/drop_outline.h"
#include "ui/theme.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/timeline/tall_fill.h"
#include "ui/timeline/view_range.h"
#include "ui/widgets.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>

namespace morphony {

void drawDashedArea(QPainter& painter, const Theme& theme, const QRectF& area, double radius) {
    QPen pen(theme.colors().edge, 1);
    pen.setDashPattern({6, 5});
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

// ---- playhead --------------------------------------------------------------------------------------------------------

PlayheadOverlay::PlayheadOverlay(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("playhead"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PlayheadOverlay::place(double x, int top, int bottom) {
    m_x = x;
    const QRect wanted(static_cast<int>(std::floor(x)) - kWidth / 2, top, kWidth, bottom - top);
    if (wanted != geometry()) {
        setGeometry(wanted);
    }
    update();
}

void PlayheadOverlay::setFaint(int top, int bottom, double opacity) {
    m_faintTop = top;
    m_faintBottom = bottom;
    m_faint = opacity;
    update();
}

void PlayheadOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = m_theme.colors().play;
    const double middle = m_x - x();
    QPainterPath handle;
    handle.moveTo(middle - 6, 4);
    handle.lineTo(middle + 6, 4);
    handle.lineTo(middle + 6, 9);
    handle.lineTo(middle, 16);
    handle.lineTo(middle - 6, 9);
    handle.closeSubpath();
    painter.fillPath(handle, color);
    const double faintTop = m_faintBottom > m_faintTop ? m_faintTop - y() : height();
    fillTall(painter, QRectF(middle - 0.75, 9, 1.5, faintTop - 9), color);
    if (m_faintBottom > m_faintTop) {
        const double faintBottom = m_faintBottom - y();
        QColor faint = color;
        faint.setAlphaF(static_cast<float>(m_faint));
        fillTall(painter, QRectF(middle - 0.75, faintTop, 1.5, faintBottom - faintTop), faint);
        fillTall(painter, QRectF(middle - 0.75, faintBottom, 1.5, height() - faintBottom), color);
    }
}

// ---- scroll strip ----------------------------------------------------------------------------------------------------

ScrollStrip::ScrollStrip(Theme& theme, ViewRange& range, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_range(range) {
    setObjectName(QStringLiteral("timelineScroll"));
    setToolTip(tr("Scroll (Shift and wheel)"));
    setAccessibleName(tr("Scroll the timeline"));
    connect(&range, &ViewRange::windowChanged, this, qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QRectF ScrollStrip::handle() const {
    const ViewWindow& w = m_range.window();
    if (w.duration <= 0.0) {
        return {};
    }
    const double scale = width() / w.duration;
    const double length = std::max(24.0, w.span * scale);
    return {std::min(w.begin * scale, width() - length), 0, length, static_cast<double>(height())};
}

void ScrollStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colors().raised);
    painter.drawRoundedRect(rect(), 4, 4);
    painter.setBrush(m_theme.colors().edge);
    painter.drawRoundedRect(handle(), 4, 4);
}

void ScrollStrip::mousePressEvent(QMouseEvent* event) {
    const ViewWindow& w = m_range.window();
    const double seconds = event->position().x() / std::max(1, width()) * w.duration;
    if (!handle().contains(event->position())) {
        m_range.setWindow(w.showing(seconds, 0.5));
    }
    m_grab = seconds - m_range.window().begin;
}

void ScrollStrip::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) {
        ViewWindow w = m_range.window();
        w.begin = event->position().x() / std::max(1, width()) * w.duration - m_grab;
        m_range.setWindow(w.clamped());
    }
}

// ---- waiting area ----------------------------------------------------------------------------------------------------

TakePlaceholder::TakePlaceholder(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("takePlaceholder"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TakePlaceholder::setTexts(const QString& title, const QString& text) {
    m_title = title;
    m_text = text;
    setAccessibleName(title + QStringLiteral(". ") + text);
    update();
}

void TakePlaceholder::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawDashedArea(painter, m_theme, rect(), 6);
    const double middle = height() / 2.0;
    painter.setPen(m_theme.colors().text2);
    painter.setFont(Theme::font(15, 600));
    painter.drawText(QRectF(0, middle - 22, width(), 22), Qt::AlignCenter, m_title);
    painter.setPen(m_theme.colors().text3);
    painter.setFont(Theme::font(13));
    painter.drawText(QRectF(0, middle + 1, width(), 20), Qt::AlignCenter, m_text);
}

// ---- empty window ----------------------------------------------------------------------------------------------------

namespace {

constexpr int kBars = 96;

/// The empty window's ornament: half heights (0 to 1) of a made-up but steady waveform.
double barHeight(int index) {
    const double t = index / static_cast<double>(kBars);
    const double swell = 0.34 + 0.16 * std::sin(t * 9.0) * std::cos(t * 23.0);
    const double accent = index % 10 == 3 ? 0.34 * std::abs(std::sin(t * 17.0 + 1.0)) : 0.0;
    return std::clamp((swell + accent + 0.10 * std::sin(index * 1.7)) * (1.0 - 0.35 * t), 0.08, 1.0);
}

} // namespace

EmptyView::EmptyView(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("emptyView"));
    m_demo = makeButton(tr("Try the demo"), "primary",
                        {QStringLiteral("demoButton"), tr("Load two pieces of music to play with"), {}}, this);
    m_open = makeButton(tr("Open a song…"), "", {QStringLiteral("openButton"), tr("Open a song (Ctrl+O)"), {}}, this);
    m_drop = new DropOutline(theme, tr("Use as song"), this);
    connect(m_demo, &QPushButton::clicked, this, &EmptyView::demoRequested);
    connect(m_open, &QPushButton::clicked, this, &EmptyView::openRequested);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void EmptyView::setDropTarget(bool on) {
    m_drop->setVisible(on);
    m_drop->raise();
}

void EmptyView::resizeEvent(QResizeEvent*) {
    const int y = height() / 2 + 90;
    m_demo->setGeometry(width() / 2 - 140, y, 136, 40);
    m_open->setGeometry(width() / 2 + 4, y, 136, 40);
    m_drop->setGeometry(rect());
}

void EmptyView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colors().panel);
    painter.drawRoundedRect(rect(), 8, 8);
    drawDashedArea(painter, m_theme, rect(), 8);
    const double centre = width() / 2.0;
    const double middle = height() / 2.0 - 88;
    for (int i = 0; i < kBars; ++i) {
        const double half = 62.0 * barHeight(i);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.dialColor(i / static_cast<double>(kBars - 1)));
        painter.drawRoundedRect(QRectF(centre + (i - kBars / 2) * 6.5, middle - half, 3.5, 2 * half), 1.75, 1.75);
    }
    const auto line = [&](double y, const QFont& font, const QColor& color, const QString& text) {
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(QRectF(0, y, width(), 36), Qt::AlignCenter, text);
    };
    const double y = height() / 2.0;
    line(y + 0, Theme::font(26, 600), m_theme.colors().text, tr("Drop a song here"));
    line(y + 37, Theme::font(15), m_theme.colors().text2,
         tr("Then say what it should become, press Morph, and turn the dial while it plays."));
    line(y + 143, Theme::font(13), m_theme.colors().text3,
         tr("WAV, FLAC, MP3, OGG, M4A and the sound of a video. Files stay on this computer."));
}

} // namespace morphony
