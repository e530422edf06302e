// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace morphony::swift_f0 {

/// Frames that the loops make at a time: three registers.
inline constexpr std::size_t kFramesAtOnce = 24;
/// Output channels that they make at a time.
inline constexpr std::size_t kChannelsAtOnce = 4;

/// A row of output of a convolution over planes [channel][bin][frame], frames side by side in memory.
struct RowTask {
    const float* in = nullptr;       ///< first channel, first bin that the kernel reaches, frame 0
    std::size_t inPlane = 0;         ///< floats from channel to channel
    std::size_t inStep = 0;          ///< floats between the bins that the kernel reaches
    std::size_t channels = 0;
    std::size_t firstTap = 0;        ///< of the kernel's bins: those before it lie outside
    std::size_t tapCount = 0;
    std::size_t kernelBins = 0;
    std::size_t kernelFrames = 1;    ///< 1 or 3, centred
    const float* weights = nullptr;  ///< [channel][bin][frame][kChannelsAtOnce]
    const float* bias = nullptr;     ///< [kChannelsAtOnce]
    const float* residual = nullptr; ///< added where given, laid out like the output
    float* out = nullptr;            ///< after ReLU
    std::size_t outPlane = 0;
    std::size_t frames = 0;          ///< a multiple of kFramesAtOnce
    bool rectified = true;           ///< through ReLU
};

using RowLoop = void (*)(const RowTask& task);

[[nodiscard]] RowLoop baselineRow();
[[nodiscard]] RowLoop avx2Row(); ///< only where hasAvx2AndFma()

} // namespace morphony::swift_f0
