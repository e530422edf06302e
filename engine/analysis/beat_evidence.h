// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/beat_decoder.h"
#include "dsp/beat_spectrogram.h"
#include "nn/beatnet/beatnet.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace morphony {

/// What speaks for a beat and for a bar line at each of 50 frames a second, gathered frame by frame.
class BeatEvidence {
public:
    /// One frame's figures: what BeatNet hears (log of beat or downbeat, log of downbeat), the rises of low, middle and
    /// high bands over their mean in the sixteen seconds around, and the changes of the pitch classes (0.3 and 0.8 s before
    /// against after) and of the bass (0.2 and 0.6 s).
    static constexpr std::size_t kFigures = 9;
    static constexpr std::size_t kLowRise = 2; ///< place of the rise of the low bands; middle and high follow
    using Figures = std::array<float, kFigures>;

    explicit BeatEvidence(const BeatSpectrogram& spectrogram);

    /// The next frames: bands and rises as BeatNet takes them, and the mean of what its models heard.
    void add(std::span<const float> features, std::span<const BeatNet::Activation> heard);

    [[nodiscard]] std::size_t frames() const { return m_heard.size(); }

    /// What BeatNet heard.
    [[nodiscard]] BeatActivations activations() const;

    /// The figures of frames [from, to).
    [[nodiscard]] std::vector<Figures> figures(std::size_t from, std::size_t to) const;

private:
    static constexpr std::size_t kRanges = 12;
    static constexpr std::size_t kClasses = 12;

    std::vector<std::size_t> m_pitchBands; ///< bands that count for the pitch classes
    std::vector<std::size_t> m_pitchClass; ///< of each of them
    std::size_t m_bassBands = 0;           ///< the lowest so many
    std::vector<float> m_rises;            ///< kRanges per frame
    std::vector<float> m_meanRise;
    std::vector<float> m_chroma; ///< kClasses per frame
    std::vector<float> m_bass;   ///< m_bassBands per frame
    std::vector<BeatNet::Activation> m_heard;
};

} // namespace morphony
