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
/// the one below. A value: built by a worker, then read by the painter without locks. Where a column is narrower than
/// kBaseFrames the samples themselves, in the AudioSource, make a finer picture. Some 2.5 kB per second and channel at
/// 44.1 kHz: 55 MB for three hours of stereo.
class WaveformPyramid {
public:
    static constexpr FrameCount kBaseFrames = 256;
    static constexpr int kFactor = 4;

    /// Reads the source block by block on all processors; progress goes from 0 to 1 in the current stage.
    [[nodiscard]] static std::shared_ptr<const WaveformPyramid> build(const AudioSource& source, JobContext& context);

    [[nodiscard]] SampleRate sampleRate() const { return m_rate; }
    [[nodiscard]] int channels() const { return m_channels; }
    [[nodiscard]] FrameCount frames() const { return m_frames; }

    /// Bins of a channel for `columns` equal parts of the frames [begin, end), which may reach past the ends: columns
    /// wholly outside are all zero. Each column is exact for its part widened to whole multiples of kBaseFrames.
    /// Costs some ten bins per column and level, at any zoom. Thread-safe.
    void query(int channel, double begin, double end, std::span<WaveformBin> columns) const;

private:
    void summarise(int channel, FrameCount firstFrame, std::span<const float> samples);
    void addLevels();
    [[nodiscard]] WaveformBin range(int channel, std::size_t firstBin, std::size_t endBin) const;
    /// Frames that a bin stands for; the last one of a level may hold fewer than the others.
    [[nodiscard]] FrameCount framesIn(std::size_t level, std::size_t bin) const;

    SampleRate m_rate;
    int m_channels = 0;
    FrameCount m_frames = 0;
    std::vector<std::vector<std::vector<WaveformBin>>> m_levels; ///< [channel][level][bin]
};

} // namespace morphony
