// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/lane_body.h"

#include "ui/theme.h"
#include "ui/timeline/grid_painter.h"
#include "ui/timeline/spectrogram_painter.h"
#include "ui/timeline/tall_fill.h"
#include "ui/timeline/view_range.h"

#include <QGuiApplication>
#include <QMouseEvent>
#include <QPainter>

namespace morphony {
namespace {

constexpr double kEdgeReach = 5.0;  // pixels around a loop edge where it can be grabbed
constexpr double kDragStart = 4.0;  // pixels of movement that make a click a selection
constexpr qint64 kFarAway = 100000; // columns; nothing of the picture is kept over that distance

} // namespace

LaneBody::LaneBody(Theme& theme, ViewRange& range, TileCache& tiles, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_range(range), m_tiles(tiles) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    connect(&theme, &Theme::changed, this, &LaneBody::invalidate);
    for (auto signal : {&ViewRange::windowChanged, &ViewRange::loopShown}) {
        connect(&range, signal, this, qOverload<>(&QWidget::update));
    }
}

void LaneBody::setContent(const LaneContent& content) {
    m_content = content;
    m_chordNow = chordAt(content.grid, m_now);
    invalidate();
}

void LaneBody::setLook(const LaneLook& look) {
    LaneLook moved = m_look;
    moved.ownOffset = look.ownOffset;
    const bool same = moved == look; // but for the place, which scrolls
    if (look == m_look) {
        return;
    }
    m_look = look;
    same ? update() : invalidate();
}

void LaneBody::invalidate() {
    m_pictureScale = 0.0;
    update();
}

void LaneBody::invalidateTile(const TileKey& key) {
    const double span = static_cast<double>(key.hop() * TileKey::kColumns) / m_content.rate.hz;
    const TimeScale s = scale();
    const double ratio = devicePixelRatioF();
    const double left = std::clamp(s.x(static_cast<double>(key.index) * span), -1.0, width() + 1.0);
    const double right = std::clamp(s.x(static_cast<double>(key.index + 1) * span), -1.0, width() + 1.0);
    // a column more on each side: the smooth scaling reaches over the edge
    const int from = static_cast<int>(std::floor(left * ratio)) - 1;
    const int to = static_cast<int>(std::ceil(right * ratio)) + 1;
    m_stale += QRect(from - static_cast<int>(std::clamp<qint64>(m_pictureFirst - firstColumn(), -kFarAway, kFarAway)), 0,
                     to - from, 1);
    update(QRectF(from / ratio, 0, (to - from) / ratio, height()).toAlignedRect());
}

TimeScale LaneBody::scale() const {
    TimeScale scale = m_range.scale(width());
    // On whole device pixels, so that a scroll can move the picture instead of painting it.
    const double column = scale.secondsPerPixel / devicePixelRatioF();
    scale.begin = std::round((scale.begin + m_look.ownOffset) / column) * column;
    return scale;
}

void LaneBody::setCurrentTime(double seconds) {
    m_now = seconds;
    const int now = chordAt(m_content.grid, seconds);
    if (now != m_chordNow) {
        m_chordNow = now;
        if (showsChords()) {
            update(0, height() - TimelineMetrics::kChordStrip, width(), TimelineMetrics::kChordStrip);
        }
    }
}

void LaneBody::setOwnPlayhead(std::optional<double> seconds) {
    const TimeScale own = scale();
    for (const auto& place : {m_ownPlayhead, seconds}) {
        if (place) {
            update(static_cast<int>(own.x(*place)) - 2, 0, 5, height());
        }
    }
    m_ownPlayhead = seconds;
}

bool LaneBody::showsChords() const { return !m_content.grid.chords.isEmpty() && height() >= TimelineMetrics::kChordLane; }

QRect LaneBody::soundRect() const { return rect().adjusted(0, 0, 0, showsChords() ? -TimelineMetrics::kChordStrip : 0); }

QRect LaneBody::waveformRect() const {
    QRect area = soundRect();
    if (m_look.mode == ViewMode::Spectrogram) {
        return {};
    }
    if (m_look.mode == ViewMode::Both) {
        area.setHeight(area.height() * 2 / 5);
    }
    return area;
}

QRect LaneBody::spectrogramRect() const {
    QRect area = soundRect();
    if (m_look.mode == ViewMode::Waveform) {
        return {};
    }
    if (m_look.mode == ViewMode::Both) {
        area.setTop(area.top() + area.height() * 2 / 5 + 1);
    }
    return area;
}

bool LaneBody::twoChannels() const {
    const auto& shown = m_content.pyramid ? m_content.pyramid : m_look.silhouette;
    return shown && shown->channels() == 2 && waveformRect().height() >= TimelineMetrics::kTwoChannelBody;
}

QList<TileKey> LaneBody::tiles() const {
    const QRect area = spectrogramRect();
    if (area.isEmpty() || m_content.frames == 0 || m_content.rendering) {
        return {};
    }
    const double ratio = devicePixelRatioF();
    const TimeScale own = scale();
    return visibleTiles({m_content.id, own.begin * m_content.rate.hz, own.secondsPerPixel * m_content.rate.hz / ratio,
                         m_content.frames, QRectF(0, 0, area.width() * ratio, area.height() * ratio)});
}

void LaneBody::resizeEvent(QResizeEvent*) { invalidate(); }

void LaneBody::paintEvent(QPaintEvent* event) {
    bringUpToDate();
    QPainter painter(this);
    const QRect exposed = event->rect();
    const double ratio = m_picture.devicePixelRatio();
    painter.drawPixmap(QRectF(exposed), m_picture,
                       QRectF(exposed.x() * ratio, exposed.y() * ratio, exposed.width() * ratio, exposed.height() * ratio));
    painter.setRenderHint(QPainter::Antialiasing);
    drawRendering(painter);
    if (m_content.role != LaneRole::Style) {
        drawLoop(painter);
    }
    drawLabels(painter);
    if (showsChords()) {
        const int top = height() - TimelineMetrics::kChordStrip;
        paintChords(painter, m_theme, m_content.grid, scale(), QRect(0, top, width(), TimelineMetrics::kChordStrip),
                    m_chordNow, exposed);
    }
    drawCorners(painter);
    if (m_ownPlayhead) {
        fillTall(painter, QRectF(scale().x(*m_ownPlayhead) - 0.75, 0, 1.5, height()), m_theme.colors().play);
    }
}

double LaneBody::snapped(double seconds, Qt::KeyboardModifiers modifiers) const {
    if (!m_snap || (modifiers & Qt::AltModifier)) {
        return seconds;
    }
    const GridUnit unit = modifiers & Qt::ControlModifier && !m_content.grid.bars.isEmpty()
                              ? GridUnit::Bar
                              : snapUnit(m_content.grid, scale().secondsPerPixel);
    return snappedTo(m_content.grid, unit, seconds, secondsOf(m_content.frames, m_content.rate));
}

LaneBody::Drag LaneBody::edgeAt(double x) const {
    if (const auto loop = m_range.loop(); loop && m_content.role != LaneRole::Style) {
        const TimeScale s = scale();
        if (std::abs(s.x(loop->from) - x) <= kEdgeReach) {
            return Drag::LoopStart;
        }
        if (std::abs(s.x(loop->to) - x) <= kEdgeReach) {
            return Drag::LoopEnd;
        }
    }
    return Drag::None;
}

void LaneBody::mousePressEvent(QMouseEvent* event) {
    // The style track keeps its own time: it has no loop and cannot move the song's position.
    if (event->button() != Qt::LeftButton || m_content.role == LaneRole::Style) {
        return;
    }
    m_pressX = event->position().x();
    m_anchor = scale().seconds(m_pressX);
    m_drag = edgeAt(m_pressX);
    if (m_drag == Drag::LoopStart) {
        m_anchor = m_range.loop()->to;
    } else if (m_drag == Drag::LoopEnd) {
        m_anchor = m_range.loop()->from;
    } else {
        m_drag = Drag::Press;
    }
}

void LaneBody::mouseMoveEvent(QMouseEvent* event) {
    const double x = event->position().x();
    if (m_drag == Drag::None) {
        setCursor(edgeAt(x) == Drag::None ? Qt::ArrowCursor : Qt::SplitHCursor);
        return;
    }
    if (m_drag == Drag::Press && std::abs(x - m_pressX) >= kDragStart) {
        m_drag = Drag::Select;
        m_anchor = snapped(m_anchor, event->modifiers());
    }
    if (m_drag != Drag::Press) {
        const double end = snapped(scale().seconds(std::clamp(x, 0.0, double(width()))), event->modifiers());
        if (end != m_anchor) {
            Q_EMIT loopChanged(TimeRange{std::min(m_anchor, end), std::max(m_anchor, end)});
        }
    }
}

void LaneBody::mouseReleaseEvent(QMouseEvent* event) {
    if (std::exchange(m_drag, Drag::None) == Drag::Press) {
        Q_EMIT seekRequested(scale().seconds(event->position().x()));
    }
}

void LaneBody::mouseDoubleClickEvent(QMouseEvent*) {
    m_drag = Drag::None;
    if (m_content.role != LaneRole::Style) {
        Q_EMIT loopChanged(std::nullopt);
    }
}

} // namespace morphony
