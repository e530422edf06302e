// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"

#include <cstddef>
#include <span>
#include <vector>

namespace morphony {

/// The spectrogram that beat-tracking networks of the madmom family hear: mono at 22,050 Hz, 50 frames a second of 1,411
/// samples (64 ms) centred on sample 441 t, Hann window (symmetric), magnitudes summed by 136 triangles of unit area on
/// a scale of 24 bands per octave from 30 Hz to the half rate (bands below the resolution of a frame fall together),
/// log10(1 + x). Equal to madmom 0.16.1's FilteredSpectrogram and LogarithmicSpectrogram. The signal counts as zero
/// outside its ends; frames = ceil(samples / 441).
class BeatSpectrogram {
public:
    static constexpr SampleRate kRate{22'050};
    static constexpr int kHop = 441;
    static constexpr double kFramesPerSecond = 50.0;
    static constexpr std::size_t kBands = 136;

    /// Borrows `mono`, which must have one channel and kRate (EngineError Internal otherwise).
    explicit BeatSpectrogram(const AudioSource& mono);

    [[nodiscard]] FrameCount frameCount() const { return (m_mono.frames() + kHop - 1) / kHop; }

    /// Frames [first, first + out.size() / kBands), row by row. Const and thread-safe; the same bits however the piece is
    /// cut up.
    void read(FrameCount first, std::span<float> out) const;

    /// Frequency of the middle of a band, in Hz.
    [[nodiscard]] double bandHz(std::size_t band) const;

private:
    struct Triangle {
        std::size_t firstBin = 0;
        std::vector<float> weights;
    };

    const AudioSource& m_mono;
    std::vector<float> m_window;
    std::vector<Triangle> m_triangles;
};

} // namespace morphony
