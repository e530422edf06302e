// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/log_mel.h"

#include "dsp/stft.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace morphony {

namespace {
constexpr float kFloor = 1e-8F;
constexpr float kScale = 4.0F / (LogMel::kWindow * LogMel::kWindow); ///< a full-scale sine's peak bin has about 1/4
} // namespace

LogMel::LogMel() : m_window(hannWindow(kWindow)) {}

std::vector<float> LogMel::compute(std::span<const float> samples) {
    const std::size_t frames = framesOf(samples.size());
    std::vector<float> result(frames * kBands);
    std::vector<float> power(static_cast<std::size_t>(m_fft.bins()));
    for (std::size_t t = 0; t < frames; ++t) {
        const auto part = samples.subspan(t * kHop, kWindow);
        std::ranges::transform(part, m_window, m_fft.timeData().begin(), std::multiplies());
        m_fft.forward();
        std::ranges::transform(m_fft.binData(), power.begin(),
                               [](std::complex<float> bin) { return kScale * std::norm(bin); });
        const auto bands = std::span(result).subspan(t * kBands, kBands);
        m_mel.energies(power, bands);
        for (float& value : bands) {
            value = std::log(value + kFloor);
        }
    }
    return result;
}

} // namespace morphony
