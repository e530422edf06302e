// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"

#include <span>
#include <vector>

namespace morphony {

/// How the channels of a piece reach a mono or stereo output. Equal counts pass unchanged and mono goes to both sides.
/// Surround (channels in WAV order) is folded after ITU-R BS.775: centre and surrounds at -3 dB, no LFE, then scaled
/// so that no side's weights sum to more than 1: full-scale material cannot clip. A mono output gets the mean of the
/// stereo fold. add() is real-time safe.
class ChannelMap {
public:
    ChannelMap(int from, int to);

    /// out += map(in) * gains; equal frames everywhere.
    void add(ConstAudioView in, std::span<const float> gains, AudioView out) const;

private:
    struct Way {
        int from = 0;
        int to = 0;
        float weight = 1.0F;
    };
    std::vector<Way> m_ways;
};

} // namespace morphony
