// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/frame_blocks.h"
#include "dsp/slaney_mel.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

/// Energies of one frame in the bands that timbreDistance() and structureDistance() listen to.
struct StyleFrame {
    static constexpr int kTimbreBands = 40;
    static constexpr int kStructureBands = 24;

    std::array<float, kTimbreBands> timbre{};
    std::array<float, kStructureBands> structure{};
};

/// From the power spectrum of a frame to its energies: triangular bands of Slaney's mel scale from 0 Hz to the limit, over
/// 2,048 samples with hop 512 (as StftShape::scaledTo). Immutable: any number of threads.
class StyleBands {
public:
    StyleBands(double limitHz, SampleRate rate);

    [[nodiscard]] const StftShape& shape() const { return m_shape; }
    /// `power` has shape().bins() elements, a mean over the channels.
    [[nodiscard]] StyleFrame measure(std::span<const float> power) const;

private:
    StftShape m_shape;
    SlaneyMel m_timbre;
    SlaneyMel m_structure;
};

/// Frames of a piece, section after section.
struct StyleFrames {
    std::vector<StyleFrame> frames;
    std::vector<std::size_t> starts; ///< first frame of each section
};

/// Frames of the whole piece, or of `mostSeconds` of it in evenly spread 8-s sections when it is longer. On all processors,
/// the same bits for any number of them.
[[nodiscard]] StyleFrames styleFrames(const AudioSource& source, double limitHz, double mostSeconds,
                                      const ProgressSpan& progress);

} // namespace morphony
