// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_view.h"

#include "ui/theme.h"
#include "ui/timeline/lane_header.h"
#include "ui/timeline/lane_widget.h"
#include "ui/timeline/overview.h"
#include "ui/timeline/ruler.h"
#include "ui/timeline/spectrogram_painter.h"
#include "ui/timeline/tick_marks.h"
#include "ui/timeline/timeline_parts.h"
#include "ui/timeline/view_range.h"
#include "ui/widgets.h"

#include <QPainter>
#include <QTimer>
#include <QWheelEvent>

namespace morphony {
namespace {

constexpr int kSmallestOpenLane = 92; // pixels; further takes are left to the list when lanes would get lower
constexpr double kPlaceholderShare = 0.7;

double shareOf(LaneRole role) { return role == LaneRole::Source ? 1.0 : role == LaneRole::Style ? 0.66 : 1.2; }

} // namespace

TimelineView::TimelineView(Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_range(new ViewRange(this)), m_tiles(std::make_unique<TileCache>()) {
    setObjectName(QStringLiteral("timeline"));
    setAccessibleName(tr("Timeline"));
    setFocusPolicy(Qt::StrongFocus);
    m_overview = new Overview(theme, *m_range, this);
    m_ruler = new Ruler(theme, *m_range, this);
    m_scroll = new ScrollStrip(theme, *m_range, this);
    m_placeholder = new TakePlaceholder(theme, this);
    m_playhead = new PlayheadOverlay(theme, this);
    m_empty = new EmptyView(theme, this);
    m_tileTimer = new QTimer(this);
    m_tileTimer->setSingleShot(true);
    m_tileTimer->setInterval(0);
    connect(m_tileTimer, &QTimer::timeout, this, &TimelineView::askForTiles);
    connect(m_range, &ViewRange::windowChanged, this, &TimelineView::rangeChanged);
    connect(m_ruler, &Ruler::seekRequested, this, &TimelineView::seekTo);
    connect(m_empty, &EmptyView::openRequested, this, &TimelineView::openRequested);
    connect(m_empty, &EmptyView::demoRequested, this, &TimelineView::demoRequested);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setSongLoaded(false);
}

TimelineView::~TimelineView() = default;

// ---- content ---------------------------------------------------------------------------------------------------------

LaneWidget* TimelineView::lane(const QString& id) const {
    const auto found = std::find_if(m_lanes.begin(), m_lanes.end(), [&](LaneWidget* l) { return l->id() == id; });
    return found == m_lanes.end() ? nullptr : *found;
}

LaneWidget* TimelineView::laneOf(LaneRole role) const {
    const auto found = std::find_if(m_lanes.begin(), m_lanes.end(), [&](LaneWidget* l) { return l->role() == role; });
    return found == m_lanes.end() ? nullptr : *found;
}

LaneWidget* TimelineView::addLane(const QString& id, LaneRole role) {
    auto* widget = new LaneWidget(m_theme, *m_range, *m_tiles, id, role, this);
    widget->body().setSnap(m_snap);
    connectLane(widget);
    m_lanes.push_back(widget);
    widget->show();
    return widget;
}

void TimelineView::connectLane(LaneWidget* widget) {
    const LaneRole role = widget->role();
    const QString id = widget->id();
    const auto choose = [this, role, id] {
        if (role == LaneRole::Take && id != m_selectedTake) {
            Q_EMIT takeSelected(id);
        }
    };
    connect(&widget->header(), &LaneHeader::pressed, this, choose);
    connect(&widget->header(), &LaneHeader::listenPressed, this, [this, role, choose] {
        choose();
        Q_EMIT heardRequested(role);
    });
    connect(&widget->header(), &LaneHeader::exportPressed, this, [this, id] { Q_EMIT takeExportRequested(id); });
    connect(&widget->header(), &LaneHeader::menuRequested, this,
            [this, role, id](QPoint at) { Q_EMIT laneMenuRequested(role, id, at); });
    connect(widget, &LaneWidget::foldToggled, this, [this, widget] {
        widget->setFolded(!isFolded(*widget));
        layOut();
    });
    connect(widget, &LaneWidget::cardButtonPressed, this, &TimelineView::cardButtonPressed);
    connect(&widget->body(), &LaneBody::seekRequested, this, &TimelineView::seekTo);
    connect(&widget->body(), &LaneBody::loopChanged, this, &TimelineView::changeLoop);
}

void TimelineView::setLane(const LaneContent& content) {
    LaneWidget* widget = lane(content.id);
    const FrameCount before = widget ? widget->content().frames : -1;
    if (!widget) {
        widget = addLane(content.id, content.role);
    }
    const bool sameAudio = widget->content().pyramid == content.pyramid;
    widget->setContent(content);
    if (!sameAudio) {
        m_tiles->removeLane(content.id);
    }
    if (content.role == LaneRole::Source) {
        m_ruler->setGrid(content.grid);
        m_overview->setPyramid(content.pyramid);
        if (before != content.frames) {
            m_range->setDuration(secondsOf(content.frames, content.rate));
        }
    }
    sortLanes();
    layOut();
}

void TimelineView::removeLane(const QString& id) {
    if (LaneWidget* widget = lane(id)) {
        std::erase(m_lanes, widget);
        widget->hide();
        widget->deleteLater(); // its own menu or card may have asked for this
        m_tiles->removeLane(id);
        layOut();
    }
}

void TimelineView::setLaneError(LaneRole role, const QString& title, const ErrorCard& card) {
    LaneWidget* widget = laneOf(role);
    if (!widget) {
        widget = addLane(role == LaneRole::Source ? QStringLiteral("source") : QStringLiteral("style"), role);
        sortLanes();
    }
    widget->setError(title, card);
    layOut();
}

void TimelineView::clearLaneError(LaneRole role) {
    LaneWidget* widget = laneOf(role);
    if (widget && widget->showsError()) {
        widget->clearError();
        if (widget->content().id.isEmpty()) {
            removeLane(widget->id()); // it stood for the problem alone
        }
        layOut();
    }
}

void TimelineView::setSongLoaded(bool loaded) {
    m_songLoaded = loaded;
    m_empty->setVisible(!loaded);
    for (QWidget* part : {static_cast<QWidget*>(m_overview), static_cast<QWidget*>(m_ruler),
                          static_cast<QWidget*>(m_scroll), static_cast<QWidget*>(m_playhead)}) {
        part->setVisible(loaded);
    }
    layOut();
}

void TimelineView::setPlaceholder(const QString& title, const QString& text) {
    m_placeholder->setTexts(title, text);
    layOut();
}

void TimelineView::setHeard(LaneRole role) {
    m_heard = role;
    showLooks();
    placePlayhead();
}

void TimelineView::setSelectedTake(const QString& takeId) {
    m_selectedTake = takeId;
    sortLanes();
    layOut();
}

void TimelineView::setViewMode(ViewMode mode) {
    m_viewMode = mode;
    showLooks();
}

void TimelineView::setTile(const TileKey& key, const QImage& levels) {
    m_tiles->insert(key, levels);
    if (LaneWidget* widget = lane(key.laneId)) {
        widget->body().invalidateTile(key);
    }
}

void TimelineView::dropTiles(const QString& laneId) {
    m_tiles->removeLane(laneId);
    m_lastWanted.clear();
    m_tileTimer->start();
}

void TimelineView::setDropTarget(std::optional<LaneRole> target) {
    m_empty->setDropTarget(target == LaneRole::Source && !m_songLoaded);
    for (LaneWidget* widget : m_lanes) {
        widget->setDropTarget(target == widget->role());
    }
}

void TimelineView::setCompact(bool compact) {
    m_compact = compact;
    layOut();
}

const MusicGrid& TimelineView::sourceGrid() const {
    static const MusicGrid kNone;
    const LaneWidget* source = laneOf(LaneRole::Source);
    return source ? source->content().grid : kNone;
}

SampleRate TimelineView::sourceRate() const {
    const LaneWidget* source = laneOf(LaneRole::Source);
    return source ? source->content().rate : SampleRate{};
}

FrameCount TimelineView::sourceFrames() const {
    const LaneWidget* source = laneOf(LaneRole::Source);
    return source ? source->content().frames : 0;
}

double TimelineView::styleSeconds() const {
    const LaneWidget* style = laneOf(LaneRole::Style);
    return style ? secondsOf(m_styleFrame, style->content().rate) : 0.0;
}

std::optional<LaneRole> TimelineView::laneAt(QPoint position) const {
    for (const LaneWidget* widget : m_lanes) {
        if (widget->isVisible() && widget->geometry().contains(position)) {
            return widget->role();
        }
    }
    return std::nullopt;
}

// ---- layout ----------------------------------------------------------------------------------------------------------

void TimelineView::sortLanes() {
    const auto rank = [this](const LaneWidget* l) {
        return l->role() == LaneRole::Source  ? 0
               : l->role() == LaneRole::Style ? 1
               : l->id() == m_selectedTake    ? 2
               : l->content().pending         ? 3
                                              : 4;
    };
    std::stable_sort(m_lanes.begin(), m_lanes.end(), [&](auto* a, auto* b) { return rank(a) < rank(b); });
}

bool TimelineView::isFolded(const LaneWidget& widget) const {
    if (widget.showsError()) {
        return false; // the words must be readable
    }
    const bool onlyTake = widget.content().pending && m_selectedTake.isEmpty();
    const bool unselected = (widget.role() == LaneRole::Take && widget.id() != m_selectedTake && !onlyTake) ||
                            (m_compact && widget.role() == LaneRole::Style);
    return unselected != widget.folded(); // folding by hand inverts what the layout would do
}

std::vector<LaneWidget*> TimelineView::lanesThatFit(int available) const {
    std::vector<LaneWidget*> shown;
    int needed = 0;
    for (LaneWidget* widget : m_lanes) {
        needed += (isFolded(*widget) ? TimelineMetrics::kFoldedLane : kSmallestOpenLane) + TimelineMetrics::kGap;
        const bool essential = widget->role() != LaneRole::Take || widget->id() == m_selectedTake || shown.empty();
        if (essential || needed <= available) {
            shown.push_back(widget);
        }
    }
    return shown;
}

void TimelineView::layOut() {
    m_empty->setGeometry(rect().adjusted(24, 24, -24, -24));
    using M = TimelineMetrics;
    const int bodyWidth = std::max(1, width() - M::kHeader - M::kRight);
    m_overview->setGeometry(M::kHeader, M::kTopGap, bodyWidth, M::kOverview);
    m_ruler->setGeometry(M::kHeader, M::kTopGap + M::kOverview + M::kGap, bodyWidth, M::kRuler);
    m_scroll->setGeometry(M::kHeader, height() - 2 * M::kScroll, bodyWidth, M::kScroll);
    const int available = height() - M::kLanesTop - 28;
    const std::vector<LaneWidget*> shown = m_songLoaded ? lanesThatFit(available) : std::vector<LaneWidget*>{};
    std::vector<LaneWish> wishes;
    for (const LaneWidget* widget : shown) {
        wishes.push_back({shareOf(widget->role()), isFolded(*widget)});
    }
    const bool placeholder = m_songLoaded && !m_placeholder->isEmpty() && laneOf(LaneRole::Take) == nullptr;
    if (placeholder) {
        wishes.push_back({kPlaceholderShare, false});
    }
    const std::vector<int> heights = laneHeights(available, wishes);
    const int laneWidth = width() - M::kLeft - M::kRight;
    int y = M::kLanesTop;
    for (size_t i = 0; i < shown.size(); ++i) {
        shown[i]->setGeometry(M::kLeft, y, laneWidth, heights[i]);
        y += heights[i] + M::kGap;
    }
    m_placeholder->setVisible(placeholder);
    if (placeholder) {
        m_placeholder->setGeometry(M::kLeft, y, laneWidth, heights.back());
    }
    for (LaneWidget* widget : m_lanes) {
        widget->setVisible(std::find(shown.begin(), shown.end(), widget) != shown.end());
    }
    showLooks();
    placePlayhead();
    update();
}

void TimelineView::resizeEvent(QResizeEvent*) { layOut(); }

void TimelineView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().window);
    if (!m_songLoaded) {
        return;
    }
    using M = TimelineMetrics;
    painter.setFont(Theme::font(12));
    painter.setPen(m_theme.colors().text2);
    painter.drawText(QRect(16, M::kTopGap, 90, M::kOverview), Qt::AlignVCenter, tr("Whole song"));
    painter.drawText(QRect(80, M::kTopGap, M::kHeader - 92, M::kOverview), Qt::AlignVCenter | Qt::AlignRight,
                     timeLabel(secondsOf(sourceFrames(), sourceRate())));
    painter.setFont(Theme::font(11, 500));
    painter.setPen(m_theme.colors().text3);
    const int ruler = M::kTopGap + M::kOverview + M::kGap;
    painter.drawText(QRect(16, ruler, 130, M::kRulerTime), Qt::AlignVCenter, tr("Time"));
    painter.drawText(QRect(16, ruler + M::kRulerTime, 130, M::kRulerTime), Qt::AlignVCenter,
                     sourceGrid().beats.isEmpty() && sourceGrid().sections.isEmpty() ? QString() : tr("Bars and sections"));
    if (hasFocus() && m_reachedByKey) {
        drawFocusRing(painter, m_theme, QRectF(rect()).adjusted(1, 1, -1, -1), 4);
    }
}

void TimelineView::showLooks() {
    const LaneWidget* source = laneOf(LaneRole::Source);
    double peak = 0.0;
    for (const LaneWidget* widget : m_lanes) {
        if (widget->role() != LaneRole::Style && widget->content().pyramid) {
            peak = std::max(peak, widget->peak());
        }
    }
    for (LaneWidget* widget : m_lanes) {
        const LaneContent& content = widget->content();
        const bool heard = widget->role() == m_heard && !widget->showsError() &&
                           (m_heard != LaneRole::Take || widget->id() == m_selectedTake);
        LaneLook look;
        look.mode = isFolded(*widget) || content.pending ? ViewMode::Waveform : m_viewMode;
        look.heard = heard;
        look.gain = waveformGain(content.role == LaneRole::Style && content.pyramid ? widget->peak() : peak);
        look.silhouette = source ? source->content().pyramid : nullptr;
        look.silhouetteGain = waveformGain(peak);
        if (content.role == LaneRole::Style) {
            const ViewWindow& window = m_range->window();
            const double own = secondsOf(content.frames, content.rate);
            look.ownOffset = std::clamp(window.begin + m_styleShift, 0.0, std::max(0.0, own - window.span)) - window.begin;
        }
        widget->body().setLook(look);
        widget->setState(heard, widget->id() == m_selectedTake);
        widget->header().setLegend(look.mode != ViewMode::Waveform);
    }
    m_tileTimer->start();
}

// ---- zoom, scroll, tiles ---------------------------------------------------------------------------------------------

void TimelineView::rangeChanged() {
    if (LaneWidget* style = laneOf(LaneRole::Style); style && style->content().frames > 0) {
        showLooks();
    }
    placePlayhead();
    m_tileTimer->start();
}

void TimelineView::askForTiles() {
    QList<TileKey> wanted;
    for (const LaneWidget* widget : m_lanes) {
        if (widget->isVisible()) {
            for (const TileKey& key : const_cast<LaneWidget*>(widget)->body().tiles()) {
                if (m_tiles->find(key) == nullptr) {
                    wanted.append(key);
                }
            }
        }
    }
    // Middle first: that is where the eye is after a zoom.
    std::stable_sort(wanted.begin(), wanted.end(), [this](const TileKey& a, const TileKey& b) {
        const auto distance = [this](const TileKey& key) {
            const LaneWidget* owner = lane(key.laneId);
            const double middle = static_cast<double>((2 * key.index + 1) * key.hop() * TileKey::kColumns) / 2.0;
            return std::abs(middle / owner->content().rate.hz - m_range->window().begin - m_range->window().span / 2.0);
        };
        return distance(a) < distance(b);
    });
    if (wanted != m_lastWanted) {
        m_lastWanted = wanted;
        Q_EMIT tilesWanted(wanted);
    }
}

void TimelineView::zoomToLoop() {
    if (const auto loop = m_range->loop()) {
        m_range->show(*loop);
    }
}

void TimelineView::wheelEvent(QWheelEvent* event) {
    // Some systems turn Shift and wheel into horizontal scrolling themselves.
    const QPoint delta = event->angleDelta();
    const double notches = (delta.y() != 0 ? delta.y() : delta.x()) / 120.0;
    if (!m_songLoaded || notches == 0.0) {
        return;
    }
    const double span = m_range->window().span;
    const bool scroll = (event->modifiers() & Qt::ShiftModifier) || delta.y() == 0;
    if (scroll && laneAt(event->position().toPoint()) == LaneRole::Style) {
        const LaneWidget* style = laneOf(LaneRole::Style);
        const double begin = m_range->window().begin;
        const double own = secondsOf(style->content().frames, style->content().rate);
        m_styleShift = std::clamp(begin + m_styleShift - notches * span * 0.1, 0.0, std::max(0.0, own - span)) - begin;
        showLooks();
    } else if (scroll) {
        m_range->scrollBy(-notches * span * 0.1);
    } else {
        const double x = event->position().x() - TimelineMetrics::kHeader;
        m_range->zoomAt(m_range->scale(m_ruler->width()).seconds(x), std::pow(1.25, -notches));
    }
    event->accept();
}

} // namespace morphony
