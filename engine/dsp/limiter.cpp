// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/limiter.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

constexpr double kLookaheadSeconds = 0.005;
constexpr double kHoldSeconds = 0.015;
constexpr double kReleaseSeconds = 0.06;
/// Gains are smoothed as whole numbers of this size for 1.
constexpr std::int32_t kUnity = 1 << 24;
constexpr int kChunk = TruePeakFilter::kMaxCount;

std::size_t windowFrames(FrameCount frames) { return static_cast<std::size_t>(std::max<FrameCount>(1, frames)); }

} // namespace

void Limiter::SlidingMinimum::reset() {
    m_first = 0;
    m_count = 0;
    m_position = 0;
}

std::int32_t Limiter::SlidingMinimum::next(std::int32_t value) {
    const std::size_t capacity = m_entries.size();
    if (m_count > 0 && m_entries[m_first].position <= m_position - static_cast<std::int64_t>(capacity)) {
        m_first = m_first + 1 == capacity ? 0 : m_first + 1;
        --m_count;
    }
    std::size_t end = m_first + m_count;
    end = end >= capacity ? end - capacity : end;
    while (m_count > 0) {
        const std::size_t last = end == 0 ? capacity - 1 : end - 1;
        if (m_entries[last].value < value) {
            break;
        }
        end = last;
        --m_count;
    }
    m_entries[end] = {m_position++, value};
    ++m_count;
    return m_entries[m_first].value;
}

void Limiter::MovingSum::reset() {
    std::ranges::fill(m_values, m_initial);
    m_sum = m_initial * static_cast<std::int64_t>(m_values.size());
    m_at = 0;
}

std::int64_t Limiter::MovingSum::next(std::int64_t value) {
    m_sum += value - m_values[m_at];
    m_values[m_at] = value;
    m_at = m_at + 1 == m_values.size() ? 0 : m_at + 1;
    return m_sum;
}

// The gain that frame n gets is smoothed over [n, n + look-ahead] and every value in there must know of a peak at n, and
// of one at its neighbours, between which the peak may lie: so the minimum reaches back over look-ahead + 4 frames (and
// the hold), and the two smoothing windows together are shorter than the look-ahead by two.
Limiter::Limiter(SampleRate rate, int channels, double ceilingDbtp)
    : m_filter(rate), m_lookahead(std::max<FrameCount>(8, framesOf(kLookaheadSeconds, rate))),
      m_latency(m_lookahead + m_filter.delay()), m_ceiling(static_cast<float>(gainFromDb(ceilingDbtp))),
      m_release(1.0 - std::exp(-1.0 / (kReleaseSeconds * rate.hz))), m_delay(channels + 1, m_latency + kChunk),
      m_minimum(windowFrames(m_lookahead + 4 + framesOf(kHoldSeconds, rate))),
      m_smoothA(windowFrames((m_lookahead - 2) / 2), kUnity),
      m_smoothB(windowFrames((m_lookahead - 2) / 2),
                kUnity * static_cast<std::int64_t>(windowFrames((m_lookahead - 2) / 2))),
      m_gainScale(static_cast<double>(kUnity) * static_cast<double>(windowFrames((m_lookahead - 2) / 2)) *
                  static_cast<double>(windowFrames((m_lookahead - 2) / 2))) {
    reset();
}

void Limiter::reset(bool enabled) {
    m_delay.view().clear();
    m_minimum.reset();
    m_smoothA.reset();
    m_smoothB.reset();
    m_recovering = 1.0;
    m_quietFrames = 0;
    m_engagedFrames = enabled ? m_lookahead : 0;
    if (enabled) {
        std::ranges::fill(m_delay.channel(m_delay.channels() - 1), 1.0F);
    }
}

void Limiter::process(AudioView audio, bool enabled) {
    for (FrameCount at = 0; at < audio.frames(); at += kChunk) {
        processChunk(audio.slice({at, std::min(at + kChunk, audio.frames())}), enabled);
    }
}

void Limiter::peaksOf(int count, float* peaks) const {
    const FrameCount history = m_filter.history();
    std::fill_n(peaks, count, 0.0F);
    for (int c = 0; c + 1 < m_delay.channels(); ++c) {
        const float* newest = m_delay.channel(c).data() + m_latency;
        const float largest = largestMagnitude(newest - history, static_cast<std::size_t>(history + count));
        if (largest * m_filter.bound() <= m_ceiling) {
            continue; // nothing in reach of this chunk can be above the ceiling
        }
        const float* samples = newest - m_filter.delay();
        for (int i = 0; i < count; ++i) {
            peaks[i] = std::max(peaks[i], std::abs(samples[i]));
        }
        m_filter.raise(newest, count, peaks);
    }
}

float Limiter::nextGain(float peak) {
    const float wanted = peak > m_ceiling ? m_ceiling / peak : 1.0F;
    const auto lowest = m_minimum.next(static_cast<std::int32_t>(wanted * static_cast<float>(kUnity)));
    // aims slightly above 1, so that 1 is reached and samples pass bit for bit again
    m_recovering = std::min(1.0, m_recovering + m_release * (1.0001 - m_recovering));
    const double held = static_cast<double>(lowest) / kUnity;
    m_recovering = std::min(m_recovering, held);
    const auto step = static_cast<std::int64_t>(m_recovering * kUnity);
    return static_cast<float>(static_cast<double>(m_smoothB.next(m_smoothA.next(step))) / m_gainScale);
}

bool Limiter::updateGains(std::size_t count, float* peaksThenGains) {
    const bool quiet = m_recovering == 1.0 && *std::max_element(peaksThenGains, peaksThenGains + count) <= m_ceiling;
    // once both sums hold nothing but ones, more ones change nothing
    if (quiet && m_quietFrames >= 2 * m_lookahead) {
        std::fill_n(peaksThenGains, count, 1.0F);
        return true;
    }
    for (std::size_t i = 0; i < count; ++i) {
        peaksThenGains[i] = nextGain(peaksThenGains[i]);
    }
    m_quietFrames = quiet ? m_quietFrames + static_cast<FrameCount>(count) : 0;
    return false;
}

void Limiter::processChunk(AudioView audio, bool enabled) {
    const auto count = static_cast<std::size_t>(audio.frames());
    const auto latency = static_cast<std::size_t>(m_latency);
    for (int c = 0; c < audio.channels(); ++c) {
        std::ranges::copy(audio.channel(c), m_delay.channel(c).data() + latency);
    }
    float* engaged = m_delay.channel(m_delay.channels() - 1).data();
    for (std::size_t i = 0; i < count; ++i) {
        m_engagedFrames = std::clamp<FrameCount>(m_engagedFrames + (enabled ? 1 : -1), 0, m_lookahead);
        engaged[latency + i] = static_cast<float>(m_engagedFrames) / static_cast<float>(m_lookahead);
    }

    std::array<float, kChunk> gains;
    peaksOf(static_cast<int>(count), gains.data());
    const bool resting = updateGains(count, gains.data());
    for (std::size_t i = 0; i < count; ++i) {
        gains[i] = 1.0F + engaged[i] * (gains[i] - 1.0F);
    }
    for (int c = 0; c < audio.channels(); ++c) {
        const float* delayed = m_delay.channel(c).data();
        float* out = audio.channel(c).data();
        if (resting) {
            std::copy_n(delayed, count, out);
            continue;
        }
        for (std::size_t i = 0; i < count; ++i) {
            out[i] = delayed[i] * gains[i];
        }
    }
    for (int c = 0; c < m_delay.channels(); ++c) {
        float* row = m_delay.channel(c).data();
        std::copy(row + count, row + count + latency, row);
    }
}

} // namespace morphony
