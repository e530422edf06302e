// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"
#include "io/audio_reader.h"

#include <filesystem>
#include <memory>
#include <string>

namespace morphony {

/// A decoded file: its audio with exact random access, and what is known about it.
struct LoadedAudio {
    std::filesystem::path file;
    AudioFileInfo info;     ///< info.frames is always set
    std::string hash;       ///< SHA-256 of the file's bytes
    std::shared_ptr<const AudioSource> audio;
};

/// Decodes `file` once into the cache (float frames under cacheFolder()/audio, keyed by content hash, bounded in size,
/// least recently used first out, safe to delete at any time) and opens it there, so that seeking is sample-exact even
/// where the format's own is not (libsndfile#885). A second call for the same bytes decodes nothing. Memory is bounded
/// for any length. When the cache cannot be written (no room, no rights) an unnamed temporary file, and failing that a
/// file of at most 10 minutes in memory, is used instead.
/// Progress goes to the current stage of `context`. Throws EngineError (InputUnreadable; OutputUnwritable when there is
/// no room for the decoded audio anywhere).
[[nodiscard]] LoadedAudio loadAudio(const std::filesystem::path& file, JobContext& context);

/// Writable, file-backed audio of fixed shape for material made by the program, such as the layers of a result. The
/// file has no name (it is gone when the object is), so memory stays bounded for any length. write() of disjoint ranges
/// may run on several threads; once shared as const AudioSource nobody writes any more.
class ScratchAudio final : public AudioSource {
public:
    /// Throws EngineError (OutputUnwritable) when the disk has no room for it.
    ScratchAudio(int channels, FrameCount frames, SampleRate rate);
    ~ScratchAudio() override;

    [[nodiscard]] SampleRate sampleRate() const override;
    [[nodiscard]] int channels() const override;
    [[nodiscard]] FrameCount frames() const override;
    void read(FrameCount position, AudioView out) const override;

    /// Frames outside [0, frames()) are dropped.
    void write(FrameCount position, ConstAudioView audio);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace morphony
