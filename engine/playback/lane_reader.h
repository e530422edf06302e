// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "io/resampler.h"

#include <memory>

namespace morphony {

/// Reads one source front to back at the device's rate, from a frame of the source on and past its end (silence).
/// Fill thread only; allocates nothing after the first blocks.
class LaneReader {
public:
    LaneReader(std::shared_ptr<const AudioSource> source, FrameCount start, SampleRate deviceRate);

    [[nodiscard]] int channels() const { return m_source->channels(); }
    /// The next out.frames() frames. Throws what AudioSource::read() throws.
    void read(AudioView out);

private:
    void refill();

    std::shared_ptr<const AudioSource> m_source;
    FrameCount m_next;                      ///< of the source
    std::unique_ptr<Resampler> m_resampler; ///< none when the rates agree
    FrameCount m_skip = 0;                  ///< device frames of run-up still to be thrown away
    AudioBuffer m_input;
    ConstAudioView m_ready; ///< output of the resampler not handed out yet
};

} // namespace morphony
