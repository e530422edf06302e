// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/arrange/stem_layer.h"

#include <algorithm>

namespace morphony {

void StemLayer::read(FrameCount position, AudioView out) const {
    if (m_channels == 2) {
        m_stereo->read(position, out);
    } else {
        AudioBuffer both(2, out.frames());
        m_stereo->read(position, both.view());
        for (int c = 0; c < m_channels; ++c) {
            if (m_channels == 1) {
                std::ranges::transform(both.channel(0), both.channel(1), out.channel(c).begin(),
                                       [](float l, float r) { return 0.5F * (l + r); });
            } else if (c < 2) {
                std::ranges::copy(both.channel(c), out.channel(c).begin());
            } else {
                std::ranges::fill(out.channel(c), 0.0F);
            }
        }
    }
    // a resampled stem may be some frames longer than the source
    const FrameCount inside = std::clamp<FrameCount>(m_frames - position, 0, out.frames());
    out.slice({inside, out.frames()}).clear();
}

} // namespace morphony
