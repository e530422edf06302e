// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"

#include <memory>
#include <vector>

namespace morphony {

/// Fades between the source outside a morphed region and the morph inside it. The fade lies inside the region (10 ms, or
/// half the region when that is shorter) and is linear, because both sides carry the same material. Where the region
/// begins or ends with the piece there is nothing to fade to.
class RegionFade {
public:
    RegionFade(FrameRange region, FrameCount frames, SampleRate rate);

    /// Share of the morph at a frame: 0 outside the region, 1 inside its fades.
    [[nodiscard]] float share(FrameCount frame) const;

    /// In place: `morphed` holds frames from `position` on, `source` the same frames of the source. Where the share is 0
    /// the source's samples are copied, bit for bit.
    void apply(FrameCount position, ConstAudioView source, AudioView morphed) const;

private:
    FrameRange m_region;
    FrameCount m_fadeIn;
    FrameCount m_fadeOut;
};

/// RegionFade::share() of every frame as one channel of audio, for a player that mixes by it.
class RegionShare final : public AudioSource {
public:
    RegionShare(FrameRange region, FrameCount frames, SampleRate rate)
        : m_fade(region, frames, rate), m_frames(frames), m_rate(rate) {}

    [[nodiscard]] SampleRate sampleRate() const override { return m_rate; }
    [[nodiscard]] int channels() const override { return 1; }
    [[nodiscard]] FrameCount frames() const override { return m_frames; }
    void read(FrameCount position, AudioView out) const override;

private:
    const RegionFade m_fade;
    const FrameCount m_frames;
    const SampleRate m_rate;
};

/// The source with `region` replaced by `inner` (inner frame 0 lies at region.begin), faded at its edges.
class RegionSource final : public AudioSource {
public:
    RegionSource(std::shared_ptr<const AudioSource> source, std::shared_ptr<const AudioSource> inner, FrameRange region);

    [[nodiscard]] SampleRate sampleRate() const override { return m_source->sampleRate(); }
    [[nodiscard]] int channels() const override { return m_source->channels(); }
    [[nodiscard]] FrameCount frames() const override { return m_source->frames(); }
    void read(FrameCount position, AudioView out) const override;

private:
    const std::shared_ptr<const AudioSource> m_source;
    const std::shared_ptr<const AudioSource> m_inner;
    const FrameRange m_region;
    const RegionFade m_fade;
};

} // namespace morphony
