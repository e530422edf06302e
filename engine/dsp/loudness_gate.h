// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace morphony {

/// A block of BS.1770 is four tenths of a second long and they begin every tenth.
inline constexpr std::size_t kTenthsPerBlock = 4;

/// In how many gated blocks each tenth of a second takes part (-70 LUFS, then 10 LU below the mean), from the K-weighted
/// energies of a piece's tenths. The energy of a block is the sum over its tenths divided by its frames. A piece shorter
/// than a block counts as one.
[[nodiscard]] std::vector<std::uint8_t> gatedBlocksOf(const std::vector<double>& tenths, double framesPerTenth);

/// Mean energy of a frame over the gated blocks; 0 when none passes.
[[nodiscard]] double gatedMeanEnergy(const std::vector<double>& tenths, double framesPerTenth);

/// Loudness of such an energy, -70 for silence.
[[nodiscard]] double lufsOfEnergy(double energy);

} // namespace morphony
