// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"

#include <memory>
#include <span>
#include <vector>

namespace morphony {

/// Level of a whole piece, after ITU-R BS.1770-4 and EBU R128 (libebur128 behind it).
struct LoudnessSummary {
    double integratedLufs = -70.0; ///< gated; -70 for silence
    double rangeLu = 0.0;          ///< EBU Tech 3342
    double truePeakDbtp = -200.0;  ///< 4 x oversampled
    double samplePeak = 0.0;       ///< largest absolute sample
};

/// Streaming meter. One thread. Not for the audio callback (libebur128 allocates on start).
class LoudnessMeter {
public:
    LoudnessMeter(SampleRate rate, int channels);
    ~LoudnessMeter();
    LoudnessMeter(const LoudnessMeter&) = delete;
    LoudnessMeter& operator=(const LoudnessMeter&) = delete;

    void add(ConstAudioView audio);
    [[nodiscard]] LoudnessSummary summary() const;
    [[nodiscard]] double momentaryLufs() const; ///< last 400 ms
    [[nodiscard]] double shortTermLufs() const; ///< last 3 s
    void reset();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

[[nodiscard]] LoudnessSummary measureLoudness(const AudioSource& source, JobContext& context);

/// Which part of the loudness of a mix each pair of layers carries: with the source as layer 0,
///     R[i][j] = mean over the gated 400-ms blocks of  sum over channels of  w_c * <k(layer_i), k(layer_j)>
/// where k is the K-weighting filter of BS.1770 and the gate is the source's own. The loudness of any mix with gains g
/// is then -0.691 + 10 log10(g' R g), so the gain that makes every dial setting as loud as the source is known without
/// rendering it. Layers share rate, channels and length. Row-major, layers * layers.
[[nodiscard]] std::vector<double> loudnessMatrix(std::span<const std::shared_ptr<const AudioSource>> layers, JobContext& context);

} // namespace morphony
