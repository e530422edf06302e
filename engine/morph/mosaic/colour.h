// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/mosaic/band_statistics.h"

namespace morphony {

/// The colour stage: what to do to every band of every frame of a piece so that its spectral and dynamic colour becomes the
/// goal's, while its notes, its level over time and its silence stay.
///
/// Per frame, the level-free band shape is carried along the optimal-transport map between the two pieces' Gaussians of
/// shapes. The gains that follow are smoothed, softly capped, held back where a band
/// holds only its own noise, and levelled so that the frame is as loud as before.
struct ColourSettings {
    double capDb = 24.0;          ///< soft limit of a gain: cap * tanh(gain / cap)
    double smoothSeconds = 0.07;  ///< gains are a mean over this long
    double guardFloor = 0.3;      ///< share of a boost left for a band at its own noise floor
    double guardRangeDb = 12.0;   ///< above the floor by this much a boost is whole
    int passes = 3;               ///< the map is fitted again to what the limits above have left over
};

/// What the stage needs to know of the piece.
struct ColourSource {
    const BandLayout& layout;
    SampleRate rate;
    BandFrames bands;
    FrameLevels levels;
    std::vector<float> noiseFloor; ///< dB per band: 10th percentile of the frames that count
};
[[nodiscard]] ColourSource colourSource(const BandLayout& layout, SampleRate rate, BandFrames bands, JobContext& context);

/// Gains in dB per frame and band that bring the shapes to `goal`. All zero when the piece is silent.
[[nodiscard]] BandFrames colourGains(const ColourSource& source, const Gaussian& goal, const ColourSettings& settings,
                                     const ProgressSpan& progress);

/// How loud a frame is: K-weighted energy in dB.
[[nodiscard]] float loudnessOf(std::span<const float> bandsDb, std::span<const float> weights);

} // namespace morphony
