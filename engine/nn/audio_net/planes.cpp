// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/audio_net/planes.h"

#include "nn/kernels.h"

#include <algorithm>

namespace morphony {

Planes::Planes(std::size_t frames, std::size_t bands, std::size_t channels)
    : m_frames(frames), m_bands(bands), m_channels(channels), m_values(((frames + 2) * (bands + 2) + 2) * channels, 0.0F) {}

Planes Planes::convolved(std::span<const float> weights, std::span<const float> bias) const {
    // a frame's places with its border are computed too and thrown away: so all frames are one long product
    const std::size_t out = bias.size();
    const std::size_t stride = m_bands + 2;
    const std::size_t depth = 3 * m_channels;
    const std::size_t places = m_frames * stride;
    std::vector<float> sums(places * out);
    for (std::size_t at = 0; at < sums.size(); at += out) {
        std::ranges::copy(bias, sums.begin() + static_cast<std::ptrdiff_t>(at));
    }
    for (std::size_t kernelRow = 0; kernelRow < 3; ++kernelRow) {
        addProduct({m_values.data() + kernelRow * stride * m_channels, places, depth, m_channels},
                   {weights.data() + kernelRow * depth * out, depth, out, out}, {sums.data(), places, out, out});
    }
    applyRelu(sums);
    Planes result(m_frames, m_bands, out);
    for (std::size_t t = 0; t < m_frames; ++t) {
        std::copy_n(sums.data() + t * stride * out, m_bands * out, result.at(t, 0));
    }
    return result;
}

Planes Planes::halved() const {
    Planes result(m_frames / 2, m_bands / 2, m_channels);
    for (std::size_t t = 0; t < result.m_frames; ++t) {
        for (std::size_t b = 0; b < result.m_bands; ++b) {
            const float* const corners[]{at(2 * t, 2 * b), at(2 * t, 2 * b + 1), at(2 * t + 1, 2 * b),
                                         at(2 * t + 1, 2 * b + 1)};
            float* const place = result.at(t, b);
            for (std::size_t c = 0; c < m_channels; ++c) {
                place[c] = std::max(std::max(corners[0][c], corners[1][c]), std::max(corners[2][c], corners[3][c]));
            }
        }
    }
    return result;
}

std::vector<float> Planes::pooledOverTime() const {
    std::vector<float> pooled;
    std::vector<float> largest;
    for (std::size_t c = 0; c < m_channels; ++c) {
        for (std::size_t b = 0; b < m_bands; ++b) {
            double sum = 0.0;
            float most = at(0, b)[c];
            for (std::size_t t = 0; t < m_frames; ++t) {
                sum += at(t, b)[c];
                most = std::max(most, at(t, b)[c]);
            }
            pooled.push_back(static_cast<float>(sum / static_cast<double>(m_frames)));
            largest.push_back(most);
        }
    }
    pooled.insert(pooled.end(), largest.begin(), largest.end());
    return pooled;
}

} // namespace morphony
