// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/mix_plan.h"

#include "core/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

constexpr double kSlowSeconds = 0.5; // changes over longer are not quick
constexpr float kModulationCapDb = 12.0F;
constexpr float kRelevelCapDb = 30.0F;
constexpr float kHeardDb = 30.0F; // grains further below the target than this have nothing to lend
constexpr double kRelevelSeconds = 0.035;
constexpr double kLoudnessSeconds = 0.4;
constexpr float kLoudnessCapDb = 9.0F;
constexpr float kLeastPower = 1e-13F;
constexpr float kLargestCancelled = 0.99F; // share of a power: two parts never leave nothing

float limited(float value, float cap) { return cap * std::tanh(value / cap); }
float powerOf(float db) { return std::pow(10.0F, db * 0.1F); }

} // namespace

/// What the grains' quick changes do to the lasting part.
BandFrames MixPlan::modulation(const MixBands& bands) const {
    BandFrames result(bands.harmonic.frames());
    if (m_amounts.modulation <= 0.0) {
        return result;
    }
    const FrameCount reach = reachOf(kSlowSeconds, m_layout, m_rate);
    BandFrames heard = bands.notes;
    for (FrameCount t = 0; t < heard.frames(); ++t) {
        for (std::size_t k = 0; k < BandLayout::kBands; ++k) {
            heard.row(t)[k] = std::max(heard.row(t)[k], bands.harmonic.row(t)[k] - kHeardDb);
        }
    }
    const BandFrames slowNotes = slow(heard, reach);
    const BandFrames slowHarmonic = slow(bands.harmonic, reach);
    for (FrameCount t = 0; t < result.frames(); ++t) {
        for (std::size_t k = 0; k < BandLayout::kBands; ++k) {
            const float theirs = heard.row(t)[k] - slowNotes.row(t)[k];
            const float own = bands.harmonic.row(t)[k] - slowHarmonic.row(t)[k];
            result.row(t)[k] = static_cast<float>(m_amounts.modulation) * limited(theirs - own, kModulationCapDb);
        }
    }
    return result;
}

/// What puts the grains at the lasting part's level, band by band.
BandFrames MixPlan::relevel(const MixBands& bands, const BandFrames& modulated) const {
    BandFrames wish(bands.notes.frames());
    for (FrameCount t = 0; t < wish.frames(); ++t) {
        for (std::size_t k = 0; k < BandLayout::kBands; ++k) {
            wish.row(t)[k] = limited(bands.harmonic.row(t)[k] + modulated.row(t)[k] - bands.notes.row(t)[k], kRelevelCapDb);
        }
    }
    return slow(wish, reachOf(kRelevelSeconds, m_layout, m_rate));
}

/// Gains without the colour stage's.
MixGains MixPlan::before(const MixBands& bands) const {
    MixGains gains{modulation(bands), BandFrames(bands.source.frames()), BandFrames(bands.source.frames()),
                   std::sqrt(1.0 - m_amounts.hits) * gainFromDb(m_amounts.balanceDb),
                   std::sqrt(m_amounts.hits) * gainFromDb(m_amounts.balanceDb + m_amounts.hitsDb)};
    if (m_amounts.notes > 0.0) {
        gains.notes = relevel(bands, gains.harmonic);
    }
    const auto harmonicDb = static_cast<float>(dbFromPower(1.0 - m_amounts.notes));
    const auto notesDb = static_cast<float>(dbFromPower(m_amounts.notes));
    for (FrameCount t = 0; t < bands.source.frames(); ++t) {
        for (std::size_t k = 0; k < BandLayout::kBands; ++k) {
            gains.harmonic.row(t)[k] += harmonicDb;
            gains.notes.row(t)[k] += notesDb;
        }
    }
    return gains;
}

BandFrames MixPlan::mixed(const MixBands& bands, const MixGains& gains) const {
    const auto percussivePower = static_cast<float>(gains.percussiveWeight * gains.percussiveWeight);
    const auto hitsPower = static_cast<float>(gains.hitsWeight * gains.hitsWeight);
    BandFrames mix(bands.source.frames());
    for (FrameCount t = 0; t < mix.frames(); ++t) {
        for (std::size_t k = 0; k < BandLayout::kBands; ++k) {
            const float harmonic = powerOf(bands.harmonic.row(t)[k]);
            const float percussive = powerOf(bands.percussive.row(t)[k]);
            const float gain = powerOf(gains.harmonic.row(t)[k]);
            // the source's two parts go together: what their powers lack of the source's, or have too much, is theirs
            // jointly
            const float both = powerOf(bands.source.row(t)[k]) - harmonic - percussive;
            const float own = gain * harmonic + percussivePower * percussive;
            const float joint = std::max(std::sqrt(gain * percussivePower) * both, -kLargestCancelled * own);
            mix.row(t)[k] = 10.0F * std::log10(own + joint + powerOf(bands.notes.row(t)[k] + gains.notes.row(t)[k]) +
                                               hitsPower * powerOf(bands.hits.row(t)[k]) + kLeastPower);
        }
    }
    return mix;
}

/// Adds to the gains, frame by frame, what makes the mix as loud as the source.
void MixPlan::followLoudness(const BandFrames& source, const BandFrames& mix, BandFrames& gains) const {
    const auto weights = m_layout.loudnessWeights();
    const FrameCount reach = reachOf(kLoudnessSeconds, m_layout, m_rate);
    std::vector<double> ofSource{0.0};
    std::vector<double> ofMix{0.0};
    std::array<float, BandLayout::kBands> after{};
    for (FrameCount t = 0; t < source.frames(); ++t) {
        std::ranges::transform(mix.row(t), gains.row(t), after.begin(), std::plus{});
        ofSource.push_back(ofSource.back() + powerOf(loudnessOf(source.row(t), weights)));
        ofMix.push_back(ofMix.back() + powerOf(loudnessOf(after, weights)));
    }
    for (FrameCount t = 0; t < source.frames(); ++t) {
        const auto begin = static_cast<std::size_t>(std::max<FrameCount>(0, t - reach));
        const auto end = static_cast<std::size_t>(std::min(source.frames(), t + reach + 1));
        const double wanted = ofSource[end] - ofSource[begin];
        const double found = ofMix[end] - ofMix[begin];
        const auto db = wanted > 0.0 && found > 0.0 ? static_cast<float>(dbFromPower(wanted / found)) : 0.0F;
        for (float& gain : gains.row(t)) {
            gain += std::clamp(db, -kLoudnessCapDb, kLoudnessCapDb);
        }
    }
}

void MixPlan::fit(std::span<const MixBands> sections, const ColourGoal& goal, JobContext& context) {
    std::vector<BandFrames> mixes(sections.size(), BandFrames(0));
    parallelFor(sections.size(), [&](std::size_t i) {
        context.checkCancelled();
        mixes[i] = mixed(sections[i], before(sections[i]));
    });
    m_colour.fit(mixes, goal, context);
}

MixGains MixPlan::gains(const MixBands& bands) const {
    MixGains plan = before(bands);
    const BandFrames mix = mixed(bands, plan);
    plan.drums = m_colour.gains(mix);
    followLoudness(bands.source, mix, plan.drums);
    for (FrameCount t = 0; t < mix.frames(); ++t) {
        std::ranges::transform(plan.harmonic.row(t), plan.drums.row(t), plan.harmonic.row(t).begin(), std::plus{});
        std::ranges::transform(plan.notes.row(t), plan.drums.row(t), plan.notes.row(t).begin(), std::plus{});
    }
    return plan;
}

FrameCount MixPlan::reach() const {
    return reachOf(kSlowSeconds, m_layout, m_rate) + reachOf(kRelevelSeconds, m_layout, m_rate) + m_colour.reach() +
           reachOf(kLoudnessSeconds, m_layout, m_rate);
}

} // namespace morphony
