// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"

#include <span>

namespace morphony {

/// A gain that moves linearly to its target over a fixed number of frames. Real-time safe.
class Ramp {
public:
    explicit Ramp(float value = 0.0F) : m_value(value), m_target(value) {}

    void moveTo(float target, FrameCount frames) {
        if (target != m_target) {
            m_target = target;
            m_left = frames;
            m_step = (target - m_value) / static_cast<float>(frames);
        }
    }
    void jumpTo(float value) {
        m_value = m_target = value;
        m_left = 0;
    }
    /// The gains of the next frames.
    void fill(std::span<float> out) {
        for (float& gain : out) {
            if (m_left > 0) {
                m_value = --m_left == 0 ? m_target : m_value + m_step; // lands on the target exactly
            }
            gain = m_value;
        }
    }

    [[nodiscard]] FrameCount framesLeft() const { return m_left; }
    [[nodiscard]] float target() const { return m_target; }
    [[nodiscard]] bool silent() const { return m_left == 0 && m_value == 0.0F; }

private:
    float m_value;
    float m_target;
    float m_step = 0.0F;
    FrameCount m_left = 0;
};

} // namespace morphony
