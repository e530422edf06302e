// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/weighted_sum.h"

#include <algorithm>

namespace morphony {

void WeightedSum::read(FrameCount position, AudioView out) const {
    m_a.read(position, out);
    AudioBuffer other;
    if (m_b != nullptr) {
        other.resize(out.channels(), out.frames());
        m_b->read(position, other.view());
    }
    for (int c = 0; c < out.channels(); ++c) {
        const auto samples = out.channel(c);
        for (float& sample : samples) {
            sample *= m_weightA;
        }
        if (m_b != nullptr) {
            std::ranges::transform(samples, other.channel(c), samples.begin(),
                                   [weight = m_weightB](float sum, float sample) { return sum + weight * sample; });
        }
    }
}

} // namespace morphony
