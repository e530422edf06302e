// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace morphony {

/// What lets a sound through only where another one has partials: every bin is multiplied by the other's magnitude relative
/// to its upper envelope, at least 0.05. So sounds of another piece keep their life and lose the notes that are not
/// played. One thread; nothing allocates after construction.
class Comb {
public:
    /// `reach`: bins of the envelope either way, a power of two less 1.
    Comb(std::size_t bins, std::size_t reach);

    /// Gain per bin for the magnitudes of the reference.
    void gains(std::span<const float> magnitudes, std::span<float> out);

private:
    std::size_t m_bins;
    std::size_t m_reach;
    std::vector<float> m_padded;
    std::vector<float> m_peaks;
};

} // namespace morphony
