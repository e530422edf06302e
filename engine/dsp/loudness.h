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
    double integratedLufs = -70.0; ///< gated; -70 for silence and for less than 400 ms
    double rangeLu = 0.0;          ///< EBU Tech 3342
    double truePeakDbtp = -200.0;  ///< after TruePeakFilter
    double samplePeak = 0.0;       ///< largest absolute sample
};

/// Streaming meter. One thread. Not for the audio callback: add() may allocate. Channel weights are libebur128's for the
/// channel count (five: L R C Ls Rs; six: L R C LFE Ls Rs, the LFE left out; a mono channel counts once).
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

/// How loud any mix of aligned layers is, without rendering it; layer 0 is the source. The constructor goes through the
/// layers once: they share rate, channels and length. The same bits for any number of threads. Needs some 300 kB per
/// channel of each layer meanwhile, and keeps 290 kB per hour and pair of layers. Progress goes from 0 to 1 in the current
/// stage. A piece shorter than 400 ms counts as one block.
class MixLoudness {
public:
    MixLoudness(std::span<const std::shared_ptr<const AudioSource>> layers, JobContext& context);

    /// Which part of the loudness of a mix each pair of layers carries:
    ///     R[i][j] = mean over the gated 400-ms blocks of  sum over channels of  w_c * mean of k(layer_i) * k(layer_j)
    /// where k is the K-weighting filter of BS.1770, w_c the weight of LoudnessMeter, blocks overlap by 75 % and the gate
    /// (-70 LUFS, then 10 LU below the mean) is the source's own. The loudness of a mix with gains g over the blocks in
    /// which the source counts is -0.691 + 10 log10(g' R g): quick enough for every turn of the dial. All zero when
    /// nothing of the source passes the gate. Row-major, layers * layers.
    [[nodiscard]] std::vector<double> matrix() const;

    /// The energy g' R g of the mix with these gains over the blocks that pass the mix's own gate, as a meter has it.
    [[nodiscard]] double gatedEnergy(std::span<const float> gains) const;

private:
    std::size_t m_layers;
    double m_framesPerTenth = 0.0;
    std::vector<double> m_sums; ///< for each tenth of a second the products of every pair (i, j <= i)
};

/// Weight of a channel in BS.1770's sum, by libebur128's default order of channels.
[[nodiscard]] double loudnessWeight(int channel, int channels);

} // namespace morphony
