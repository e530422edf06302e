// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"
#include "core/audio_source.h"

#include <memory>

namespace morphony {

/// Streaming sample-rate conversion of planar audio (soxr behind it: linear phase, delay compensated, HQ 20-bit by
/// default). Output frame 0 lies at the time of input frame 0. Used by one thread; process() does not allocate once
/// blocks of the largest size have been seen, but it is not written for the audio callback.
class Resampler {
public:
    enum class Quality { Preview, High, VeryHigh };

    Resampler(SampleRate from, SampleRate to, int channels, Quality quality = Quality::High);
    ~Resampler();
    Resampler(const Resampler&) = delete;
    Resampler& operator=(const Resampler&) = delete;

    /// Consumes all of `in`; returns what is ready, valid until the next call.
    ConstAudioView process(ConstAudioView in);
    /// What is still inside, after the last input; the object cannot be used afterwards.
    ConstAudioView flush();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// All of `in` at the rate `to`; round(frames * to / from) frames long.
[[nodiscard]] AudioBuffer resample(ConstAudioView in, SampleRate from, SampleRate to,
                                   Resampler::Quality quality = Resampler::Quality::High);

} // namespace morphony
