// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"
#include "dsp/fft.h"
#include "dsp/slaney_mel.h"

#include <span>
#include <vector>

namespace morphony {

/// What the audio network hears: 22,050 Hz mono, power spectra (Hann, 2,048 long, every 1,024) in 64 bands of Slaney's mel
/// scale from 20 Hz to 11,025 Hz, natural logarithm with a floor of 1e-8 (some 100 dB under a full-scale sine). Frames lie
/// whole inside the signal. One thread at a time per object.
class LogMel {
public:
    static constexpr SampleRate kRate{22'050};
    static constexpr int kBands = 64;
    static constexpr int kWindow = 2048;
    static constexpr int kHop = 1024;

    LogMel();

    [[nodiscard]] static std::size_t framesOf(std::size_t samples) {
        return samples < kWindow ? 0 : (samples - kWindow) / kHop + 1;
    }
    /// Frames x kBands values, by frame.
    [[nodiscard]] std::vector<float> compute(std::span<const float> samples);

private:
    Fft m_fft{kWindow};
    SlaneyMel m_mel{kBands, 20.0, 11'025.0, kWindow, kRate};
    std::vector<float> m_window;
};

} // namespace morphony
