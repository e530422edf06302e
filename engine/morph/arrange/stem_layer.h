// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"

#include <memory>

namespace morphony {

/// A stereo stem in the shape of a source: mono gets its mean, more than two channels get it on the first two. Frames that
/// the stem lacks are silent.
class StemLayer final : public AudioSource {
public:
    StemLayer(std::shared_ptr<const AudioSource> stereo, const AudioSource& like)
        : m_stereo(std::move(stereo)), m_rate(like.sampleRate()), m_channels(like.channels()), m_frames(like.frames()) {}

    [[nodiscard]] SampleRate sampleRate() const override { return m_rate; }
    [[nodiscard]] int channels() const override { return m_channels; }
    [[nodiscard]] FrameCount frames() const override { return m_frames; }
    void read(FrameCount position, AudioView out) const override;

private:
    const std::shared_ptr<const AudioSource> m_stereo;
    const SampleRate m_rate;
    const int m_channels;
    const FrameCount m_frames;
};

} // namespace morphony
