// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"

#include <sndfile.h>

#include <memory>
#include <vector>

namespace morphony::test {

/// Real music from Debian's gamine-data, davegnukem-data and fretsonfire-songs-sectoid.
inline constexpr const char* kConcerto =
    "/usr/share/games/gamine/sounds/BachJSBrandenburgConcertNo2inFMajorBWV1047mvmt1.ogg";
inline constexpr const char* kFunk = "/usr/share/games/davegnukem/music/eric_matyas/Funky-Gameplay_Looping.ogg";
inline constexpr const char* kMetal = "/usr/share/games/fretsonfire/data/songs/sectoid/Feelings/song.ogg";

/// `seconds` from `from` on, or nullptr when the file is not installed.
inline std::shared_ptr<const AudioSource> musicExcerpt(const char* file, double from, double seconds) {
    SF_INFO info{};
    SNDFILE* handle = sf_open(file, SFM_READ, &info);
    if (handle == nullptr) {
        return nullptr;
    }
    const SampleRate rate{info.samplerate};
    std::vector<float> interleaved(static_cast<std::size_t>(framesOf(seconds, rate)) *
                                   static_cast<std::size_t>(info.channels));
    sf_seek(handle, framesOf(from, rate), SEEK_SET);
    const FrameCount frames = sf_readf_float(handle, interleaved.data(), framesOf(seconds, rate));
    sf_close(handle);
    AudioBuffer buffer(info.channels, frames);
    for (FrameCount i = 0; i < frames; ++i) {
        for (int c = 0; c < info.channels; ++c) {
            buffer.channel(c)[static_cast<std::size_t>(i)] = interleaved[static_cast<std::size_t>(i * info.channels + c)];
        }
    }
    return std::make_shared<BufferSource>(std::move(buffer), rate);
}

} // namespace morphony::test
