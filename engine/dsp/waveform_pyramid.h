// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"

#include <memory>
#include <span>
#include <vector>

namespace morphony {

/// Smallest, largest and root-mean-square sample of a run of frames of one channel.
struct WaveformBin {
    float min = 0.0F;
    float max = 0.0F;
    float rms = 0.0F;
};

/// Min/max/RMS pyramid of a piece: level 0 has one bin per kBaseFrames frames, each next level one per kFactor bins of
/// the one below. A value: built by a worker, then read by the painter without locks. For pictures at finer zoom the
/// samples themselves are kept in `AudioSource`.
class WaveformPyramid {
public:
    static constexpr FrameCount kBaseFrames = 256;
    static constexpr int kFactor = 4;

    [[nodiscard]] static std::shared_ptr<const WaveformPyramid> build(const AudioSource& source, JobContext& context);

    [[nodiscard]] SampleRate sampleRate() const { return m_rate; }
    [[nodiscard]] int channels() const { return m_channels; }
    [[nodiscard]] FrameCount frames() const { return m_frames; }

    /// Bins of channel c for `columns` equal parts of [begin, end) (which may reach past the ends: empty bins there).
    /// Cost is O(columns) at any zoom. Thread-safe.
    void query(int channel, double begin, double end, std::span<WaveformBin> columns) const;

private:
    SampleRate m_rate;
    int m_channels = 0;
    FrameCount m_frames = 0;
    std::vector<std::vector<std::vector<WaveformBin>>> m_levels; ///< [channel][level][bin]
};

} // namespace morphony
