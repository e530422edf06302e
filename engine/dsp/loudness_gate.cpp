// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/loudness_gate.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr double kOffset = 0.691; // BS.1770-4, equation 2
double energyOfLufs(double lufs) { return std::pow(10.0, (lufs + kOffset) / 10.0); }

} // namespace

double lufsOfEnergy(double energy) {
    constexpr double kSilence = -70.0;
    return energy > 0.0 ? std::max(kSilence, 10.0 * std::log10(energy) - kOffset) : kSilence;
}

std::vector<std::uint8_t> gatedBlocksOf(const std::vector<double>& tenths, double framesPerTenth) {
    std::vector<std::uint8_t> counts(tenths.size());
    if (tenths.empty()) {
        return counts;
    }
    const std::size_t length = std::min(kTenthsPerBlock, tenths.size());
    const auto energyAt = [&](std::size_t first) {
        double sum = 0.0;
        for (std::size_t k = first; k < first + length; ++k) {
            sum += tenths[k];
        }
        return sum / (framesPerTenth * static_cast<double>(length));
    };
    const std::size_t blocks = tenths.size() - length + 1;
    const double absolute = energyOfLufs(-70.0);
    double sum = 0.0;
    std::size_t passed = 0;
    for (std::size_t b = 0; b < blocks; ++b) {
        const double energy = energyAt(b);
        if (energy >= absolute) {
            sum += energy;
            ++passed;
        }
    }
    if (passed == 0) {
        return counts;
    }
    const double gate = std::max(absolute, 0.1 * sum / static_cast<double>(passed)); // 10 LU below the mean
    for (std::size_t b = 0; b < blocks; ++b) {
        if (energyAt(b) >= gate) {
            for (std::size_t k = b; k < b + length; ++k) {
                ++counts[k];
            }
        }
    }
    return counts;
}

double gatedMeanEnergy(const std::vector<double>& tenths, double framesPerTenth) {
    const std::vector<std::uint8_t> blocksOf = gatedBlocksOf(tenths, framesPerTenth);
    double total = 0.0;
    double weight = 0.0;
    for (std::size_t tenth = 0; tenth < blocksOf.size(); ++tenth) {
        total += blocksOf[tenth] * tenths[tenth];
        weight += blocksOf[tenth];
    }
    return weight > 0.0 ? total / (weight * framesPerTenth) : 0.0;
}

} // namespace morphony
