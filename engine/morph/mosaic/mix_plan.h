// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/mosaic/colour.h"

namespace morphony {

/// Band energies of everything that a mix is made of, all of one shape.
struct MixBands {
    BandFrames source;
    BandFrames harmonic;   ///< the source's lasting part
    BandFrames percussive; ///< the source's struck part
    BandFrames notes;      ///< grains of the style on the source's notes
    BandFrames hits;       ///< hits of the style on the source's onsets
};

/// How much of each part there is at an anchor. Parts that replace each other share their power.
struct MixAmounts {
    double amount = 1.0;     ///< of the way to the style, 0 to 1
    double notes = 0.0;      ///< share of the lasting part's power that the grains play, 0 to 1
    double hits = 0.0;       ///< share of the struck part's power that the style's hits play, 0 to 1
    double hitsDb = 0.0;     ///< level of the hits as they come, to be as loud as the source's
    double balanceDb = 0.0;  ///< how much louder what is struck becomes against what lasts
    double modulation = 0.0; ///< share of the grains' quick changes of colour lent to the source's lasting part
};

/// Gains in dB per band and frame of the parts of a mix, amounts included.
struct MixGains {
    BandFrames harmonic;
    BandFrames notes;
    BandFrames drums; ///< of percussive and hits, added up as percussiveWeight and hitsWeight say
    double percussiveWeight = 1.0;
    double hitsWeight = 0.0;
};

/// Plans the mix in its band energies, without any audio: the grains follow the lasting part's spectrum over time and lend
/// it their quick changes; the sum of all parts, whose powers add, is carried by the colour stage to `goal`; and over
/// 0.4 s it is as loud as the source.
[[nodiscard]] MixGains planMix(const MixBands& bands, const BandLayout& layout, SampleRate rate, const Gaussian& goal,
                               const MixAmounts& amounts, const ColourSettings& settings, const ProgressSpan& progress);

} // namespace morphony
