// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/mosaic_engine.h"

#include "core/engine_error.h"
#include "morph/mosaic/comb.h"
#include "morph/mosaic/gain_render.h"
#include "morph/mosaic/grains.h"
#include "morph/mosaic/hits.h"
#include "morph/mosaic/mix_plan.h"
#include "morph/mosaic/sound_parts.h"
#include "morph/mosaic/weighted_sum.h"
#include "morph/setting_value.h"
#include "morph/style_sections.h"

#include <array>
#include <cmath>
#include <numbers>

namespace morphony {

namespace {

/// 46 ms at 44.1 kHz: short enough for attacks, long enough to part the lowest bands.
constexpr StftShape kShape{2048, 512};
/// Where on the way to the style the anchors stand. Between two of them the gains of one band differ by about half the cap
/// at most, so that the crossfade follows the straight way in dB within 2 dB; the dial's calibration takes out the rest.
constexpr std::array kAnchors{0.5, 1.0};
/// More of a style track than this does not change its statistics.
constexpr double kMostStyleSeconds = 600.0;
/// Bands are compared up to this share of the lower Nyquist frequency; above it anti-alias filters have cut.
constexpr double kUsableNyquist = 0.95;
/// More keeps no more of the notes' balance that can be heard, but takes the narrow bands away from the style's colour:
/// on two pairs of real tracks 9 dB reached 4 to 7 % less of the way to the style than 4 dB.
constexpr float kColourLockDb = 4.0F;
/// Sounds of the style bring notes of their own.
constexpr float kNotesLockDb = 9.0F;

constexpr const char* kListening = "Listening to the style track";
constexpr const char* kSeparating = "Parting what lasts from what strikes";
constexpr const char* kChoosing = "Choosing sounds of the style track";
constexpr const char* kPlaying = "Playing them on the source's notes";
constexpr const char* kMeasuring = "Measuring the parts";
constexpr const char* kColouring = "Colouring";

Gaussian styleStatistics(const AudioSource& style, const BandLayout& layout, std::uint64_t seed, JobContext& context) {
    const FrameCount frames = layout.shape().framesFor(style.frames());
    const double framesASecond = static_cast<double>(style.sampleRate().hz) / layout.shape().hop;
    const auto ranges = styleSections(frames, framesASecond, seed, kMostStyleSeconds);
    const BandFrames bands = measureBands(style, layout, ranges, {context});
    const FrameLevels levels = measureLevels(bands, layout);
    if (levels.silent) {
        throw EngineError(ErrorKind::BadUsage, "The style track is silent" +
                                                   std::string(ranges.size() > 1 || ranges.front().size() < frames
                                                                   ? " in the sections that this seed listens to"
                                                                   : "") +
                                                   ", so it has no colour to take; choose another track or seed.");
    }
    return shapeStatistics(bands, levels, {}, layout, context);
}

/// Rises over [from, peak] and, unless it is the last, falls over [peak, to].
Curve anchorGain(std::size_t anchor) {
    const double from = anchor == 0 ? 0.0 : kAnchors[anchor - 1];
    std::vector<Curve::Point> points{{from, 0.0}, {kAnchors[anchor], 1.0}};
    if (anchor + 1 < kAnchors.size()) {
        points.push_back({kAnchors[anchor + 1], 0.0});
    }
    return Curve(std::move(points));
}

/// Everything that is known before the mix is planned.
struct Prepared {
    SoundParts source;
    std::shared_ptr<const AudioSource> notes;
    std::shared_ptr<const AudioSource> hits; ///< null when the style has none to give
    double styleBalanceDb = 0.0;             ///< what strikes against what lasts, in the style
};

/// Power of all bands and frames together, in dB.
double totalDb(const BandFrames& bands) {
    double sum = 0.0;
    for (FrameCount t = 0; t < bands.frames(); ++t) {
        for (const float db : bands.row(t)) {
            sum += std::pow(10.0, db * 0.1);
        }
    }
    return dbFromPower(sum);
}

BandFrames bandsOf(const AudioSource& audio, const BandLayout& layout, JobContext& context) {
    const std::array whole{FrameRange{0, layout.shape().framesFor(audio.frames())}};
    return measureBands(audio, layout, whole, {context});
}

/// Takes the source apart and plays the style's sounds in its rhythm and on its notes.
Prepared prepare(const AudioSource& source, const AudioSource& style, const BandLayout& layout, double limitHz,
                 std::uint64_t seed, JobContext& context) {
    Prepared result;
    context.beginStage(kSeparating);
    const StyleMaterial material = styleMaterial(style, source.sampleRate(), source.channels(), seed, {context, 0.0, 0.2});
    result.source = separate(source, {context, 0.2, 1.0});

    context.beginStage(kChoosing);
    const auto sourceOnsets = refinedOnsets(source, source, {context, 0.0, 0.3});
    const auto styleOnsets = refinedOnsets(*material.whole, *material.whole, {context, 0.3, 0.4});
    const auto hits = answerHits(hitsAt(*result.source.percussive, sourceOnsets, limitHz, context),
                                 hitsAt(*material.percussive, styleOnsets, limitHz, context), material, source.frames());
    const GrainStock stock(material, styleOnsets, tuningOf(*material.harmonic, context), context);
    const auto slots = grainSlots(sourceOnsets, source.frames(), source.sampleRate());
    constexpr int kVoices = 2;
    const auto grains = stock.play(*result.source.harmonic, slots, tuningOf(*result.source.harmonic, context), kVoices,
                                   {context, 0.4, 1.0});

    context.beginStage(kPlaying);
    const auto played = playPlacements(grains, *material.harmonic, source.frames(), {context, 0.0, 0.4});
    result.notes = combed(*played, *result.source.harmonic, {context, 0.4, 0.8});
    if (!hits.empty()) {
        result.hits = playPlacements(hits, *material.percussive, source.frames(), {context, 0.8, 1.0});
    }
    result.styleBalanceDb =
        totalDb(bandsOf(*material.percussive, layout, context)) - totalDb(bandsOf(*material.harmonic, layout, context));
    return result;
}

MixBands bandsOf(const AudioSource& source, const Prepared& prepared, const BandLayout& layout, JobContext& context) {
    BandFrames ofSource = bandsOf(source, layout, context);
    BandFrames none(ofSource.bands(), ofSource.frames());
    for (FrameCount t = 0; t < none.frames(); ++t) {
        std::ranges::fill(none.row(t), -130.0F);
    }
    return {std::move(ofSource), bandsOf(*prepared.source.harmonic, layout, context),
            bandsOf(*prepared.source.percussive, layout, context), bandsOf(*prepared.notes, layout, context),
            prepared.hits ? bandsOf(*prepared.hits, layout, context) : std::move(none)};
}

/// How much of the style's own sounds is played where the style differs fully.
struct Shares {
    double notes = 0.3;
    double hits = 0.7;
    double balance = 0.7;
    double modulation = 0.7;
};

MixAmounts amountsAt(double anchor, const MixBands& bands, const Prepared& prepared, const Shares& shares,
                     double difference) {
    const auto power = [&](double share) {
        return difference * std::pow(std::sin(anchor * share * 0.5 * std::numbers::pi), 2.0);
    };
    const double percussiveDb = totalDb(bands.percussive);
    MixAmounts amounts;
    amounts.amount = anchor;
    amounts.notes = power(shares.notes);
    amounts.modulation = difference * anchor * shares.modulation;
    if (prepared.hits) {
        amounts.hits = power(shares.hits);
        amounts.hitsDb = std::min(12.0, percussiveDb - totalDb(bands.hits));
    }
    const double sourceBalanceDb = percussiveDb - totalDb(bands.harmonic);
    amounts.balanceDb =
        difference * anchor * shares.balance * std::clamp(prepared.styleBalanceDb - sourceBalanceDb, -12.0, 12.0);
    return amounts;
}

/// 0 for a style that is the source itself, near 1 for any other: what the style adds of its own fades out with the reason.
double differenceOf(const Gaussian& source, const Gaussian& style) {
    const double perBand = std::max(0.0, frechetSquared(source, style)) / source.size(); // dB squared
    return perBand / (perBand + 1.0);
}

std::string percent(double anchor) { return std::to_string(static_cast<int>(std::lround(anchor * 100.0))) + " %"; }

} // namespace

std::string MosaicEngine::summary() const {
    return "the source's notes and rhythm in the style track's colour, with its own sounds and drum hits";
}

std::vector<std::pair<std::string, std::string>> MosaicEngine::settings() const {
    return {{"cap", "largest boost or cut of a band in dB, 3 to 36 (24)"},
            {"notes", "share of the lasting sound that the style's own sounds play at the end of the dial, 0 to 1 (0.3)"},
            {"hits", "share of the drums that the style's own hits play at the end of the dial, 0 to 1 (0.7)"}};
}

std::vector<std::pair<std::string, double>> MosaicEngine::stages() const {
    return {{kListening, 1.0}, {kSeparating, 3.0}, {kChoosing, 3.0}, {kPlaying, 2.0}, {kMeasuring, 2.0}, {kColouring, 8.0}};
}

MixLaw::LayerGain MosaicEngine::sourceGain() const {
    return {Curve({{0.0, 1.0}, {kAnchors.front(), 0.0}}), Aspect::Timbre, true};
}

EngineOutput MosaicEngine::morph(const MorphInput& input, std::uint64_t seed, JobContext& context) const {
    ColourSettings settings;
    settings.capDb = numberSetting(input.request, "cap", settings.capDb, 3.0, 36.0);
    Shares shares;
    shares.notes = numberSetting(input.request, "notes", shares.notes, 0.0, 1.0);
    shares.hits = numberSetting(input.request, "hits", shares.hits, 0.0, 1.0);

    const AudioSource& source = *input.source;
    const AudioSource& style = *input.style;
    const double limitHz = kUsableNyquist * std::min(source.sampleRate().hz, style.sampleRate().hz) / 2.0;
    const BandLayout layout(kShape.scaledTo(source.sampleRate()), source.sampleRate(), limitHz);
    const BandLayout styleLayout(kShape.scaledTo(style.sampleRate()), style.sampleRate(), limitHz);

    context.beginStage(kListening);
    const Gaussian styleColour = styleStatistics(style, styleLayout, seed, context);
    const Prepared prepared = prepare(source, style, layout, limitHz, seed, context);

    context.beginStage(kMeasuring);
    const MixBands bands = bandsOf(source, prepared, layout, context);
    const FrameLevels levels = measureLevels(bands.source, layout);
    const Gaussian sourceColour = levels.silent ? styleColour : shapeStatistics(bands.source, levels, {}, layout, context);
    const double difference = differenceOf(sourceColour, styleColour);

    context.beginStage(kColouring);
    const HarmonicLock lock(source.sampleRate(), limitHz, layout.shape());
    std::vector<Layer> layers;
    for (std::size_t i = 0; i < kAnchors.size(); ++i) {
        const auto part = [&](double from, double to) {
            return ProgressSpan{context, (static_cast<double>(i) + from) / kAnchors.size(),
                                (static_cast<double>(i) + to) / kAnchors.size()};
        };
        const double anchor = kAnchors[i];
        const MixGains gains = planMix(bands, layout, source.sampleRate(), geodesicPoint(sourceColour, styleColour, anchor),
                                       amountsAt(anchor, bands, prepared, shares, difference), settings, part(0.0, 0.1));
        const LockTo tight{lock, *prepared.source.harmonic, kColourLockDb};
        const LockTo strict{lock, *prepared.source.harmonic, kNotesLockDb};
        const WeightedSum drums(*prepared.source.percussive, gains.percussiveWeight, prepared.hits.get(), gains.hitsWeight);
        const auto layer = [&](const char* name, LayerRole role, Aspect aspect, std::shared_ptr<const AudioSource> audio) {
            layers.push_back({name + (" " + percent(anchor)), role, std::move(audio), {anchorGain(i), aspect, true}});
        };
        layer("Colour", LayerRole::Texture, Aspect::Timbre,
              renderGains(*prepared.source.harmonic, layout, gains.harmonic, &tight, part(0.1, 0.4)));
        layer("Notes", LayerRole::Harmony, Aspect::Timbre,
              renderGains(*prepared.notes, layout, gains.notes, &strict, part(0.4, 0.7)));
        layer("Drums", LayerRole::Drums, Aspect::Rhythm, renderGains(drums, layout, gains.drums, nullptr, part(0.7, 1.0)));
    }
    // Timbre drives the source, which holds its drums, rhythm what replaces them. While both stand at one setting the next
    // two layers cancel out; apart from each other, they put the source's own drums back or take them out.
    const auto ramp = [](double to) { return Curve({{0.0, 0.0}, {kAnchors.front(), to}}); };
    layers.push_back({"Source drums", LayerRole::Drums, prepared.source.percussive, {ramp(1.0), Aspect::Timbre, true}});
    layers.push_back(
        {"Source drums replaced", LayerRole::Drums, prepared.source.percussive, {ramp(-1.0), Aspect::Rhythm, true}});
    std::vector<std::string> notices;
    if (!prepared.hits) {
        notices.push_back("Too few drum hits were found in the style track, or nothing begins in the source, so the "
                          "source's own drums stay.");
    }
    return {std::move(layers), nullptr, std::move(notices)};
}

} // namespace morphony
