// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/frame_blocks.h"
#include "morph/gaussian.h"
#include "morph/mosaic/band_layout.h"

#include <span>
#include <vector>

namespace morphony {

/// One value per band and frame of a stretch of a piece, frame after frame (dB).
class BandFrames {
public:
    BandFrames(int bands, FrameCount frames, float value = 0.0F)
        : m_bands(bands), m_frames(frames),
          m_values(static_cast<std::size_t>(bands) * static_cast<std::size_t>(frames), value) {}
    explicit BandFrames(FrameCount frames, float value = 0.0F) : BandFrames(BandLayout::kBands, frames, value) {}

    [[nodiscard]] int bands() const { return m_bands; }
    [[nodiscard]] FrameCount frames() const { return m_frames; }
    [[nodiscard]] std::span<float> row(FrameCount t) {
        return {m_values.data() + t * m_bands, static_cast<std::size_t>(m_bands)};
    }
    [[nodiscard]] std::span<const float> row(FrameCount t) const {
        return {m_values.data() + t * m_bands, static_cast<std::size_t>(m_bands)};
    }

private:
    int m_bands;
    FrameCount m_frames;
    std::vector<float> m_values;
};

/// Band energies in dB of the frames of each range.
[[nodiscard]] std::vector<BandFrames> measureBands(const AudioSource& source, const BandLayout& layout,
                                                   std::span<const FrameRange> ranges, const ProgressSpan& progress);

/// Frames either way of a mean over `seconds`.
[[nodiscard]] FrameCount reachOf(double seconds, const BandLayout& layout, SampleRate rate);
/// Mean of each band over the frames within `reach`, fewer at the ends.
[[nodiscard]] BandFrames slow(const BandFrames& bands, FrameCount reach);

/// Total energy of a frame in dB.
[[nodiscard]] float frameLevel(std::span<const float> bandsDb);
/// The same of every frame.
[[nodiscard]] std::vector<float> frameLevels(const BandFrames& bands);

/// What a piece sounds like apart from how loud it is: every band relative to the total energy of the 0.4 s around, never
/// below -60 dB. So the quick rise and fall of a beat belongs to the shape, a loud passage does not.
class Shapes {
public:
    static constexpr double kLevelSeconds = 0.4;
    static constexpr float kFloorDb = -60.0F;

    Shapes(const BandFrames& bands, FrameCount reach);
    void row(FrameCount t, std::span<float> shape) const;

private:
    const BandFrames& m_bands;
    std::vector<float> m_level;
};

/// What counts as sounding in a piece.
struct Presence {
    float loudest = -200.0F; ///< dB, of a frame
    bool silent = true;      ///< nothing above digital silence anywhere

    /// Weight of a frame in statistics: the power 3/4 of its energy, as the louder sound is what is heard; none more than
    /// 45 dB below the loudest.
    [[nodiscard]] double weight(float level) const;
    /// How far a frame may be changed, 0 to 1: full down to 50 dB under the loudest, none below 65 dB.
    [[nodiscard]] float of(float level) const;
};
[[nodiscard]] Presence presenceOf(std::span<const BandFrames> sections, const BandLayout& layout);

/// Mean and covariance of the weighted shapes of all sections. The covariance is shrunk towards its diagonal when few
/// independent frames stand behind it, and 1 dB^2 is added to the diagonal, so that it can always be inverted. At least one
/// frame must count.
[[nodiscard]] Gaussian shapeStatistics(std::span<const BandFrames> sections, const Presence& presence,
                                       const BandLayout& layout, SampleRate rate, JobContext& context);

} // namespace morphony
