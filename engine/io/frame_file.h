// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "io/unique_fd.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace morphony {

/// Interleaved float frames in a file without a name, read and written at any position by pread and pwrite, so that the
/// audio of three hours takes no memory of the process. The wrapper behind the audio cache and ScratchAudio.
///
/// read() and write() may run on several threads at once, writes on disjoint ranges. Frames never written read as 0.
class FrameFile {
public:
    /// Space in front of the frames for the owner's header; a multiple of the page size keeps reads aligned.
    static constexpr std::int64_t kHeaderBytes = 4096;

    FrameFile(UniqueFd fd, int channels) : m_fd(std::move(fd)), m_channels(channels) {}

    /// An unnamed file in `folder` (which is created when missing); none when the folder cannot hold one.
    [[nodiscard]] static UniqueFd createUnnamed(const std::filesystem::path& folder);

    /// Claims room for `frames` frames; false when there is not enough. Later writes within it cannot fail for lack of
    /// room where the file system can reserve.
    [[nodiscard]] bool reserve(FrameCount frames);

    /// Fills `out`, whose range must lie inside what the file holds. Throws EngineError (InputUnreadable).
    void read(FrameCount position, AudioView out) const;
    /// The same for any range of audio that is `frames` long: what lies outside it reads as silence.
    void readPadded(FrameCount frames, FrameCount position, AudioView out) const;
    /// False when the disk is full or failing (errno says which).
    [[nodiscard]] bool write(FrameCount position, ConstAudioView audio);

    [[nodiscard]] int fd() const { return m_fd.get(); }
    /// The caller closes it.
    [[nodiscard]] int release() { return m_fd.release(); }
    [[nodiscard]] std::int64_t bytesFor(FrameCount frames) const {
        return kHeaderBytes + frames * m_channels * static_cast<std::int64_t>(sizeof(float));
    }

private:
    UniqueFd m_fd;
    int m_channels;
};

/// Folders for temporary frames, best first: the program's cache, then $TMPDIR or /var/tmp (/tmp is often memory).
[[nodiscard]] std::vector<std::filesystem::path> scratchFolders();

/// Bytes that an ordinary user may still write to the disk that holds the open file; none when it does not say.
[[nodiscard]] std::optional<std::int64_t> freeBytes(int fd);

/// An AudioSource over frames [0, frames) of a FrameFile.
class FrameFileSource final : public AudioSource {
public:
    FrameFileSource(FrameFile file, int channels, FrameCount frames, SampleRate rate)
        : m_file(std::move(file)), m_frames(frames), m_rate(rate), m_channels(channels) {}

    [[nodiscard]] SampleRate sampleRate() const override { return m_rate; }
    [[nodiscard]] int channels() const override { return m_channels; }
    [[nodiscard]] FrameCount frames() const override { return m_frames; }
    void read(FrameCount position, AudioView out) const override { m_file.readPadded(m_frames, position, out); }

private:
    const FrameFile m_file;
    const FrameCount m_frames;
    const SampleRate m_rate;
    const int m_channels;
};

} // namespace morphony
