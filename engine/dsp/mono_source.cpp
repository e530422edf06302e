// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/mono_source.h"

#include <algorithm>

namespace morphony {

void MonoSource::read(FrameCount position, AudioView out) const {
    const int channels = m_source.channels();
    if (channels == 1) {
        m_source.read(position, out);
        return;
    }
    AudioBuffer all(channels, out.frames());
    m_source.read(position, all.view());
    const std::span<float> mono = out.channel(0);
    std::ranges::copy(all.channel(0), mono.begin());
    for (int c = 1; c < channels; ++c) {
        const std::span<const float> channel = all.channel(c);
        for (std::size_t i = 0; i < mono.size(); ++i) {
            mono[i] += channel[i];
        }
    }
    const float share = 1.0F / static_cast<float>(channels);
    for (float& sample : mono) {
        sample *= share;
    }
}

} // namespace morphony
