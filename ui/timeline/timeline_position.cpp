// SPDX-License-Identifier: GPL-3.0-or-later
// The half of TimelineView that deals with position, loop and keys.
#include "ui/timeline/timeline_view.h"

#include "ui/timeline/lane_widget.h"
#include "ui/timeline/overview.h"
#include "ui/timeline/ruler.h"
#include "ui/timeline/timeline_parts.h"
#include "ui/timeline/view_range.h"

#include <QKeyEvent>

namespace morphony {
namespace {

constexpr double kNoGridStep = 1.0; // seconds that an arrow moves where no beats are known
constexpr double kNoGridBar = 5.0;
constexpr double kStyleFaint = 0.30; // opacity of the playhead over the style lane, which keeps its own time

} // namespace

void TimelineView::setPosition(FrameCount sourceFrame, FrameCount styleFrame) {
    const double before = position();
    m_sourceFrame = sourceFrame;
    m_styleFrame = styleFrame;
    const double now = position();
    if (m_follow) {
        keepPlayheadVisible(before, now);
        keepStyleVisible();
    }
    m_overview->setPosition(now);
    for (LaneWidget* widget : m_lanes) {
        const bool style = widget->role() == LaneRole::Style;
        widget->body().setCurrentTime(style ? secondsOf(m_styleFrame, widget->content().rate) : now);
    }
    placePlayhead();
}

void TimelineView::keepPlayheadVisible(double before, double now) {
    const ViewWindow& window = m_range->window();
    const auto inside = [&](double t) { return t >= window.begin && t <= window.end(); };
    // Whoever scrolled away from the playhead stays there; a page is turned only when it runs or jumps out of view.
    const bool jumped = std::abs(now - before) > 1.0;
    if (!inside(now) && (inside(before) || jumped)) {
        m_range->setWindow(window.showing(now, 0.1));
    }
}

void TimelineView::keepStyleVisible() {
    LaneWidget* style = laneOf(LaneRole::Style);
    if (style == nullptr || m_heard != LaneRole::Style) {
        return;
    }
    const double now = secondsOf(m_styleFrame, style->content().rate);
    const TimeScale scale = style->body().scale();
    const double x = scale.x(now);
    if (x < 0.0 || x > style->body().width()) {
        m_styleShift = now - 0.1 * m_range->window().span - m_range->window().begin;
        showLooks();
    }
}

void TimelineView::placePlayhead() {
    const int width_ = m_ruler->width();
    const double x = m_range->scale(width_).x(position());
    const bool visible = m_songLoaded && sourceFrames() > 0 && x >= -0.5 && x <= width_ + 0.5;
    m_playhead->setVisible(visible);
    LaneWidget* style = laneOf(LaneRole::Style);
    const bool styleHeard = style != nullptr && m_heard == LaneRole::Style;
    if (visible) {
        const bool placeholder = m_placeholder->isVisibleTo(this);
        const int bottom = placeholder ? m_placeholder->y() - TimelineMetrics::kGap : height() - 24;
        m_playhead->place(TimelineMetrics::kHeader + x, m_ruler->y(), bottom);
        if (style != nullptr && style->isVisibleTo(this)) {
            m_playhead->setFaint(style->y(), style->y() + style->height(),
                                 styleHeard || style->showsError() ? 0.0 : kStyleFaint);
        } else {
            m_playhead->setFaint(0, 0, 1.0);
        }
        m_playhead->raise();
    }
    if (style != nullptr) {
        style->body().setOwnPlayhead(styleHeard ? std::optional(secondsOf(m_styleFrame, style->content().rate))
                                                : std::nullopt);
    }
}

void TimelineView::setLoop(std::optional<FrameRange> loop, bool on) {
    std::optional<TimeRange> seconds;
    if (loop) {
        seconds = TimeRange{secondsOf(loop->begin, sourceRate()), secondsOf(loop->end, sourceRate())};
    } else {
        m_extendFrom.reset();
    }
    m_range->setLoop(seconds, on);
}

void TimelineView::setSnap(bool on) {
    m_snap = on;
    for (LaneWidget* widget : m_lanes) {
        widget->body().setSnap(on);
    }
}

void TimelineView::seekTo(double seconds) {
    m_extendFrom.reset();
    Q_EMIT seekRequested(std::clamp<FrameCount>(framesOf(seconds, sourceRate()), 0, sourceFrames()));
}

void TimelineView::changeLoop(std::optional<TimeRange> loop) {
    if (!loop) {
        Q_EMIT loopChanged(std::nullopt);
        return;
    }
    const FrameRange frames{framesOf(loop->from, sourceRate()), framesOf(loop->to, sourceRate())};
    const FrameRange inside = frames.clippedTo({0, sourceFrames()});
    if (!inside.empty()) {
        Q_EMIT loopChanged(inside);
    }
}

void TimelineView::moveByBeat(int direction, Qt::KeyboardModifiers modifiers) {
    const bool bar = modifiers & Qt::ControlModifier;
    const double now = position();
    const double duration = m_range->window().duration;
    const MusicGrid& grid = sourceGrid();
    const GridUnit unit = bar && !grid.bars.isEmpty() ? GridUnit::Bar : GridUnit::Beat;
    const double target = steppedFrom(grid, unit, now, direction, duration)
                              .value_or(std::clamp(now + direction * (bar ? kNoGridBar : kNoGridStep), 0.0, duration));
    if (modifiers & Qt::ShiftModifier) {
        const double anchor = m_extendFrom.value_or(now);
        changeLoop(TimeRange{std::min(anchor, target), std::max(anchor, target)});
        seekTo(target);
        m_extendFrom = anchor;
    } else {
        seekTo(target);
    }
}

void TimelineView::selectLane(int direction) {
    // Source, style and takes in the order shown; to choose is to hear.
    const auto heard = std::find_if(m_lanes.begin(), m_lanes.end(), [this](const LaneWidget* l) {
        return l->role() == m_heard && (m_heard != LaneRole::Take || l->id() == m_selectedTake);
    });
    const auto next = (heard - m_lanes.begin()) + direction;
    if (next >= 0 && next < static_cast<std::ptrdiff_t>(m_lanes.size())) {
        const LaneWidget* widget = m_lanes[static_cast<size_t>(next)];
        const LaneRole role = widget->role();
        if (widget->content().pending) {
            return;
        }
        if (role == LaneRole::Take && widget->id() != m_selectedTake) {
            Q_EMIT takeSelected(widget->id());
        }
        Q_EMIT heardRequested(role);
    }
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
    if (!m_songLoaded) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        moveByBeat(event->key() == Qt::Key_Right ? 1 : -1, event->modifiers());
        break;
    case Qt::Key_Up:
    case Qt::Key_Down:
        selectLane(event->key() == Qt::Key_Down ? 1 : -1);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void TimelineView::focusInEvent(QFocusEvent* event) {
    // The ring shows the way to whoever moves by keys; a click or the first song needs none.
    m_reachedByKey = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QWidget::focusInEvent(event);
}

bool TimelineView::focusNextPrevChild(bool next) {
    const bool problem = std::any_of(m_lanes.begin(), m_lanes.end(), [](const LaneWidget* l) { return l->showsError(); });
    // Tab toggles A/B here; the buttons of a problem must stay reachable, and an empty window has nothing to toggle.
    if (next && m_songLoaded && !problem && hasFocus()) {
        Q_EMIT toggleHeardRequested();
        return true;
    }
    return QWidget::focusNextPrevChild(next);
}

} // namespace morphony
