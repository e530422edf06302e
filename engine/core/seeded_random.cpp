// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/seeded_random.h"

#include <algorithm>

namespace morphony {

std::uint64_t SeededRandom::next() {
    std::uint64_t z = m_state += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

double SeededRandom::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double SeededRandom::normal() {
    double sum = -6.0; // twelve uniform numbers: a normal one without tails beyond 6, on every machine the same bits
    for (int i = 0; i < 12; ++i) {
        sum += uniform();
    }
    return std::clamp(sum, -3.0, 3.0);
}

} // namespace morphony
