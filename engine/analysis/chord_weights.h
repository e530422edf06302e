// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

namespace morphony {

/// How a chord's score follows from what sounds: network * log of the network's probability + bias + sum of treble[i] *
/// share of the pitch class i semitones above the root + the same for bass, where shares are the roots of the chroma over
/// its strongest class. One row per kind, in the order of kChordKinds. Fitted by regularised logistic regression (the same
/// weights for all twelve roots) on the beats of 50 charts rendered from accompaniment styles with two soundfonts.
struct ChordWeights {
    float bias;
    std::array<float, 12> treble;
    std::array<float, 12> bass;
};
inline constexpr float kNetworkWeight = 0.822F;
inline constexpr std::array<ChordWeights, 14> kChordWeights{{
    // min
    {2.13F,
     {0.39F, -0.17F, 0.10F, 0.38F, 0.02F, -0.92F, 0.01F, 0.99F, -0.23F, -1.49F, -1.41F, -0.41F},
     {-0.80F, -0.24F, 1.27F, -0.34F, 0.10F, 0.10F, 0.10F, -0.64F, 0.58F, -0.03F, 0.00F, 0.00F}},
    // maj
    {0.40F,
     {0.98F, 0.28F, 0.02F, -0.89F, 1.35F, -1.36F, -1.30F, 0.78F, 0.23F, -0.99F, -1.33F, -0.55F},
     {-0.90F, -0.43F, 0.49F, -0.12F, 0.58F, -0.05F, -0.27F, 0.86F, 0.50F, -0.18F, 0.28F, 0.04F}},
    // dim
    {0.06F,
     {0.47F, 0.33F, -0.08F, 0.58F, 0.13F, 1.06F, -0.12F, 0.40F, -0.40F, -1.16F, -0.75F, -0.07F},
     {0.08F, 0.18F, -0.40F, -0.47F, 0.01F, 0.72F, -0.15F, 0.26F, -0.26F, 0.36F, 0.39F, 0.27F}},
    // aug
    {1.09F,
     {0.82F, -0.36F, -0.54F, 0.07F, 0.86F, -0.34F, -0.06F, -0.25F, 0.53F, -0.50F, -1.16F, 0.70F},
     {0.35F, -0.20F, -0.13F, 0.29F, 0.79F, 0.52F, -0.01F, 0.20F, 0.06F, -0.24F, -0.33F, 0.38F}},
    // min6
    {-0.46F,
     {1.25F, 0.47F, 0.71F, -0.21F, -0.19F, -0.16F, -0.17F, 0.38F, 0.45F, 0.05F, 0.13F, -0.27F},
     {0.42F, 0.11F, -0.66F, -1.07F, 0.01F, -0.05F, -0.34F, 0.53F, 0.26F, 0.48F, 0.56F, 0.12F}},
    // maj6
    {0.02F,
     {0.49F, 0.16F, -0.23F, -0.54F, 0.70F, -0.70F, -0.41F, 0.91F, -0.29F, 1.27F, -0.28F, -0.05F},
     {-0.06F, 0.08F, -0.07F, -0.32F, 0.11F, -0.16F, -0.43F, 0.05F, -0.42F, -0.44F, -0.39F, -0.04F}},
    // min7
    {0.35F,
     {1.62F, -0.75F, -1.07F, 0.41F, -0.20F, 0.32F, -1.68F, 1.01F, -1.34F, -1.61F, 2.20F, 0.41F},
     {-0.30F, -0.07F, 0.32F, -0.40F, -0.08F, 0.36F, -0.08F, 0.53F, 0.19F, -0.66F, -0.92F, 0.25F}},
    // maj7
    {0.33F,
     {0.65F, -0.05F, -1.48F, 0.05F, 0.69F, -0.67F, -0.35F, 1.33F, 0.09F, -1.07F, -0.54F, 2.25F},
     {-0.41F, 0.35F, 0.19F, -0.21F, -0.36F, 0.14F, -0.39F, 0.93F, -0.16F, 0.24F, -0.53F, -0.83F}},
    // 7
    {0.78F,
     {0.69F, -0.23F, -0.23F, -1.22F, 1.19F, 0.06F, -0.85F, 0.43F, 0.51F, -1.48F, 1.48F, 0.15F},
     {-0.71F, 0.14F, 0.73F, -0.76F, -0.12F, 1.22F, -0.65F, 1.28F, -0.11F, 0.50F, -0.43F, -0.52F}},
    // dim7
    {0.55F,
     {0.66F, 0.28F, -0.17F, 0.76F, -0.53F, -0.79F, 0.50F, -0.13F, -0.09F, 1.65F, 0.32F, 0.23F},
     {0.18F, 0.51F, 0.47F, 0.17F, -0.46F, 0.02F, 0.16F, -0.36F, -0.27F, -1.20F, -0.70F, 0.13F}},
    // hdim7
    {-0.17F,
     {0.81F, 0.28F, -0.91F, 0.22F, -0.56F, 0.06F, 0.61F, 0.22F, -0.30F, -0.79F, 0.65F, -0.36F},
     {-0.26F, 0.29F, 0.31F, 0.23F, 0.16F, 0.41F, 0.68F, 0.28F, 0.13F, -0.08F, -0.50F, -0.13F}},
    // minmaj7
    {-2.32F,
     {-0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F},
     {-0.01F, 0.00F, 0.00F, 0.00F, 0.00F, 0.00F, 0.00F, -0.01F, 0.00F, 0.00F, 0.00F, 0.00F}},
    // sus2
    {-2.86F,
     {-0.02F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.02F, -0.01F, -0.01F, -0.01F, -0.01F},
     {-0.02F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F, -0.01F}},
    // sus4
    {0.12F,
     {0.61F, -0.28F, -0.04F, -0.59F, -0.23F, 0.56F, -0.23F, 0.48F, -0.40F, -0.48F, -0.63F, -0.08F},
     {0.08F, 0.15F, 0.08F, -0.16F, 0.08F, 0.42F, 0.03F, -0.08F, -0.29F, -0.44F, -0.25F, -0.16F}},
}};

} // namespace morphony
