// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"

namespace morphony {

/// a * weightA + b * weightB, two pieces of one shape; `b` may be null. Borrows both.
class WeightedSum final : public AudioSource {
public:
    WeightedSum(const AudioSource& a, double weightA, const AudioSource* b, double weightB)
        : m_a(a), m_b(b), m_weightA(static_cast<float>(weightA)), m_weightB(static_cast<float>(weightB)) {}

    [[nodiscard]] SampleRate sampleRate() const override { return m_a.sampleRate(); }
    [[nodiscard]] int channels() const override { return m_a.channels(); }
    [[nodiscard]] FrameCount frames() const override { return m_a.frames(); }
    void read(FrameCount position, AudioView out) const override;

private:
    const AudioSource& m_a;
    const AudioSource* m_b;
    float m_weightA;
    float m_weightB;
};

} // namespace morphony
