// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>

#include <algorithm>
#include <cmath>

namespace morphony {

/// Where things lie on the dial: a half circle over its centre, 0 at the left end, 1 at the right one. Logical pixels.
struct DialGeometry {
    static constexpr double kRadius = 94.0;
    static constexpr double kTrack = 10.0;
    static constexpr double kKnob = 10.0; ///< radius

    QPointF centre;

    [[nodiscard]] QPointF point(double value, double radius = kRadius) const {
        const double angle = M_PI * (1.0 - value);
        return {centre.x() + radius * std::cos(angle), centre.y() - radius * std::sin(angle)};
    }
    /// The value in whose direction the point lies, going on below 0 and above 1 (to -0.5 and 1.5, straight down) so that
    /// a hand that leaves the arc at its end is followed.
    [[nodiscard]] double valueToward(QPointF p) const {
        const double angle = std::atan2(centre.y() - p.y(), p.x() - centre.x()); // -pi to pi, 0 to the right
        const double value = 1.0 - angle / M_PI;
        return value > 1.5 ? value - 2.0 : value;
    }
    [[nodiscard]] bool onKnob(QPointF p, double value) const {
        const QPointF d = p - point(value);
        return std::hypot(d.x(), d.y()) <= kKnob + 6.0;
    }
    [[nodiscard]] bool onScale(QPointF p) const {
        const QPointF d = p - centre;
        return std::abs(std::hypot(d.x(), d.y()) - kRadius) <= kTrack + 6.0 && p.y() <= centre.y() + kTrack;
    }
};

/// A hand that turns the dial: follows the arc from where the grab began, so that the knob never jumps, and holds the
/// knob at the content limit for the first kStick of the way beyond it.
class DialDrag {
public:
    static constexpr double kStick = 0.03;

    /// `direction` is DialGeometry::valueToward() of the grab.
    void begin(double value, double direction, double limit) {
        m_hand = value > limit ? value + kStick : value;
        m_direction = direction;
    }
    /// `scale` is 0.1 for fine movement. Returns the new value in [0, 1].
    double move(double direction, double scale, double limit) {
        const double delta = direction - m_direction;
        m_direction = direction;
        if (std::abs(delta) < 0.5) { // crossing the point straight below swaps the ends: that is no movement
            m_hand += delta * scale;
        }
        const double value = m_hand <= limit ? m_hand : std::max(limit, m_hand - kStick);
        return std::clamp(value, 0.0, 1.0);
    }

private:
    double m_hand = 0.0; ///< where the hand stands, the stretch at the limit included; may lie beyond the ends
    double m_direction = 0.0;
};

} // namespace morphony
