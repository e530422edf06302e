// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"

#include <vector>

namespace morphony {

/// Interpolation filter for true peaks after ITU-R BS.1770-4 annex 2: four times oversampled below 96 kHz, twice below
/// 192 kHz, not at all above. A sinc of 49 taps under a Hann window, the filter that libebur128 measures with, so that
/// a limiter built on it and that meter agree. Immutable; real-time safe after construction.
class TruePeakFilter {
public:
    explicit TruePeakFilter(SampleRate rate);

    /// How many samples before the newest one the filter looks at.
    [[nodiscard]] int history() const { return m_history; }
    /// The values found for a newest sample n lie between the samples n - delay() and n - delay() + 1.
    [[nodiscard]] int delay() const { return m_delay; }
    /// No interpolated value is larger than this times the largest sample it is made of.
    [[nodiscard]] float bound() const { return m_bound; }

    /// Raises peaks[i] to the largest interpolated magnitude for the newest sample newest[i], i < count <= kMaxCount.
    /// newest[-history()] must be readable.
    void raise(const float* newest, int count, float* peaks) const;
    static constexpr int kMaxCount = 64;

private:
    int m_history = 0;
    int m_delay = 0;
    float m_bound = 1.0F;
    std::vector<std::vector<float>> m_phases; ///< [phase between samples][tap], newest tap first
};

/// Largest true peak of everything added so far. Interpolates only where the samples are high enough to matter.
/// One thread. Real-time safe after construction.
class TruePeakMeter {
public:
    TruePeakMeter(SampleRate rate, int channels);

    void add(ConstAudioView audio);
    void reset();
    [[nodiscard]] float peak() const { return m_peak; }             ///< linear, at least samplePeak()
    [[nodiscard]] float samplePeak() const { return m_samplePeak; } ///< linear

private:
    TruePeakFilter m_filter;
    AudioBuffer m_recent; ///< per channel, history() old samples and up to kMaxCount new ones
    float m_peak = 0.0F;
    float m_samplePeak = 0.0F;
};

/// Largest absolute value, 0 of nothing.
[[nodiscard]] float largestMagnitude(const float* samples, std::size_t count);

} // namespace morphony
