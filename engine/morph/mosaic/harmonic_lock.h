// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"
#include "morph/mosaic/band_layout.h"
#include "morph/mosaic/band_statistics.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

/// Keeps the balance of the pitch classes. Band gains change which partials lead, and with them what chord is heard, and
/// sounds of another piece bring notes of their own; the lock applies, in a long window that parts semitones, the gain per
/// pitch class that undoes this. It works before the band gains, whose effect on every partial is known beforehand.
/// Immutable.
class HarmonicLock {
public:
    /// `gainShape`: the shape of the STFT whose frames the band gains belong to.
    HarmonicLock(SampleRate rate, double limitHz, StftShape gainShape);

    /// The samples of `range` of `audio`, ready for the gains: after them its pitch classes are in the balance of those of
    /// `reference` (which may be `audio` itself), as far as `capDb` goes. A sample's bits do not depend on the range.
    [[nodiscard]] AudioBuffer prepare(const AudioSource& audio, const AudioSource& reference, const BandFrames& gains,
                                      float capDb, FrameRange range, JobContext& context) const;

private:
    using PitchClasses = std::array<float, 12>;

    [[nodiscard]] PitchClasses balance(std::span<const float> power) const;
    void meanGains(const BandFrames& gains, FrameCount sample, std::span<float> out) const;
    /// Amplitude factor per bin of a frame whose power spectrum is `power`, whose band gains are `bandGainsDb` and whose
    /// pitch classes shall be `wanted`.
    void factors(std::span<const float> power, const PitchClasses& wanted, std::span<const float> bandGainsDb, float capDb,
                 std::span<float> out) const;

    StftShape m_gainShape;
    BandLayout m_layout;
    std::size_t m_firstBin = 0;          ///< bins with a pitch class, from here on
    std::vector<PitchClasses> m_weights; ///< share of each pitch class in those bins, 1 in sum
};

} // namespace morphony
