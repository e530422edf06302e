// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"

#include <memory>

namespace morphony {

/// Random-access, immutable audio of known length: a decoded file, a layer of a result, or a buffer in memory.
///
/// Shared as `std::shared_ptr<const AudioSource>` between threads; read() is const, thread-safe and returns the same
/// samples whenever it is asked for the same range. It may touch a file, so it is NOT real-time safe.
class AudioSource {
public:
    virtual ~AudioSource() = default;

    [[nodiscard]] virtual SampleRate sampleRate() const = 0;
    [[nodiscard]] virtual int channels() const = 0;
    [[nodiscard]] virtual FrameCount frames() const = 0;

    /// Fills `out` (out.channels() == channels()) with the frames from `position` on. Frames before 0 or past the end
    /// read as silence. Throws EngineError (InputUnreadable) when the storage fails.
    virtual void read(FrameCount position, AudioView out) const = 0;

    [[nodiscard]] double seconds() const { return secondsOf(frames(), sampleRate()); }

    AudioSource(const AudioSource&) = delete;
    AudioSource& operator=(const AudioSource&) = delete;

protected:
    AudioSource() = default;
};

/// An AudioSource over a buffer that it owns.
class BufferSource final : public AudioSource {
public:
    BufferSource(AudioBuffer buffer, SampleRate rate) : m_buffer(std::move(buffer)), m_rate(rate) {}

    [[nodiscard]] SampleRate sampleRate() const override { return m_rate; }
    [[nodiscard]] int channels() const override { return m_buffer.channels(); }
    [[nodiscard]] FrameCount frames() const override { return m_buffer.frames(); }
    void read(FrameCount position, AudioView out) const override;

private:
    const AudioBuffer m_buffer;
    const SampleRate m_rate;
};

/// A window [range) of another source, with frame 0 at range.begin.
class ExcerptSource final : public AudioSource {
public:
    ExcerptSource(std::shared_ptr<const AudioSource> whole, FrameRange range) : m_whole(std::move(whole)), m_range(range) {}

    [[nodiscard]] SampleRate sampleRate() const override { return m_whole->sampleRate(); }
    [[nodiscard]] int channels() const override { return m_whole->channels(); }
    [[nodiscard]] FrameCount frames() const override { return m_range.size(); }
    void read(FrameCount position, AudioView out) const override;

private:
    const std::shared_ptr<const AudioSource> m_whole;
    const FrameRange m_range;
};

/// The whole source, or `range` of it, in memory. For short material; long files are read block by block.
[[nodiscard]] AudioBuffer readAll(const AudioSource& source);
[[nodiscard]] AudioBuffer readRange(const AudioSource& source, FrameRange range);

} // namespace morphony
