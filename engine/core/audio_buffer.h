// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"

#include <cassert>
#include <cstring>
#include <span>
#include <vector>

namespace morphony {

/// Borrowed, read-only planar float audio: channels() rows of frames() samples. Full scale is +-1.
/// Trivially copyable; never owns. The rows must outlive the view. Real-time safe.
class ConstAudioView {
public:
    ConstAudioView() = default;
    ConstAudioView(const float* const* rows, int channels, FrameCount frames, FrameCount offset = 0)
        : m_rows(rows), m_offset(offset), m_frames(frames), m_channels(channels) {}

    [[nodiscard]] int channels() const { return m_channels; }
    [[nodiscard]] FrameCount frames() const { return m_frames; }
    [[nodiscard]] bool empty() const { return m_frames == 0 || m_channels == 0; }
    [[nodiscard]] std::span<const float> channel(int c) const {
        assert(c >= 0 && c < m_channels);
        return {m_rows[c] + m_offset, static_cast<std::size_t>(m_frames)};
    }
    [[nodiscard]] ConstAudioView slice(FrameRange range) const {
        assert(range.begin >= 0 && range.begin <= range.end && range.end <= m_frames);
        return {m_rows, m_channels, range.size(), m_offset + range.begin};
    }

private:
    const float* const* m_rows = nullptr;
    FrameCount m_offset = 0;
    FrameCount m_frames = 0;
    int m_channels = 0;
};

/// Borrowed, writable planar float audio. See ConstAudioView.
class AudioView {
public:
    AudioView() = default;
    AudioView(float* const* rows, int channels, FrameCount frames, FrameCount offset = 0)
        : m_rows(rows), m_offset(offset), m_frames(frames), m_channels(channels) {}

    [[nodiscard]] int channels() const { return m_channels; }
    [[nodiscard]] FrameCount frames() const { return m_frames; }
    [[nodiscard]] bool empty() const { return m_frames == 0 || m_channels == 0; }
    [[nodiscard]] std::span<float> channel(int c) const {
        assert(c >= 0 && c < m_channels);
        return {m_rows[c] + m_offset, static_cast<std::size_t>(m_frames)};
    }
    [[nodiscard]] AudioView slice(FrameRange range) const {
        assert(range.begin >= 0 && range.begin <= range.end && range.end <= m_frames);
        return {m_rows, m_channels, range.size(), m_offset + range.begin};
    }
    void clear() const {
        for (int c = 0; c < m_channels; ++c) {
            std::ranges::fill(channel(c), 0.0F);
        }
    }
    /// Copies `from`, which must have the same shape.
    void copyFrom(ConstAudioView from) const {
        assert(from.channels() == m_channels && from.frames() == m_frames);
        for (int c = 0; c < m_channels; ++c) {
            std::ranges::copy(from.channel(c), channel(c).begin());
        }
    }
    operator ConstAudioView() const { return {m_rows, m_channels, m_frames, m_offset}; } // NOLINT: a view widens to const

private:
    float* const* m_rows = nullptr;
    FrameCount m_offset = 0;
    FrameCount m_frames = 0;
    int m_channels = 0;
};

/// Owns planar float audio. Construction and resize allocate; access does not. Movable and copyable.
class AudioBuffer {
public:
    AudioBuffer() = default;
    AudioBuffer(int channels, FrameCount frames) { resize(channels, frames); }
    AudioBuffer(const AudioBuffer& other) : AudioBuffer(other.m_channels, other.m_frames) { m_samples = other.m_samples; }
    AudioBuffer& operator=(const AudioBuffer& other) {
        if (this != &other) {
            resize(other.m_channels, other.m_frames);
            m_samples = other.m_samples;
        }
        return *this;
    }
    AudioBuffer(AudioBuffer&&) noexcept = default;
    AudioBuffer& operator=(AudioBuffer&&) noexcept = default;
    ~AudioBuffer() = default;

    /// New shape, all samples zero.
    void resize(int channels, FrameCount frames) {
        m_channels = channels;
        m_frames = frames;
        m_samples.assign(static_cast<std::size_t>(channels) * static_cast<std::size_t>(frames), 0.0F);
        m_rows.resize(static_cast<std::size_t>(channels));
        for (int c = 0; c < channels; ++c) {
            m_rows[static_cast<std::size_t>(c)] = m_samples.data() + static_cast<std::ptrdiff_t>(c) * frames;
        }
    }

    [[nodiscard]] int channels() const { return m_channels; }
    [[nodiscard]] FrameCount frames() const { return m_frames; }
    [[nodiscard]] AudioView view() { return {m_rows.data(), m_channels, m_frames}; }
    [[nodiscard]] ConstAudioView view() const { return {m_rows.data(), m_channels, m_frames}; }
    [[nodiscard]] std::span<float> channel(int c) { return view().channel(c); }
    [[nodiscard]] std::span<const float> channel(int c) const { return view().channel(c); }

private:
    std::vector<float> m_samples;
    std::vector<float*> m_rows;
    FrameCount m_frames = 0;
    int m_channels = 0;
};

} // namespace morphony
