// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"
#include "core/names.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace morphony {

enum class AudioFormat { Wav, Flac, Mp3, OggVorbis };
enum class SampleFormat { Pcm16, Pcm24, Float32 };
inline constexpr Names<SampleFormat, 3> kSampleFormatNames{
    {{SampleFormat::Pcm16, "16"}, {SampleFormat::Pcm24, "24"}, {SampleFormat::Float32, "32f"}}};

struct AudioWriteSettings {
    /// None: by the file's ending (.wav, .flac, .mp3, .ogg; anything else is refused with that list).
    std::optional<AudioFormat> format;
    /// WAV and FLAC. None: WAV Float32 (what the engine computed, bit for bit), FLAC Pcm24.
    std::optional<SampleFormat> sampleFormat;
    /// MP3 and OGG, constant or nominal; MP3 takes 32 to 320, OGG 48 to 500. None: MP3 320, OGG quality 8 (about 256).
    std::optional<int> kbps;
    /// false: an existing file is refused with EngineError (OutputUnwritable).
    bool overwrite = false;
    /// File whose tags (title, artist, album, date, genre, track, cover) are carried over, if it has any.
    std::optional<std::filesystem::path> tagsFrom;
};

/// The format that `file`'s ending stands for. Throws EngineError (BadUsage) with the list of endings.
[[nodiscard]] AudioFormat formatForEnding(const std::filesystem::path& file);

/// Writes one audio file under a temporary name beside the target and renames it on commit(); destroyed without
/// commit() it leaves nothing behind. A rate that the format cannot hold (MP3 above 48 kHz) is resampled, more than two
/// channels for MP3 are mixed down; both are told by notes(). 16-bit output whose samples are not already on the 16-bit
/// grid gets triangular dither with a fixed seed, so the same audio gives the same bytes. Samples beyond full scale are
/// clipped in integer formats, never wrapped. Owned and used by one thread.
/// Every function throws EngineError (OutputUnwritable) with file and reason (no room, no rights, folder missing).
class AudioWriter {
public:
    AudioWriter(const std::filesystem::path& file, SampleRate rate, int channels, const AudioWriteSettings& settings);
    ~AudioWriter();
    AudioWriter(const AudioWriter&) = delete;
    AudioWriter& operator=(const AudioWriter&) = delete;

    void write(ConstAudioView audio);
    void commit();

    /// What was changed or left out to fit the format, as sentences for the user, complete after commit(); empty when
    /// nothing.
    [[nodiscard]] std::string notes() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace morphony
