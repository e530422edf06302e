// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"
#include "dsp/k_weighting.h"

#include <vector>

namespace morphony {

/// The integrated loudness of BS.1770-4 and nothing else: what LoudnessMeter says to 0.01 LU, for levelling many parts, at
/// a fraction of its time (no range, no peaks). One thread. Keeps 80 bytes per second.
class IntegratedLoudness {
public:
    IntegratedLoudness(SampleRate rate, int channels);

    /// At most 64 channels.
    void add(ConstAudioView audio);
    [[nodiscard]] double lufs() const; ///< -70 for silence

private:
    FrameCount m_tenth;
    int m_channels;
    std::vector<KWeighting> m_filters; ///< one for two channels
    AudioBuffer m_block;
    FrameCount m_inTenth = 0;          ///< frames of the tenth under way
    double m_sum = 0.0;
    std::vector<double> m_tenths;
};

/// Of a whole piece.
[[nodiscard]] double integratedLufs(const AudioSource& source, const JobContext& context);

} // namespace morphony
