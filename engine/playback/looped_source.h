// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"

namespace morphony {

/// Where a loop of a piece is heard: plays up to `end`, then [begin, end) again and again. Positions on the unrolled
/// time axis only ever rise. The bounds may lie between frames, so that a track of another sample rate stays in step
/// with the loop for ever: every seam is rounded by itself.
struct Unrolled {
    double begin = 0.0;
    double end = 0.0;

    struct Place {
        FrameCount position = 0;  ///< in the piece
        FrameCount untilSeam = 0; ///< frames from here to the next jump back, at least 1
    };
    [[nodiscard]] Place at(FrameCount unrolled) const;
};

/// A piece with a loop, as one endless source. The last 5 ms before each seam are crossfaded (equal gain) with the 5 ms
/// before the loop's start: no click, the loop's length exact and the attack at its start untouched.
class LoopedSource final : public AudioSource {
public:
    LoopedSource(std::shared_ptr<const AudioSource> piece, Unrolled loop);

    [[nodiscard]] SampleRate sampleRate() const override { return m_piece->sampleRate(); }
    [[nodiscard]] int channels() const override { return m_piece->channels(); }
    [[nodiscard]] FrameCount frames() const override;
    void read(FrameCount position, AudioView out) const override;

private:
    void readSeam(const Unrolled::Place& place, AudioView out) const;

    const std::shared_ptr<const AudioSource> m_piece;
    const Unrolled m_loop;
    const FrameCount m_fade;
};

} // namespace morphony
