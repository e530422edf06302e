// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace morphony {

/// Random numbers that are the same on every machine (SplitMix64, Steele et al. 2014); streams of one seed are independent.
class SeededRandom {
public:
    SeededRandom(std::uint64_t seed, std::uint64_t stream)
        : m_state(seed * 0x9E3779B97F4A7C15ULL + stream * 0xD1B54A32D192ED03ULL) {}

    std::uint64_t next();
    double uniform();                ///< [0, 1)
    double normal();                 ///< mean 0, standard deviation 1, within 3
    std::size_t below(std::size_t count) {
        return static_cast<std::size_t>(uniform() * static_cast<double>(count));
    }

private:
    std::uint64_t m_state;
};

} // namespace morphony
