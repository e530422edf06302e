// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"

#include <complex>
#include <span>
#include <vector>

namespace morphony {

/// How many bands, and where the centres of the first and the last stand. The centres are equally spaced on the mel
/// scale 2595 log10(1 + f / 700 Hz).
struct MelBandShape {
    int bands = 24;
    double lowestHz = 60.0;
    double highestHz = 18'000.0; ///< at most 0.45 times the sample rate is used

    friend bool operator==(MelBandShape, MelBandShape) = default;
};

/// Overlapping triangular bands over the bins of an FFT. Every bin is shared by the two bands whose centres enclose it,
/// its two shares being 1 together; bins outside the outermost centres belong to the outermost bands alone. So the band
/// energies of a spectrum sum to its energy, and the same shares interpolate a value per band back to the bins.
/// With an FFT longer than about 10 ms no band is without a bin. Immutable: any number of threads. Nothing here
/// allocates after construction.
class MelBands {
public:
    MelBands(int fftSize, SampleRate rate, MelBandShape shape = {});

    [[nodiscard]] int bands() const { return static_cast<int>(m_centresHz.size()); }
    [[nodiscard]] int bins() const { return static_cast<int>(m_upperShare.size()); }
    [[nodiscard]] const std::vector<double>& centresHz() const { return m_centresHz; }

    /// Energy per band of a power spectrum: `power` has bins() elements, `energies` bands().
    void energies(std::span<const float> power, std::span<float> energies) const;
    /// Values per band (say, gains in dB) interpolated to the bins.
    void interpolate(std::span<const float> perBand, std::span<float> perBin) const;
    /// Amplitude factor per bin of gains in dB per band, interpolated in dB.
    void amplitudes(std::span<const float> bandDb, std::span<float> amplitudePerBin) const;

private:
    std::vector<double> m_centresHz;
    std::vector<std::size_t> m_segmentBegin; ///< segment s: bins between the centres of bands s - 1 and s; bands + 2 edges
    std::vector<float> m_upperShare;         ///< per bin, the share of the upper of its two bands
};

/// out[k] = |bins[k]|^2, or out[k] += weight * |bins[k]|^2.
void powerSpectrum(std::span<const std::complex<float>> bins, std::span<float> out);
void addPowerSpectrum(std::span<const std::complex<float>> bins, float weight, std::span<float> out);

/// values[k] = 10^(values[k] / 20), relative error below 4e-6 (1e-6 within +-50 dB); values beyond +-300 dB count as
/// +-300 dB.
/// The same bits wherever it runs, and some ten times faster than std::pow.
void amplitudesFromDb(std::span<float> values);

} // namespace morphony
