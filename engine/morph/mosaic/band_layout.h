// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dsp/mel_bands.h"
#include "dsp/stft.h"

#include <span>
#include <vector>

namespace morphony {

/// 36 mel bands from 60 Hz to 18 kHz over the bins of an STFT, for comparing two pieces: below `limitHz` when one of them
/// has no signal beyond, so that bands of two layouts with the same limit mean the same frequencies at any sample rate.
/// Offset and rumble under 20 Hz and what lies beyond a lowered limit are not measured, but get the outermost bands'
/// gains. Immutable; thread-safe.
class BandLayout {
public:
    static constexpr int kBands = 36;

    BandLayout(StftShape shape, SampleRate rate, double limitHz);

    [[nodiscard]] const StftShape& shape() const { return m_shape; }
    /// Power weight of each band in perceived loudness: the K filter of ITU-R BS.1770 at its centre.
    [[nodiscard]] std::span<const float> loudnessWeights() const { return m_loudness; }
    /// What a sine of full scale measures in the band where it lies, in dB.
    [[nodiscard]] float fullScaleDb() const;

    /// Energy in dB of every band of a power spectrum, whose bins outside the measured range are set to 0.
    void measure(std::span<float> power, std::span<float> bandsDb) const;
    /// Amplitude factor of every bin for gains given in dB per band, interpolated in dB between the centres.
    void binGains(std::span<const float> bandGainsDb, std::span<float> out) const { m_mel.amplitudes(bandGainsDb, out); }

private:
    StftShape m_shape;
    MelBands m_mel;
    std::vector<float> m_loudness;
    std::size_t m_firstBin = 0; ///< measured bins: [first, end)
    std::size_t m_endBin = 0;
};

} // namespace morphony
