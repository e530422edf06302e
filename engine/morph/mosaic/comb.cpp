// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/comb.h"

#include <algorithm>

namespace morphony {

namespace {
constexpr float kPeakShare = 0.7F; // of the largest neighbour
constexpr float kFloor = 0.05F;
} // namespace

Comb::Comb(std::size_t bins, std::size_t reach)
    : m_bins(bins), m_reach(reach), m_padded(bins + 2 * reach), m_peaks(m_padded.size()) {}

void Comb::gains(std::span<const float> magnitudes, std::span<float> out) {
    // continued with the end values
    const auto reach = static_cast<std::ptrdiff_t>(m_reach);
    std::fill_n(m_padded.begin(), reach, magnitudes.front());
    std::ranges::copy(magnitudes, m_padded.begin() + reach);
    std::fill_n(m_padded.end() - reach, reach, magnitudes.back());
    // peaks of reach + 1 neighbours by doubling; two of them overlap to a window of 2 reach + 1
    m_peaks = m_padded;
    for (std::size_t width = 1; width < m_reach + 1; width *= 2) {
        for (std::size_t i = 0; i + width < m_peaks.size(); ++i) {
            m_peaks[i] = std::max(m_peaks[i], m_peaks[i + width]);
        }
    }
    double sum = 0.0;
    for (std::size_t i = 0; i < 2 * m_reach; ++i) {
        sum += m_padded[i];
    }
    for (std::size_t b = 0; b < m_bins; ++b) {
        sum += m_padded[b + 2 * m_reach];
        const float peak = kPeakShare * std::max(m_peaks[b], m_peaks[b + m_reach]);
        const float envelope = std::max(static_cast<float>(sum / static_cast<double>(2 * m_reach + 1)), peak);
        out[b] = std::clamp(magnitudes[b] / (envelope + 1e-9F), kFloor, 1.0F);
        sum -= m_padded[b];
    }
}

} // namespace morphony
