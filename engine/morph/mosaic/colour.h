// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/mosaic/band_statistics.h"
#include "morph/mosaic/movement.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

struct ColourSettings {
    double capDb = 24.0; ///< soft limit of a gain: cap * tanh(gain / cap)
    double boostCapDb =
        18.0; ///< the same for what is made louder, at most the cap: a boost brings up what lies below the music
    double smoothSeconds = 0.07; ///< gains are a mean over this long
    double guardFloor = 0.3;     ///< share of a boost left for a band at its own noise floor
    double guardRangeDb = 12.0;  ///< above the floor by this much a boost is whole
    int passes = 3;              ///< the map is fitted again to what the limits above have left over
    double movement = 1.0;       ///< share of the goal's quickness of movement that is taken on
};

/// Where to.
struct ColourGoal {
    Gaussian shape;
    Movement movement;
    double amount = 1.0; ///< of the way to that movement, 0 to 1
};
/// Movement of the shapes of all sections, on the frames that count.
[[nodiscard]] Movement movementOf(std::span<const BandFrames> sections, const Presence& presence, const Gaussian& shape,
                                  const BandLayout& layout, SampleRate rate);

/// The colour stage: what to do to every band of every frame of a piece so that its spectral and dynamic colour becomes the
/// goal's, while its notes and its silence stay.
///
/// Per frame, the band shape is carried along the optimal-transport map between the two pieces' Gaussians of shapes. The
/// first time round each band also gets the goal's quickness of movement by a filter along time. The
/// gains that follow are smoothed, softly capped and held back where a band holds only its own noise. The maps are fitted
/// to sections of the piece and then serve any stretch of it. Immutable after fit().
class Colour {
public:
    Colour(const BandLayout& layout, SampleRate rate, const ColourSettings& settings)
        : m_layout(layout), m_rate(rate), m_settings(settings) {}

    /// Learns the way from these sections of the piece to `goal`.
    void fit(std::span<const BandFrames> sections, const ColourGoal& goal, JobContext& context);

    /// Gains in dB of a stretch of the piece. All zero when the piece is silent. Frames within reach() of its ends, where
    /// those are not the piece's own, are not to be used.
    [[nodiscard]] BandFrames gains(const BandFrames& bands) const;
    [[nodiscard]] FrameCount reach() const;

private:
    /// Gains under way.
    struct Trace {
        explicit Trace(const BandFrames& of)
            : bands(of), now(of), wish(of.frames()), gains(of.frames()), levels(frameLevels(of)) {}
        const BandFrames& bands;
        BandFrames now; ///< bands with the gains
        BandFrames wish;
        BandFrames gains;
        std::vector<float> levels;
    };

    void learnNoiseFloor(std::span<const BandFrames> sections);
    void learnMovement(const std::vector<Trace>& traces, const ColourGoal& goal);
    [[nodiscard]] BandFrames mapped(const AffineMap& map, const Shapes& shapes, FrameCount frames) const;
    void pass(std::size_t round, Trace& trace) const;
    void settle(const Trace& trace, FrameCount t, std::span<float> gains) const;

    const BandLayout& m_layout;
    SampleRate m_rate;
    ColourSettings m_settings;
    Presence m_presence;
    std::array<float, BandLayout::kBands> m_noiseFloor{}; ///< dB per band: 10th percentile of the frames that count
    std::vector<AffineMap> m_maps;                        ///< per pass
    MovementFilter m_movement;                            ///< of what the first map makes
};

/// How loud a frame is: K-weighted energy in dB.
[[nodiscard]] float loudnessOf(std::span<const float> bandsDb, std::span<const float> weights);

} // namespace morphony
