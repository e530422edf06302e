// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/safetensors.h"

#include <cstddef>
#include <span>
#include <vector>

namespace morphony::basic_pitch {

inline constexpr std::size_t kWindowSamples = 43'844; ///< two seconds at 22,050 Hz less a hop
inline constexpr std::size_t kHop = 256;
inline constexpr std::size_t kFrames = 172; ///< of a window
inline constexpr std::size_t kBins = 309;   ///< 36 per octave from 27.5 Hz

/// A row of the map has kMapPad zeros before its kBins values and zeros after them, so that the network can read every
/// harmonic of every contour bin without asking where the map ends.
inline constexpr std::size_t kMapPad = 64;
inline constexpr std::size_t kMapStride = 464;

/// Basic Pitch's constant-Q map of one window: 309 bins per frame, level in decibels, stretched so that the window's
/// lowest value is 0 and its highest 1, then the network's first normalisation. Nine octaves by one kernel: the signal is
/// halved in rate for each octave down.
class FrontEnd {
public:
    explicit FrontEnd(const TensorFile& weights);

    /// Memory that one thread needs at a time.
    struct Workspace {
        std::vector<float> signal; ///< of one octave, between two mirrored pads
        std::vector<float> halved;
        std::vector<float> even; ///< every other sample, for the low pass
        std::vector<float> odd;
        std::vector<float> products; ///< [frame][cosine, sine of each of 36 bins]
    };

    /// `window` has kWindowSamples, `map` kFrames rows of kMapStride. The map of digital silence is flat.
    void run(std::span<const float> window, std::span<float> map, Workspace& work) const;

private:
    void octave(std::span<const float> signal, std::size_t hop, std::size_t index, std::span<float> map,
                Workspace& work) const;
    void halve(std::vector<float>& signal, Workspace& work) const;

    std::vector<float> m_kernel;      ///< [256 samples][72]
    std::vector<float> m_lowpassEven; ///< taps 0, 2, 4, ...
    std::vector<float> m_lowpassOdd;
    std::vector<float> m_power; ///< square of each bin's scale
    float m_normScale = 1.0F;
    float m_normShift = 0.0F;
};

} // namespace morphony::basic_pitch
