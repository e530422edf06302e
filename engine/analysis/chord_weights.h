// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

namespace morphony {

/// How a chord's score follows from what sounds: network * log of the network's probability + bias + sum of treble[i] *
/// share of the pitch class i semitones above the root + the same for bass, where shares are the roots of the chroma over
/// its strongest class. One row per kind, in the order of kChordKinds. Fitted by regularised logistic regression (the same
/// weights for all twelve roots) on the beats of 106 charts rendered from accompaniment styles with two soundfonts.
struct ChordWeights {
    float bias;
    std::array<float, 12> treble;
    std::array<float, 12> bass;
};
inline constexpr float kNetworkWeight = 0.899F;
inline constexpr std::array<ChordWeights, 14> kChordWeights{{
    // min
    {-1.10F,
     {1.59F, -1.02F, 0.31F, 1.21F, -0.34F, -1.28F, -0.57F, 2.26F, -0.41F, -1.74F, -1.66F, 0.29F},
     {0.06F, -0.12F, 0.25F, 1.23F, -0.13F, 0.23F, 0.62F, -0.09F, 0.20F, -0.54F, 0.85F, -0.15F}},
    // maj
    {-0.81F,
     {1.30F, 0.11F, 0.01F, -1.11F, 1.72F, -0.90F, -1.17F, 1.23F, -0.08F, -1.27F, -1.43F, -0.35F},
     {-0.46F, -0.40F, 0.27F, 0.22F, 0.87F, -0.45F, 0.51F, 0.83F, 0.44F, 0.13F, -0.11F, 0.16F}},
    // dim
    {-0.12F,
     {0.84F, -0.10F, -0.11F, 0.45F, -0.36F, 0.46F, 1.14F, -0.10F, -0.19F, -1.64F, -0.60F, -0.45F},
     {0.63F, -0.21F, -0.34F, -0.61F, -0.15F, -0.03F, 0.29F, 0.14F, 0.14F, -0.27F, -0.21F, 0.17F}},
    // aug
    {0.63F,
     {1.00F, -0.52F, -0.64F, -0.17F, 1.17F, -0.45F, -0.23F, -0.48F, 0.74F, -0.69F, -1.08F, 0.48F},
     {0.62F, -0.01F, 0.12F, 0.50F, 0.69F, 0.47F, 0.13F, 0.14F, 0.35F, -0.05F, -0.51F, 0.13F}},
    // min6
    {0.65F,
     {1.91F, -0.06F, 0.29F, 0.47F, 0.28F, -0.74F, -0.37F, 1.19F, -0.29F, 1.49F, -0.77F, -0.32F},
     {-0.39F, -0.02F, -0.50F, -0.46F, -0.27F, 0.21F, -0.61F, 0.22F, 0.30F, -0.43F, -0.09F, -0.42F}},
    // maj6
    {0.08F,
     {0.70F, -0.36F, -0.18F, -1.24F, 1.44F, -0.47F, -0.55F, 0.44F, -0.49F, 1.36F, -0.20F, -0.13F},
     {0.12F, 0.28F, -0.37F, -0.16F, 0.08F, -0.26F, -0.62F, 0.37F, -0.27F, 0.01F, -0.45F, -0.18F}},
    // min7
    {-0.23F,
     {1.97F, -0.83F, -0.75F, 0.72F, -0.68F, 0.04F, -1.21F, 1.26F, -0.35F, -1.91F, 1.90F, 0.34F},
     {-0.17F, -0.86F, 0.49F, 0.12F, -0.27F, 0.16F, 0.08F, 1.05F, 0.22F, -0.78F, -0.78F, 0.33F}},
    // maj7
    {0.34F,
     {0.36F, -0.11F, -1.97F, -0.35F, 1.16F, 0.01F, -0.54F, 1.11F, -0.32F, -1.40F, -0.19F, 2.36F},
     {-0.44F, 0.17F, -0.04F, -0.57F, -0.18F, 0.38F, -0.06F, 1.23F, 0.29F, -0.36F, -0.80F, -0.33F}},
    // 7
    {-0.36F,
     {1.17F, 0.12F, -0.51F, -1.22F, 1.62F, -0.25F, -0.94F, 1.21F, 0.44F, -1.84F, 1.69F, -0.30F},
     {-0.33F, 0.20F, 0.73F, -0.88F, 0.75F, 0.59F, -0.37F, 1.58F, -0.32F, 0.11F, -0.06F, -0.68F}},
    // dim7
    {0.62F,
     {0.84F, 0.01F, -0.33F, 1.36F, -0.20F, -0.87F, 0.62F, -0.59F, -0.27F, 1.70F, 0.37F, 0.30F},
     {0.29F, 0.43F, 0.22F, -0.21F, -0.87F, -0.14F, 1.14F, -0.22F, -0.39F, -1.22F, -0.62F, 0.23F}},
    // hdim7
    {0.22F,
     {1.13F, -0.29F, -0.50F, 0.55F, -0.25F, -0.38F, 1.04F, -0.44F, -0.08F, -1.25F, 1.07F, -0.77F},
     {0.06F, 0.26F, 0.44F, 0.72F, -0.67F, -0.02F, 0.79F, 0.58F, -0.13F, -0.72F, -0.59F, -0.71F}},
    // minmaj7
    {-0.19F,
     {-0.03F, -0.03F, -0.04F, -0.04F, -0.03F, -0.03F, -0.03F, -0.04F, -0.03F, -0.03F, -0.03F, -0.04F},
     {-0.03F, -0.03F, -0.03F, -0.03F, -0.03F, -0.02F, -0.03F, -0.03F, -0.03F, -0.03F, -0.03F, -0.03F}},
    // sus2
    {-0.46F,
     {-0.09F, -0.06F, -0.09F, -0.05F, -0.07F, -0.07F, -0.05F, -0.11F, -0.05F, -0.07F, -0.08F, -0.07F},
     {-0.13F, -0.06F, -0.05F, -0.04F, -0.04F, -0.05F, -0.04F, -0.05F, -0.04F, -0.04F, -0.04F, -0.06F}},
    // sus4
    {0.75F,
     {0.64F, -0.72F, -0.31F, 0.00F, -0.05F, 1.29F, -0.76F, 1.12F, -0.88F, -0.90F, -1.20F, -0.11F},
     {-0.27F, 0.18F, -0.20F, -0.28F, 0.21F, 1.09F, 0.46F, 0.39F, -0.28F, -0.73F, -0.68F, -0.44F}},
}};

} // namespace morphony
