// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/mosaic/colour.h"

#include <span>

namespace morphony {

/// Band energies of everything that a mix is made of, over one stretch of it.
struct MixBands {
    explicit MixBands(FrameCount frames)
        : source(frames), harmonic(frames), percussive(frames), notes(frames), hits(frames) {}

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

/// Plans the mix of an anchor in its band energies: the grains follow the lasting part's spectrum over time and lend it
/// their quick changes; the sum of all parts, whose powers add, is carried by the colour stage to a goal; and over 0.4 s it
/// is as loud as the source. Fitted to sections of the piece once, it serves any stretch of it, whatever the piece's
/// length.
class MixPlan {
public:
    MixPlan(const BandLayout& layout, SampleRate rate, const MixAmounts& amounts, const ColourSettings& settings)
        : m_layout(layout), m_rate(rate), m_amounts(amounts), m_colour(layout, rate, settings) {}

    void fit(std::span<const MixBands> sections, const ColourGoal& goal, JobContext& context);

    /// Frames within reach() of the ends of `bands`, where those are not the piece's own, are not to be used.
    [[nodiscard]] MixGains gains(const MixBands& bands) const;
    [[nodiscard]] FrameCount reach() const;

private:
    [[nodiscard]] BandFrames modulation(const MixBands& bands) const;
    [[nodiscard]] BandFrames relevel(const MixBands& bands, const BandFrames& modulated) const;
    [[nodiscard]] MixGains before(const MixBands& bands) const;
    [[nodiscard]] BandFrames mixed(const MixBands& bands, const MixGains& gains) const;
    void followLoudness(const BandFrames& source, const BandFrames& mix, BandFrames& gains) const;

    const BandLayout& m_layout;
    SampleRate m_rate;
    MixAmounts m_amounts;
    Colour m_colour;
};

} // namespace morphony
