// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

namespace morphony {

/// For Vorbis and Opus, whose channels stand in an order of their own (Vorbis I specification, 4.3.9): the place in
/// WAV's order (which the engine uses) of each coded channel. Empty where both orders are the same. libsndfile hands
/// the coded order through in both directions.
[[nodiscard]] inline std::span<const std::size_t> wavOrderOfVorbis(int channels) {
    static constexpr std::size_t k3[] = {0, 2, 1};
    static constexpr std::size_t k5[] = {0, 2, 1, 3, 4};
    static constexpr std::size_t k6[] = {0, 2, 1, 4, 5, 3};
    static constexpr std::size_t k7[] = {0, 2, 1, 5, 6, 4, 3};
    static constexpr std::size_t k8[] = {0, 2, 1, 6, 7, 4, 5, 3};
    switch (channels) {
    case 3: return k3;
    case 5: return k5;
    case 6: return k6;
    case 7: return k7;
    case 8: return k8;
    default: return {};
    }
}

} // namespace morphony
