// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/mix_plan.h"

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

/// Frames either way of a mean over `seconds`.
FrameCount reachOf(double seconds, const BandLayout& layout, SampleRate rate) {
    return std::max<FrameCount>(0, std::llround((seconds * rate.hz / layout.shape().hop - 1.0) / 2.0));
}

/// Mean of each band over the frames within `reach`.
BandFrames slow(const BandFrames& bands, FrameCount reach) {
    BandFrames result(bands.bands(), bands.frames());
    std::array<double, BandLayout::kBands> sum{};
    FrameCount begin = 0;
    FrameCount end = 0;
    for (FrameCount t = 0; t < bands.frames(); ++t) {
        const FrameCount wantedEnd = std::min(bands.frames(), t + reach + 1);
        for (; end < wantedEnd; ++end) {
            for (std::size_t k = 0; k < sum.size(); ++k) {
                sum[k] += bands.row(end)[k];
            }
        }
        for (; begin < t - reach; ++begin) {
            for (std::size_t k = 0; k < sum.size(); ++k) {
                sum[k] -= bands.row(begin)[k];
            }
        }
        for (std::size_t k = 0; k < sum.size(); ++k) {
            result.row(t)[k] = static_cast<float>(sum[k] / static_cast<double>(end - begin));
        }
    }
    return result;
}

/// What the grains' quick changes do to the lasting part.
BandFrames modulation(const MixBands& bands, double share, FrameCount reach) {
    BandFrames result(bands.harmonic.bands(), bands.harmonic.frames());
    if (share <= 0.0) {
        return result;
    }
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
            result.row(t)[k] = static_cast<float>(share) * limited(theirs - own, kModulationCapDb);
        }
    }
    return result;
}

/// What puts the grains at the lasting part's level, band by band.
BandFrames relevel(const MixBands& bands, const BandFrames& modulated, FrameCount reach) {
    BandFrames wish(bands.notes.bands(), bands.notes.frames());
    for (FrameCount t = 0; t < wish.frames(); ++t) {
        for (std::size_t k = 0; k < BandLayout::kBands; ++k) {
            wish.row(t)[k] = limited(bands.harmonic.row(t)[k] + modulated.row(t)[k] - bands.notes.row(t)[k], kRelevelCapDb);
        }
    }
    return slow(wish, reach);
}

/// Adds to the gains, frame by frame, what makes the mix as loud as the source.
void followLoudness(const BandFrames& source, const BandFrames& mix, const BandLayout& layout, FrameCount reach,
                    BandFrames& gains) {
    const auto weights = layout.loudnessWeights();
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

} // namespace

MixGains planMix(const MixBands& bands, const BandLayout& layout, SampleRate rate, const Gaussian& goal,
                 const MixAmounts& amounts, const ColourSettings& settings, const ProgressSpan& progress) {
    const FrameCount frames = bands.source.frames();
    MixGains plan{modulation(bands, amounts.modulation, reachOf(kSlowSeconds, layout, rate)),
                  BandFrames(bands.source.bands(), frames), BandFrames(bands.source.bands(), frames),
                  std::sqrt(1.0 - amounts.hits) * gainFromDb(amounts.balanceDb),
                  std::sqrt(amounts.hits) * gainFromDb(amounts.balanceDb + amounts.hitsDb)};
    progress.context.checkCancelled();
    if (amounts.notes > 0.0) {
        plan.notes = relevel(bands, plan.harmonic, reachOf(kRelevelSeconds, layout, rate));
    }
    const auto harmonicDb = static_cast<float>(dbFromPower(1.0 - amounts.notes));
    const auto notesDb = static_cast<float>(dbFromPower(amounts.notes));
    const auto percussivePower = static_cast<float>(plan.percussiveWeight * plan.percussiveWeight);
    const auto hitsPower = static_cast<float>(plan.hitsWeight * plan.hitsWeight);
    BandFrames mix(bands.source.bands(), frames);
    for (FrameCount t = 0; t < frames; ++t) {
        for (std::size_t k = 0; k < BandLayout::kBands; ++k) {
            plan.harmonic.row(t)[k] += harmonicDb;
            plan.notes.row(t)[k] += notesDb;
            const float harmonic = powerOf(bands.harmonic.row(t)[k]);
            const float percussive = powerOf(bands.percussive.row(t)[k]);
            const float gain = powerOf(plan.harmonic.row(t)[k]);
            // the source's two parts go together: what their powers lack of the source's, or have too much, is theirs jointly
            const float both = powerOf(bands.source.row(t)[k]) - harmonic - percussive;
            const float own = gain * harmonic + percussivePower * percussive;
            const float joint = std::max(std::sqrt(gain * percussivePower) * both, -kLargestCancelled * own);
            mix.row(t)[k] =
                10.0F * std::log10(own + joint + powerOf(bands.notes.row(t)[k] + plan.notes.row(t)[k]) +
                                   hitsPower * powerOf(bands.hits.row(t)[k]) + kLeastPower);
        }
    }
    const ColourSource premix = colourSource(layout, rate, std::move(mix), progress.context);
    plan.drums = colourGains(premix, goal, settings, progress);
    followLoudness(bands.source, premix.bands, layout, reachOf(kLoudnessSeconds, layout, rate), plan.drums);
    for (FrameCount t = 0; t < frames; ++t) {
        std::ranges::transform(plan.harmonic.row(t), plan.drums.row(t), plan.harmonic.row(t).begin(), std::plus{});
        std::ranges::transform(plan.notes.row(t), plan.drums.row(t), plan.notes.row(t).begin(), std::plus{});
    }
    return plan;
}

} // namespace morphony
