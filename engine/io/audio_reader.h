// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace morphony {

/// What a file says about itself before it is decoded.
struct AudioFileInfo {
    std::string container;            ///< "WAV", "FLAC", "Ogg Vorbis", "MP3", "M4A", "XM module", ...
    std::string codec;                ///< "PCM 16", "AAC", ...
    SampleRate sampleRate;
    int channels = 0;
    std::optional<FrameCount> frames; ///< none when the container does not say (it is then known after decoding)
    bool hasVideo = false;
};

/// Sequential decoder of one audio file (or of the first audio track of a video file).
///
/// openAudio() tries libsndfile, libopenmpt and ffmpeg's libraries in that order, judging by content, not by name.
/// Owned and used by one thread. Not real-time safe.
class AudioReader {
public:
    virtual ~AudioReader() = default;

    [[nodiscard]] virtual const AudioFileInfo& info() const = 0;

    /// Decodes up to out.frames() frames into `out` (out.channels() == info().channels) and returns how many; 0 at the
    /// end. Non-finite samples come out as 0. Throws EngineError (InputUnreadable) when the data is broken beyond the
    /// decoder's own concealment and nothing could be decoded; a file truncated in the middle yields what is there.
    virtual FrameCount read(AudioView out) = 0;

    AudioReader(const AudioReader&) = delete;
    AudioReader& operator=(const AudioReader&) = delete;

protected:
    AudioReader() = default;
};

/// What openAudio() takes, in words for messages: "WAV, FLAC, MP3, ... and the sound of MP4, MKV, ...".
[[nodiscard]] std::string readableFormats();

/// Throws EngineError (InputUnreadable), one sentence: which file, what it is, what was expected. Files with no audio
/// track, zero frames, 0 or more than 64 channels, or rates outside 8 to 192 kHz are refused here.
[[nodiscard]] std::unique_ptr<AudioReader> openAudio(const std::filesystem::path& file);

} // namespace morphony
