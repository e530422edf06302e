// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/basic_pitch/front_end.h"
#include "nn/basic_pitch/layer_table.h"

#include <array>

namespace morphony::basic_pitch {

/// Frames that are kept of a window: its first and last kMargin see too little of what is around them.
inline constexpr std::size_t kMargin = 15;
inline constexpr std::size_t kKept = kFrames - 2 * kMargin;

/// Basic Pitch's convolutional network on the map of one window. Only the rows that the kept frames depend on are computed.
///
/// The eight harmonics that the first layers take in are one map shifted by 36 bins down and 0 to 101 up, so the first
/// contour layer (8 to 8 channels, 3 x 39, 70 % of the network's work) is a correlation of one signal with kernels of 176
/// bins: it runs through transforms, at a tenth of the cost. Where a harmonic's bin lies outside the 264 contour bins the
/// layer reads zero although the map goes on; these terms are summed separately and taken off.
class Network {
public:
    /// With the layers for this processor, or others that run here.
    explicit Network(const TensorFile& weights);
    Network(const TensorFile& weights, const LayerTable& layers);

    /// Memory that one thread needs at a time, 6 MB.
    struct Workspace {
        std::vector<float> spectra;
        std::vector<float> scratch;
        std::vector<float> edges;
        std::vector<float> hidden;  ///< first contour layer [row][bin][8 features]
        std::vector<float> contour; ///< [row][bin], zeros around
        std::vector<float> wide;    ///< hidden note or onset layer [row][key][32 features], zeros around
        std::vector<float> note;    ///< [row][key], zeros around
        std::vector<float> edgeKey; ///< [row][tap], then [row][16]: one key of the hidden onset layer
    };

    /// `map` as FrontEnd leaves it; note and onset posteriors of the kept frames, [frame][key].
    void run(std::span<const float> map, std::span<float> note, std::span<float> onset, Workspace& work) const;

private:
    void packContour(const TensorFile& weights);
    void packSpectra(std::span<const float> kernel);
    void packEdges();
    void packNotes(const TensorFile& weights);
    void packOnsets(const TensorFile& weights);

    void contour(std::span<const float> map, Workspace& work) const;
    void notes(Workspace& work) const;
    void onsets(std::span<const float> map, Workspace& work, std::span<float> onset) const;
    void onsetEdge(std::span<const float> map, std::size_t key, std::size_t outside, Workspace& work) const;

    const LayerTable& m_layers;
    std::vector<float> m_twiddles;
    std::vector<float> m_spectra;                            ///< first contour layer, see layer_loops.h
    std::vector<float> m_edgeWeights;                        ///< [kernel row][harmonic][tap][8 features]
    std::array<std::vector<EdgeRun>, 2 * kEdge> m_edgeRuns;  ///< per edge bin
    std::vector<float> m_contourBias1;
    std::vector<float> m_contour2;                           ///< [kernel row][tap][8 channels]
    float m_contourBias2 = 0.0F;
    std::vector<std::ptrdiff_t> m_noteOffsets;               ///< of each tap from the first
    std::vector<float> m_note1;                              ///< [half][tap][16 features]
    std::vector<float> m_noteBias1;
    std::vector<float> m_note2;                              ///< [kernel row][tap][32 channels]
    float m_noteBias2 = 0.0F;
    std::vector<std::ptrdiff_t> m_onsetOffsets;
    std::vector<float> m_onset1;
    std::vector<float> m_onsetBias1;
    std::vector<float> m_onset2;
    std::vector<float> m_onsetNote;                          ///< taps of the note posterior, which is its 33rd channel
    float m_onsetBias2 = 0.0F;
};

} // namespace morphony::basic_pitch
