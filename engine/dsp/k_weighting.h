// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"

#include <cstddef>

namespace morphony {

/// The K-weighting filter of ITU-R BS.1770-4 (a high shelf, then a high-pass) for any sample rate, on two signals side by
/// side: they share the vector registers, and a recursion that waits for its own last result costs no more for two.
/// Keeps its state from call to call. One thread. Real-time safe.
class KWeighting {
public:
    explicit KWeighting(SampleRate rate);

    /// Filters in place. `second` may be nullptr.
    void process(float* first, float* second, std::size_t count);

private:
    /// Both signals in one vector register of the baseline processor.
    using Pair = double __attribute__((vector_size(16)));
    struct Section {
        double b0 = 1.0, b1 = 0.0, b2 = 0.0, a1 = 0.0, a2 = 0.0;
    };
    struct State {
        Pair shelf1{}, shelf2{}, high1{}, high2{};
    };

    void processBlock(float* first, float* second, std::size_t count);

    Section m_shelf;
    Section m_highPass;
    State m_state;
};

} // namespace morphony
