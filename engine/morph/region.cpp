// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/region.h"

#include "core/blend.h"

namespace morphony {

namespace {
constexpr double kFadeSeconds = 0.010;
} // namespace

RegionFade::RegionFade(FrameRange region, FrameCount frames, SampleRate rate) : m_region(region) {
    const FrameCount fade = std::min(framesOf(kFadeSeconds, rate), region.size() / 2);
    m_fadeIn = region.begin > 0 ? fade : 0;
    m_fadeOut = region.end < frames ? fade : 0;
}

float RegionFade::share(FrameCount frame) const {
    if (!m_region.contains(frame)) {
        return 0.0F;
    }
    const FrameCount in = frame - m_region.begin;
    const FrameCount out = m_region.end - 1 - frame;
    if (in < m_fadeIn) {
        return (static_cast<float>(in) + 0.5F) / static_cast<float>(m_fadeIn);
    }
    return out < m_fadeOut ? (static_cast<float>(out) + 0.5F) / static_cast<float>(m_fadeOut) : 1.0F;
}

void RegionFade::apply(FrameCount position, ConstAudioView source, AudioView morphed) const {
    for (FrameCount i = 0; i < morphed.frames(); ++i) {
        const float share = this->share(position + i);
        if (share == 1.0F) {
            continue;
        }
        for (int c = 0; c < morphed.channels(); ++c) {
            float& sample = morphed.channel(c)[static_cast<std::size_t>(i)];
            sample = blend(source.channel(c)[static_cast<std::size_t>(i)], sample, share);
        }
    }
}

void RegionShare::read(FrameCount position, AudioView out) const {
    const std::span<float> shares = out.channel(0);
    for (std::size_t i = 0; i < shares.size(); ++i) {
        shares[i] = m_fade.share(position + static_cast<FrameCount>(i));
    }
}

RegionSource::RegionSource(std::shared_ptr<const AudioSource> source, std::shared_ptr<const AudioSource> inner,
                           FrameRange region)
    : m_source(std::move(source)), m_inner(std::move(inner)), m_region(region),
      m_fade(region, m_source->frames(), m_source->sampleRate()) {}

void RegionSource::read(FrameCount position, AudioView out) const {
    const FrameRange wanted{position, position + out.frames()};
    if (wanted.clippedTo(m_region).empty()) {
        m_source->read(position, out);
        return;
    }
    AudioBuffer original(out.channels(), out.frames());
    m_source->read(position, original.view());
    m_inner->read(position - m_region.begin, out);
    m_fade.apply(position, original.view(), out);
}

} // namespace morphony
