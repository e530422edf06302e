// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "morph/mosaic/band_layout.h"
#include "dsp/frame_blocks.h"
#include "morph/gaussian.h"

#include <cstdint>
#include <span>
#include <vector>

namespace morphony {

/// One value per band and frame, frame after frame (dB). 24 floats a frame: 90 MB for three hours.
class BandFrames {
public:
    BandFrames(int bands, FrameCount frames)
        : m_bands(bands), m_frames(frames), m_values(static_cast<std::size_t>(bands) * static_cast<std::size_t>(frames)) {}

    [[nodiscard]] int bands() const { return m_bands; }
    [[nodiscard]] FrameCount frames() const { return m_frames; }
    [[nodiscard]] std::span<float> row(FrameCount t) { return {m_values.data() + t * m_bands, static_cast<std::size_t>(m_bands)}; }
    [[nodiscard]] std::span<const float> row(FrameCount t) const {
        return {m_values.data() + t * m_bands, static_cast<std::size_t>(m_bands)};
    }

private:
    int m_bands;
    FrameCount m_frames;
    std::vector<float> m_values;
};

/// Band energies in dB of frames first, first + 1, ... of every range in turn.
[[nodiscard]] BandFrames measureBands(const AudioSource& source, const BandLayout& layout, std::span<const FrameRange> ranges,
                                      const ProgressSpan& progress);

/// Total energy in dB of a frame, and its level-free shape: every band relative to the total, never below kShapeFloorDb.
inline constexpr float kShapeFloorDb = -60.0F;
[[nodiscard]] float frameLevel(std::span<const float> bandsDb);
void frameShape(std::span<const float> bandsDb, std::span<float> shape);

/// Level of every frame of a piece, and what counts as sounding in it.
struct FrameLevels {
    std::vector<float> level;      ///< dB
    float loudest = -200.0F;       ///< dB
    bool silent = true;            ///< nothing above digital silence anywhere

    /// Frames that say something about the sound: within 45 dB of the loudest.
    [[nodiscard]] bool counts(FrameCount t) const;
    /// How far a frame may be changed, 0 to 1: full down to 50 dB under the loudest, none below 65 dB.
    [[nodiscard]] float presence(FrameCount t) const;
};
[[nodiscard]] FrameLevels measureLevels(const BandFrames& bands, const BandLayout& layout);

/// Mean and covariance of the shapes of the frames that count, each with its weight (empty: all 1). The covariance is
/// shrunk towards its diagonal when few independent frames stand behind it, and 1 dB^2 is added to the diagonal, so that
/// it can always be inverted. At least one frame must count.
[[nodiscard]] Gaussian shapeStatistics(const BandFrames& bands, const FrameLevels& levels, std::span<const float> weights,
                                       const BandLayout& layout, JobContext& context);

} // namespace morphony
