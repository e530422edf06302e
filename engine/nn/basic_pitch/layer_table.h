// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace morphony::basic_pitch {

/// Sizes of the network; see network.h for what they mean.
inline constexpr std::size_t kChannels = 8;      ///< harmonics in, and features of the first contour layer
inline constexpr std::size_t kFeatures = 32;     ///< of the hidden note and onset layers
inline constexpr std::size_t kContourBins = 264; ///< three a semitone
inline constexpr std::size_t kKeys = 88;
inline constexpr std::size_t kTransform = 384;            ///< length of the transforms of the first contour layer
inline constexpr std::size_t kKernelBins = 39;            ///< its kernel's width
inline constexpr std::size_t kEdge = kKernelBins / 2;     ///< bins at each end that its kernel does not fit into
inline constexpr std::size_t kSpectrum = kTransform * 16; ///< floats of eight rows' spectra: [bin][re, im][row]

/// A straight run of a kernel row over input that the layer must read as zeros: taps [firstTap, firstTap + count) of one
/// harmonic at `offset` from the row's start.
struct EdgeRun {
    std::size_t firstTap = 0; ///< of [harmonic][tap] with the kernel's row
    std::ptrdiff_t offset = 0;
    std::size_t count = 0;
};

/// The network's own loops for one set of instructions, see layer_loops.h.
struct LayerTable {
    void (*transformRows)(const float* rows, std::size_t rowStride, std::size_t bins, const float* twiddles,
                          float* spectrum, float* scratch);
    void (*contourPair)(const float* const* spectra, const std::size_t* lanes, const float* kernel, const float* twiddles,
                        float* scratch);
    void (*finishPair)(const float* transformed, const float* edges, std::size_t edgeStride, const float* bias, float* out,
                       std::size_t outStride);
    void (*edgeSums)(const float* row, std::size_t rowStride, const EdgeRun* runs, std::size_t count, const float* weights,
                     float* sums, std::size_t sumStride);
    void (*spread)(const float* base, const std::ptrdiff_t* offsets, std::size_t taps, const float* weights,
                   const float* bias, float* out);
    void (*gatherContour)(const float* base, std::size_t rowStride, const float* weights, float bias, float* out);
    void (*gatherNote)(const float* base, std::size_t rowStride, const float* weights, float bias, float* out);
    void (*gatherOnset)(const float* base, std::size_t rowStride, const float* weights, float bias, const float* note,
                        std::size_t noteStride, const float* noteWeights, float* out);
};

[[nodiscard]] const LayerTable& baselineLayers();
[[nodiscard]] const LayerTable& avx2Layers(); ///< only where hasAvx2AndFma()

} // namespace morphony::basic_pitch
