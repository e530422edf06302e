// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace morphony {

/// Median filter of odd width; at its ends the sequence is continued with its end values. The window is kept sorted, so a
/// step costs one search and one shift of at most `width` floats. Allocates at construction only. One thread.
class SlidingMedian {
public:
    explicit SlidingMedian(std::size_t width) : m_width(width), m_sorted(width) {}

    /// out[i] = median of in[i - width / 2 .. i + width / 2]. Neither is empty, both have one size and do not overlap.
    void filter(std::span<const float> in, std::span<float> out) {
        const auto half = static_cast<std::ptrdiff_t>(m_width / 2);
        const auto at = [&](std::ptrdiff_t i) {
            return in[static_cast<std::size_t>(
                std::clamp<std::ptrdiff_t>(i, 0, static_cast<std::ptrdiff_t>(in.size()) - 1))];
        };
        for (std::ptrdiff_t i = -half; i <= half; ++i) {
            m_sorted[static_cast<std::size_t>(i + half)] = at(i);
        }
        std::ranges::sort(m_sorted);
        for (std::size_t i = 0; i < in.size(); ++i) {
            out[i] = m_sorted[m_width / 2];
            const auto here = static_cast<std::ptrdiff_t>(i);
            replace(at(here - half), at(here + half + 1));
        }
    }

private:
    void replace(float oldValue, float newValue) {
        const auto old = std::ranges::lower_bound(m_sorted, oldValue);
        const auto place = std::ranges::lower_bound(m_sorted, newValue);
        if (place > old) {
            std::move(old + 1, place, old);
            *(place - 1) = newValue;
        } else {
            std::move_backward(place, old, old + 1);
            *place = newValue;
        }
    }

    std::size_t m_width;
    std::vector<float> m_sorted;
};

} // namespace morphony
