// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace morphony {

/// Channels over time and bands, between the layers of a convolutional network: every place holds its channels side by
/// side, and a border of zeros stands around the places, so that a kernel's row is one stretch of memory and a convolution
/// three products of matrices. Sums run in an order that is always the same.
class Planes {
public:
    Planes(std::size_t frames, std::size_t bands, std::size_t channels);

    [[nodiscard]] std::size_t frames() const { return m_frames; }
    [[nodiscard]] std::size_t bands() const { return m_bands; }
    [[nodiscard]] std::size_t channels() const { return m_channels; }
    /// The channels of a place.
    [[nodiscard]] float* at(std::size_t frame, std::size_t band) { return m_values.data() + offset(frame, band); }
    [[nodiscard]] const float* at(std::size_t frame, std::size_t band) const {
        return m_values.data() + offset(frame, band);
    }

    /// A convolution of 3 x 3 with ReLU: `weights` are [3 over frames, 3 over bands, channels, bias.size()].
    [[nodiscard]] Planes convolved(std::span<const float> weights, std::span<const float> bias) const;
    /// The maxima of 2 x 2 places; an odd last frame or band is left out.
    [[nodiscard]] Planes halved() const;
    /// For each channel and band the mean over the frames, then for each the maximum.
    [[nodiscard]] std::vector<float> pooledOverTime() const;

private:
    [[nodiscard]] std::size_t offset(std::size_t frame, std::size_t band) const {
        return ((frame + 1) * (m_bands + 2) + band + 1) * m_channels;
    }

    std::size_t m_frames;
    std::size_t m_bands;
    std::size_t m_channels;
    std::vector<float> m_values; ///< [frames + 2, bands + 2, channels], and two places more that products may touch
};

} // namespace morphony
