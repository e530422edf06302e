// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace morphony {

/// Medians of four neighbours at a time, by networks of exchanges in vector registers. Two windows one step apart share
/// all but two of their values: those are sorted once for both, and each median is the value of its own, limited by the
/// two in the middle. So the values are exactly those of a sort; only windows of 17 and 31 are made.

/// Medians over rows.size() - 1 rows, 17 or 31: out[i] of rows[0][i], rows[1][i], ..., next[i] of rows[1][i], rows[2][i],
/// ... All rows have out.size() values.
void medianOfRows(std::span<const float* const> rows, std::span<float> out, std::span<float> next);

/// Median filter of width 31 along a sequence, which at its ends is continued with its end values. Allocates at
/// construction only. One thread.
class MedianFilter31 {
public:
    explicit MedianFilter31(std::size_t length);

    /// Both have the length given.
    void filter(std::span<const float> in, std::span<float> out);

private:
    std::size_t m_length;
    std::vector<float> m_even; ///< of the continued sequence
    std::vector<float> m_odd;
    std::vector<float> m_outEven;
    std::vector<float> m_outOdd;
};

} // namespace morphony
