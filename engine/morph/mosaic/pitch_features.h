// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"
#include "dsp/stft.h"

#include <array>
#include <span>
#include <vector>

namespace morphony {

/// Which notes sound, whatever plays them: level of each semitone above its neighbourhood (9 semitones either way), in dB,
/// from 0 to 25. The long window parts semitones from the third octave on.
class PitchFeatures {
public:
    static constexpr StftShape kShape{8192, 1024}; ///< at 44,100 Hz
    static constexpr int kLowest = 28;             ///< MIDI numbers
    static constexpr int kHighest = 104;
    static constexpr std::size_t kNotes = kHighest - kLowest + 1;
    static constexpr std::size_t kSize = 96; ///< of a vector to match: notes, pitch classes, zeros

    using Notes = std::array<float, kNotes>;
    using Match = std::array<float, kSize>;

    /// `tuning`: of the piece, in semitones from A4 = 440 Hz.
    PitchFeatures(SampleRate rate, double tuning);

    [[nodiscard]] const StftShape& shape() const { return m_shape; }
    [[nodiscard]] Notes measure(std::span<const float> power) const;

    /// Notes of unit length, beside their pitch classes of length 0.7: vectors of alike sounds have a large product.
    [[nodiscard]] static Match matchOf(const Notes& notes);
    /// The same sound `semitones` higher.
    [[nodiscard]] static Notes shifted(const Notes& notes, int semitones);

private:
    static constexpr int kNeighbours = 9;
    struct Filter {
        std::size_t firstBin = 0;
        std::vector<float> weights; ///< 1 in sum
    };

    StftShape m_shape;
    std::vector<Filter> m_filters; ///< kNotes and kNeighbours more at either end
};

/// How far a piece is from A4 = 440 Hz, in semitones, -0.5 to 0.5: the mean direction of its spectral peaks from 100 Hz to
/// 2 kHz on the circle of a semitone, on at most 30 s.
[[nodiscard]] double tuningOf(const AudioSource& source, JobContext& context);

} // namespace morphony
