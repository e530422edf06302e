// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "io/audio_writer.h"
#include "io/unique_fd.h"

#include <memory>

namespace morphony {

/// What a file is to hold, after the wishes were bent to what its format can.
struct OutputShape {
    AudioFormat format;
    SampleFormat sampleFormat; ///< WAV and FLAC
    std::optional<int> kbps;   ///< MP3 and OGG
    SampleRate rate;
    int channels;
};

/// Encoder of one file in exactly the shape given. Inside engine/io only; AudioWriter is the way in.
class AudioOutput {
public:
    virtual ~AudioOutput() = default;
    virtual void write(ConstAudioView audio) = 0;
    /// Writes what the encoder still holds and the final header. Nothing may follow.
    virtual void finish() = 0;

    AudioOutput(const AudioOutput&) = delete;
    AudioOutput& operator=(const AudioOutput&) = delete;

protected:
    AudioOutput() = default;
};

/// A file open for writing that remembers the first thing the disk refused, so that it is reported whichever encoder
/// stands above. The message names `target`, what the user asked for, not the temporary file.
class OutputFile {
public:
    OutputFile(const std::filesystem::path& file, std::filesystem::path target);

    /// Bytes written; fewer than asked once the disk has refused.
    std::int64_t write(const void* from, std::int64_t bytes);
    std::int64_t read(void* to, std::int64_t bytes) const;
    std::int64_t seek(std::int64_t offset, int whence) const;
    [[nodiscard]] std::int64_t length() const;
    /// From here on nothing reaches the disk: the rest of an abandoned file.
    void abandon() { m_abandoned = true; }

    [[nodiscard]] bool failed() const { return m_error != 0; }
    /// Throws EngineError (OutputUnwritable) with what the disk said, or else `otherwise`.
    [[noreturn]] void fail(const std::string& otherwise) const;

private:
    std::filesystem::path m_target;
    UniqueFd m_fd;
    int m_error = 0;
    bool m_abandoned = false;
};

/// WAV by hand (RF64 past 4 GB); FLAC, MP3 and OGG through libsndfile.
[[nodiscard]] std::unique_ptr<AudioOutput> createWavOutput(OutputFile file, const OutputShape& shape);
[[nodiscard]] std::unique_ptr<AudioOutput> createSndfileOutput(OutputFile file, const OutputShape& shape);

} // namespace morphony
