// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/timeline_geometry.h"

#include <QObject>

#include <optional>

namespace morphony {

/// The one owner of zoom, scroll and selection of the timeline, in the source's seconds; ruler, overview and lanes
/// subscribe to it. GUI thread only.
class ViewRange : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] const ViewWindow& window() const { return m_window; }
    [[nodiscard]] std::optional<TimeRange> loop() const { return m_loop; }
    [[nodiscard]] bool loopOn() const { return m_loopOn; }
    /// The scale that shows the window over `width` pixels.
    [[nodiscard]] TimeScale scale(double width) const {
        return {m_window.begin, width > 0.0 && m_window.span > 0.0 ? m_window.span / width : 1.0};
    }

    /// A piece of another length: shows the whole of it.
    void setDuration(double seconds) { setWindow(ViewWindow::whole(seconds)); }
    void setWindow(const ViewWindow& window) {
        if (window != m_window) {
            m_window = window;
            Q_EMIT windowChanged();
        }
    }
    void zoomAt(double anchor, double factor) { setWindow(m_window.zoomedAt(anchor, factor)); }
    void zoom(double factor) { zoomAt(m_window.begin + m_window.span / 2.0, factor); }
    void scrollBy(double seconds) { setWindow(m_window.scrolledBy(seconds)); }
    void fit() { setWindow(ViewWindow::whole(m_window.duration)); }
    void show(TimeRange range) {
        setWindow(ViewWindow{m_window.duration, range.from, range.to - range.from}.clamped());
    }
    void setLoop(std::optional<TimeRange> loop, bool on) {
        if (loop != m_loop || on != m_loopOn) {
            m_loop = loop;
            m_loopOn = on;
            Q_EMIT loopShown();
        }
    }

Q_SIGNALS:
    void windowChanged();
    void loopShown();

private:
    ViewWindow m_window;
    std::optional<TimeRange> m_loop;
    bool m_loopOn = false;
};

} // namespace morphony
