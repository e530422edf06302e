// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"

namespace morphony {

/// The mean of another source's channels. Borrows it.
class MonoSource final : public AudioSource {
public:
    explicit MonoSource(const AudioSource& source) : m_source(source) {}

    [[nodiscard]] SampleRate sampleRate() const override { return m_source.sampleRate(); }
    [[nodiscard]] int channels() const override { return 1; }
    [[nodiscard]] FrameCount frames() const override { return m_source.frames(); }
    void read(FrameCount position, AudioView out) const override;

private:
    const AudioSource& m_source;
};

} // namespace morphony
