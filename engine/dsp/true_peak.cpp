// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/true_peak.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace morphony {

TruePeakFilter::TruePeakFilter(SampleRate rate) {
    constexpr int kTaps = 49;
    constexpr int kCentre = kTaps / 2;
    const int factor = rate.hz < 96'000 ? 4 : rate.hz < 192'000 ? 2 : 1;
    if (factor == 1) {
        return; // 192 kHz and more are sampled finely enough as they are
    }
    m_delay = kCentre / factor;
    m_history = (kTaps - 1) / factor - 1;
    for (int phase = 1; phase < factor; ++phase) {
        std::vector<float> taps;
        double magnitudes = 0.0;
        for (int j = phase; j < kTaps - 1; j += factor) {
            const double x = std::numbers::pi * (j - kCentre) / factor;
            const double window = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * j / (kTaps - 1));
            taps.push_back(static_cast<float>(std::sin(x) / x * window));
            magnitudes += std::abs(taps.back());
        }
        m_bound = std::max(m_bound, static_cast<float>(magnitudes * 1.00001)); // above any rounding of the sums
        m_phases.push_back(std::move(taps));
    }
}

void TruePeakFilter::raise(const float* newest, int count, float* peaks) const {
    std::array<float, kMaxCount> sums;
    for (const std::vector<float>& taps : m_phases) {
        // tap by tap over all outputs: the loops vectorise, and each output's order of addition is fixed
        std::fill_n(sums.begin(), count, 0.0F);
        for (std::size_t k = 0; k < taps.size(); ++k) {
            const float tap = taps[k];
            const float* from = newest - k;
            for (int i = 0; i < count; ++i) {
                sums[static_cast<std::size_t>(i)] += tap * from[i];
            }
        }
        for (int i = 0; i < count; ++i) {
            peaks[i] = std::max(peaks[i], std::abs(sums[static_cast<std::size_t>(i)]));
        }
    }
}

float largestMagnitude(const float* samples, std::size_t count) {
    constexpr std::size_t kLanes = 16;
    std::array<float, kLanes> largest{};
    const std::size_t whole = count / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const float magnitude = std::abs(samples[i + lane]);
            largest[lane] = magnitude > largest[lane] ? magnitude : largest[lane];
        }
    }
    float result = *std::ranges::max_element(largest);
    for (std::size_t i = whole; i < count; ++i) {
        result = std::max(result, std::abs(samples[i]));
    }
    return result;
}

TruePeakMeter::TruePeakMeter(SampleRate rate, int channels)
    : m_filter(rate), m_recent(channels, m_filter.history() + TruePeakFilter::kMaxCount) {}

void TruePeakMeter::reset() {
    m_recent.view().clear();
    m_peak = 0.0F;
    m_samplePeak = 0.0F;
}

void TruePeakMeter::add(ConstAudioView audio) {
    const auto history = static_cast<std::size_t>(m_filter.history());
    for (int c = 0; c < audio.channels(); ++c) {
        const std::span<const float> samples = audio.channel(c);
        float* recent = m_recent.channel(c).data();
        for (std::size_t at = 0; at < samples.size(); at += TruePeakFilter::kMaxCount) {
            const std::size_t count = std::min<std::size_t>(TruePeakFilter::kMaxCount, samples.size() - at);
            std::copy_n(samples.data() + at, count, recent + history);
            m_samplePeak = std::max(m_samplePeak, largestMagnitude(recent + history, count));
            m_peak = std::max(m_peak, m_samplePeak);
            if (largestMagnitude(recent, history + count) * m_filter.bound() > m_peak) {
                std::array<float, TruePeakFilter::kMaxCount> peaks{};
                m_filter.raise(recent + history, static_cast<int>(count), peaks.data());
                m_peak = std::max(m_peak, *std::ranges::max_element(peaks));
            }
            std::copy(recent + count, recent + count + history, recent);
        }
    }
}

} // namespace morphony
