// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"

#include <array>
#include <cstddef>

namespace morphony {

/// The K-weighting filter of ITU-R BS.1770-4 (a high shelf, then a high-pass) for any sample rate, on up to four signals
/// side by side: the recursion of one signal waits for its own last result, four at once keep the processor busy.
/// Keeps its state from call to call. One thread. Real-time safe.
class KWeighting {
public:
    static constexpr int kLanes = 4;

    explicit KWeighting(SampleRate rate);

    /// Filters `count` samples of each lane in place; lanes that are nullptr are left out.
    void process(const std::array<float*, kLanes>& lanes, std::size_t count);

private:
    struct Section {
        double b0 = 1.0, b1 = 0.0, b2 = 0.0, a1 = 0.0, a2 = 0.0;
    };
    using Lanes = std::array<double, kLanes>;

    Section m_shelf;
    Section m_highPass;
    std::array<Lanes, 4> m_state{}; ///< two delays of each section
};

} // namespace morphony
