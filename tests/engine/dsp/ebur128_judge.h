// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace morphony::test {

struct Judgement {
    double integratedLufs = 0.0;
    double truePeakDbtp = 0.0;
    double rangeLu = 0.0;
};

/// libebur128 asked directly, true peak and all.
inline Judgement judge(ConstAudioView audio, int hz) {
    const int channels = audio.channels();
    std::vector<float> interleaved;
    for (FrameCount i = 0; i < audio.frames(); ++i) {
        for (int c = 0; c < channels; ++c) {
            interleaved.push_back(audio.channel(c)[static_cast<std::size_t>(i)]);
        }
    }
    ebur128_state* state = ebur128_init(static_cast<unsigned>(channels), static_cast<unsigned long>(hz),
                                        EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK);
    ebur128_add_frames_float(state, interleaved.data(), static_cast<std::size_t>(audio.frames()));
    Judgement result;
    ebur128_loudness_global(state, &result.integratedLufs);
    ebur128_loudness_range(state, &result.rangeLu);
    double peak = 0.0;
    for (int c = 0; c < channels; ++c) {
        double channelPeak = 0.0;
        ebur128_true_peak(state, static_cast<unsigned>(c), &channelPeak);
        peak = std::max(peak, channelPeak);
    }
    result.truePeakDbtp = dbFromGain(peak);
    ebur128_destroy(&state);
    return result;
}

} // namespace morphony::test
