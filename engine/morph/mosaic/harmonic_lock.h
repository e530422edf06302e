// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"
#include "dsp/stft.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

/// Keeps the balance of the pitch classes. Band gains change which partials lead, and with them what chord is heard, and
/// sounds of another piece bring notes of their own; the lock is the gain per pitch class that undoes this, frame by frame.
/// Immutable.
class HarmonicLock {
public:
    HarmonicLock(StftShape shape, SampleRate rate);

    /// Level in dB of each pitch class of a power spectrum, relative to all of them together.
    using PitchClasses = std::array<float, 12>;
    [[nodiscard]] PitchClasses balance(std::span<const float> power) const;

    /// Amplitude factor per bin that brings `found` to `wanted` as far as `capDb` goes; 1 where no pitch is told.
    void factors(const PitchClasses& found, const PitchClasses& wanted, float capDb, std::span<float> out) const;

private:
    std::size_t m_firstBin = 0;          ///< bins with a pitch class, from here on
    std::vector<PitchClasses> m_weights; ///< share of each pitch class in those bins, 1 in sum
};

} // namespace morphony
