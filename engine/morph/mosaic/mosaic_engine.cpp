// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/mosaic_engine.h"

#include "core/engine_error.h"
#include "morph/excerpt.h"
#include "morph/mosaic/grains.h"
#include "morph/mosaic/hits.h"
#include "morph/mosaic/mix_render.h"
#include "morph/mosaic/sound_parts.h"
#include "morph/setting_value.h"
#include "morph/style_sections.h"

#include <array>
#include <cmath>
#include <numbers>

namespace morphony {

namespace {

/// 93 ms at 44.1 kHz: parts semitones from the middle octaves on, and gains that are smooth over the bands do not smear
/// attacks, as the filters that they are stay short.
constexpr StftShape kShape{4096, 1024};
/// Where on the way to the style the anchors stand. Between two of them the gains of one band differ by about half the cap
/// at most, so that the crossfade follows the straight way in dB within 2 dB; the dial's calibration takes out the rest.
constexpr std::array kAnchors{0.5, 1.0};
/// More of a track than this changes its statistics little; both tracks are listened to at the same places.
constexpr double kMostSeconds = 96.0;
/// Bands are compared up to this share of the lower Nyquist frequency; above it anti-alias filters have cut.
constexpr double kUsableNyquist = 0.95;
/// What the style's sounds and colour may change in a pitch class is taken back up to this.
constexpr float kLockDb = 9.0F;
/// The style's sounds may be this much wider than the source: a mono song stays in the middle.
constexpr double kWiderDb = 6.0;

constexpr const char* kListening = "Listening to the style track";
constexpr const char* kSeparating = "Parting what lasts from what strikes";
constexpr const char* kChoosing = "Choosing sounds of the style track";
constexpr const char* kMeasuring = "Measuring the parts";
constexpr const char* kColouring = "Colouring";

ColourGoal styleStatistics(const AudioSource& style, const BandLayout& layout, std::uint64_t seed, JobContext& context) {
    const FrameCount frames = layout.shape().framesFor(style.frames());
    const double framesASecond = static_cast<double>(style.sampleRate().hz) / layout.shape().hop;
    const auto ranges = styleSections(frames, framesASecond, seed, kMostSeconds);
    const auto sections = measureBands(style, layout, ranges, {context});
    const Presence presence = presenceOf(sections, layout);
    if (presence.silent) {
        throw EngineError(ErrorKind::BadUsage, "The style track is silent" +
                                                   std::string(ranges.size() > 1 || ranges.front().size() < frames
                                                                   ? " in the sections that this seed listens to"
                                                                   : "") +
                                                   ", so it has no colour to take; choose another track or seed.");
    }
    Gaussian shape = shapeStatistics(sections, presence, layout, style.sampleRate(), context);
    Movement movement = movementOf(sections, presence, shape, layout, style.sampleRate());
    return {std::move(shape), movement};
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
    MixParts parts;
    double styleBalanceDb = 0.0; ///< what strikes against what lasts, in the style
};

/// Power of all bands and frames together, in dB.
double totalDb(std::span<const MixBands> sections, BandFrames MixBands::*part) {
    double sum = 0.0;
    for (const MixBands& section : sections) {
        for (const float level : frameLevels(section.*part)) {
            sum += std::pow(10.0, level * 0.1);
        }
    }
    return dbFromPower(sum);
}

double energyOf(const AudioSource& audio) {
    const AudioBuffer samples = readAll(audio);
    double sum = 0.0;
    for (int c = 0; c < samples.channels(); ++c) {
        for (const float sample : samples.channel(c)) {
            sum += static_cast<double>(sample) * sample;
        }
    }
    return sum;
}

/// How wide a piece is: its channels' difference against their sum, in dB. 0 for anything but stereo.
double widthDb(const AudioBuffer& audio) {
    if (audio.channels() != 2) {
        return 0.0;
    }
    double mid = 1e-9;
    double side = 1e-9;
    for (std::size_t i = 0; i < audio.channel(0).size(); ++i) {
        mid += std::pow(audio.channel(0)[i] + audio.channel(1)[i], 2.0);
        side += std::pow(audio.channel(0)[i] - audio.channel(1)[i], 2.0);
    }
    return dbFromPower(side / mid);
}

/// Share of the style's width that its sounds bring along.
float widthShare(const AudioSource& source, const AudioSource& style) {
    const double wider = widthDb(readAll(style)) - widthDb(excerptOf(source));
    return static_cast<float>(std::min(1.0, gainFromDb(kWiderDb - wider)));
}

/// Takes the source apart and plays the style's sounds in its rhythm and on its notes.
Prepared prepare(const std::shared_ptr<const AudioSource>& source, const AudioSource& style, double limitHz,
                 std::uint64_t seed, JobContext& context) {
    Prepared result;
    context.beginStage(kSeparating);
    const StyleMaterial material =
        styleMaterial(style, source->sampleRate(), source->channels(), seed, {context, 0.0, 0.2});
    const SoundParts parts = separate(source, {context, 0.2, 1.0});

    context.beginStage(kChoosing);
    const auto sourceOnsets = refinedOnsets(*source, *source, {context, 0.0, 0.3});
    const auto styleOnsets = refinedOnsets(*material.whole, *material.whole, {context, 0.3, 0.4});
    auto hits = answerHits(hitsAt(*parts.percussive, sourceOnsets, limitHz, context),
                           hitsAt(*material.percussive, styleOnsets, limitHz, context), material, source->frames());
    const GrainStock stock(material, styleOnsets, tuningOf(*material.harmonic, context), context);
    const auto slots = grainSlots(sourceOnsets, source->frames(), source->sampleRate());
    constexpr int kVoices = 2;
    auto grains = stock.play(*parts.harmonic, slots, tuningOf(*parts.harmonic, context), kVoices, {context, 0.4, 1.0});

    const float width = widthShare(*source, *material.whole);
    result.parts.harmonic = parts.harmonic;
    result.parts.percussive = parts.percussive;
    result.parts.notes = std::make_shared<const PlacedSound>(std::move(grains), material.harmonic, source->frames(), width);
    if (!hits.empty()) {
        result.parts.hits =
            std::make_shared<const PlacedSound>(std::move(hits), material.percussive, source->frames(), width);
    }
    result.styleBalanceDb = dbFromPower(energyOf(*material.percussive)) - dbFromPower(energyOf(*material.harmonic));
    return result;
}

/// How much of the style's own sounds is played where the style differs fully.
struct Shares {
    double notes = 0.3;
    double hits = 0.7;
    double balance = 0.7;
    double modulation = 0.7;
};

MixAmounts amountsAt(double anchor, std::span<const MixBands> sections, const Prepared& prepared, const Shares& shares,
                     double difference) {
    const auto power = [&](double share) {
        return difference * std::pow(std::sin(anchor * share * 0.5 * std::numbers::pi), 2.0);
    };
    const double percussiveDb = totalDb(sections, &MixBands::percussive);
    MixAmounts amounts;
    amounts.amount = anchor;
    amounts.notes = power(shares.notes);
    amounts.modulation = difference * anchor * shares.modulation;
    if (prepared.parts.hits) {
        amounts.hits = power(shares.hits);
        amounts.hitsDb = std::min(12.0, percussiveDb - totalDb(sections, &MixBands::hits));
    }
    const double sourceBalanceDb = percussiveDb - totalDb(sections, &MixBands::harmonic);
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
    return {{"movement", "share of the style's quickness of movement that the bands take on, 0 to 1 (1)"},
            {"cap", "largest boost or cut of a band in dB, 3 to 36 (24)"},
            {"notes", "share of the lasting sound that the style's own sounds play at the end of the dial, 0 to 1 (0.3)"},
            {"hits", "share of the drums that the style's own hits play at the end of the dial, 0 to 1 (0.7)"}};
}

std::vector<std::pair<std::string, double>> MosaicEngine::stages() const {
    return {{kListening, 1.0}, {kSeparating, 4.0}, {kChoosing, 3.0}, {kMeasuring, 2.0}, {kColouring, 6.0}};
}

MixLaw::LayerGain MosaicEngine::sourceGain() const {
    return {Curve({{0.0, 1.0}, {kAnchors.front(), 0.0}}), Aspect::Timbre, true};
}

EngineOutput MosaicEngine::morph(const MorphInput& input, std::uint64_t seed, JobContext& context) const {
    ColourSettings settings;
    settings.capDb = numberSetting(input.request, "cap", settings.capDb, 3.0, 36.0);
    settings.movement = numberSetting(input.request, "movement", settings.movement, 0.0, 1.0);
    Shares shares;
    shares.notes = numberSetting(input.request, "notes", shares.notes, 0.0, 1.0);
    shares.hits = numberSetting(input.request, "hits", shares.hits, 0.0, 1.0);

    const AudioSource& source = *input.source;
    const AudioSource& style = *input.style;
    const double limitHz = kUsableNyquist * std::min(source.sampleRate().hz, style.sampleRate().hz) / 2.0;
    const BandLayout layout(kShape.scaledTo(source.sampleRate()), source.sampleRate(), limitHz);
    const BandLayout styleLayout(kShape.scaledTo(style.sampleRate()), style.sampleRate(), limitHz);

    context.beginStage(kListening);
    const ColourGoal styleColour = styleStatistics(style, styleLayout, seed, context);
    const Prepared prepared = prepare(input.source, style, limitHz, seed, context);

    context.beginStage(kMeasuring);
    const MixRender mix(prepared.parts, layout);
    const double framesASecond = static_cast<double>(source.sampleRate().hz) / layout.shape().hop;
    const auto ranges = spreadSections(layout.shape().framesFor(source.frames()), framesASecond, kMostSeconds);
    const std::vector<MixBands> sections = mix.measure(ranges, {context});
    std::vector<BandFrames> whole;
    for (const MixBands& section : sections) {
        whole.push_back(section.source);
    }
    const Presence presence = presenceOf(whole, layout);
    const Gaussian sourceColour =
        presence.silent ? styleColour.shape : shapeStatistics(whole, presence, layout, source.sampleRate(), context);
    const double difference = differenceOf(sourceColour, styleColour.shape);
    std::vector<MixPlan> plans;
    for (const double anchor : kAnchors) {
        plans.emplace_back(layout, source.sampleRate(), amountsAt(anchor, sections, prepared, shares, difference), settings)
            .fit(sections, {geodesicPoint(sourceColour, styleColour.shape, anchor), styleColour.movement, anchor}, context);
    }

    context.beginStage(kColouring);
    const auto rendered = mix.render(plans, kLockDb, {context});
    std::vector<Layer> layers;
    for (std::size_t i = 0; i < kAnchors.size(); ++i) {
        layers.push_back({"Colour and notes " + percent(kAnchors[i]),
                          LayerRole::Texture,
                          rendered[i].lasting,
                          {anchorGain(i), Aspect::Timbre, true}});
        layers.push_back(
            {"Drums " + percent(kAnchors[i]), LayerRole::Drums, rendered[i].struck, {anchorGain(i), Aspect::Rhythm, true}});
    }
    // Timbre drives the source, which holds its drums, rhythm what replaces them. While both stand at one setting the next
    // two layers cancel out; apart from each other, they put the source's own drums back or take them out.
    const auto ramp = [](double to) { return Curve({{0.0, 0.0}, {kAnchors.front(), to}}); };
    layers.push_back({"Source drums", LayerRole::Drums, prepared.parts.percussive, {ramp(1.0), Aspect::Timbre, true}});
    layers.push_back(
        {"Source drums replaced", LayerRole::Drums, prepared.parts.percussive, {ramp(-1.0), Aspect::Rhythm, true}});
    std::vector<std::string> notices;
    if (!prepared.parts.hits) {
        notices.push_back("Too few drum hits were found in the style track, or nothing begins in the source, so the "
                          "source's own drums stay.");
    }
    return {std::move(layers), nullptr, std::move(notices)};
}

} // namespace morphony
