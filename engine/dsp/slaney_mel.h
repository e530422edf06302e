// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"

#include <span>
#include <vector>

namespace morphony {

/// Triangular bands of Slaney's mel scale (linear to 1 kHz, then 27 steps per factor of 6.4) with unit area over the bins
/// of an FFT: librosa.filters.mel(sr, n_fft, n_mels, fmin, fmax, htk=False, norm="slaney"). Immutable: any number of
/// threads. Nothing allocates after construction. (MelBands, by contrast, shares every bin's energy out exactly.)
class SlaneyMel {
public:
    SlaneyMel(int bands, double lowestHz, double highestHz, int fftSize, SampleRate rate);

    [[nodiscard]] int bands() const { return static_cast<int>(m_triangles.size()); }
    /// `power` is a power spectrum of fftSize / 2 + 1 bins, `energies` gets bands() values.
    void energies(std::span<const float> power, std::span<float> energies) const;

private:
    /// One triangle over the bins it touches.
    struct Triangle {
        std::size_t firstBin = 0;
        std::vector<float> weights;
    };
    std::vector<Triangle> m_triangles;
};

} // namespace morphony
