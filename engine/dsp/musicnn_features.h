// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"
#include "dsp/fft.h"

#include <span>
#include <vector>

namespace morphony {

/// The log-mel spectrogram that the musicnn taggers were trained on: 16 kHz mono, power STFT (Hann, 512 long, hop 256) in
/// 96 area-normalised triangular bands from 0 Hz to 8 kHz on Slaney's mel scale (librosa 0.7 to 0.11's melspectrogram),
/// stored as half floats, then log10(1 + 10,000 x), again in half floats.
///
/// The half floats are the package's own arithmetic and part of what the network has learnt. Its product 10,000 x
/// overflows to infinity for x above 6.55, which loud music reaches, and the network then answers with NaN; here numbers
/// are rounded to the 11 bits of a half float but keep their range.
/// One thread at a time per object; compute() does not allocate.
class MusicnnFeatures {
public:
    static constexpr SampleRate kRate{16'000};
    static constexpr int kBands = 96;
    static constexpr int kHop = 256;
    static constexpr int kWindow = 512;

    MusicnnFeatures();

    /// Samples that `frames` frames need: the first frame is centred on sample kWindow / 2 of them.
    [[nodiscard]] static constexpr FrameCount samplesFor(FrameCount frames) { return (frames - 1) * kHop + kWindow; }

    /// Fills `out`, frames x kBands values by frame, from samplesFor(frames) samples.
    void compute(std::span<const float> samples, std::span<float> out);

private:
    struct Band {
        std::size_t firstBin = 0;
        std::vector<float> weights;
    };

    Fft m_fft;
    std::vector<float> m_window;
    std::vector<float> m_power;
    std::vector<Band> m_bands;
};

} // namespace morphony
