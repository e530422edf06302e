// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "core/version.h"
#include "dsp/loudness.h"
#include "morph/content_limit.h"
#include "morph/excerpt.h"
#include "morph/gate_make_up.h"
#include "morph/limiter_make_up.h"
#include "morph/morpher.h"
#include "morph/lasting_part.h"
#include "morph/region.h"
#include "morph/stems.h"
#include "morph/strength.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr const char* kReadingSource = "Reading the source";
constexpr const char* kReadingStyle = "Reading the style track";
constexpr const char* kTakingOut = "Taking out what is kept";
constexpr const char* kMatchingLoudness = "Matching the loudness";
constexpr const char* kCalibrating = "Calibrating the dial";
constexpr const char* kListening = "Listening for the tune";
constexpr int kMostVariants = 99;

[[noreturn]] void refuse(const std::string& sentence) { throw EngineError(ErrorKind::BadUsage, sentence); }

std::string quoted(const std::filesystem::path& file) { return "\"" + file.string() + "\""; }

void checkShare(const char* name, const std::optional<double>& value) {
    if (value && !(*value >= 0.0 && *value <= 1.0)) {
        refuse(std::string("The ") + name + " is " + std::to_string(*value) + "; it takes a number from 0 to 1.");
    }
}

void checkRequest(const MorphRequest& request, int variant) {
    if (request.source.empty()) {
        refuse("There is nothing to morph: give a source file.");
    }
    checkShare("strength", request.dial.strength);
    checkShare("timbre", request.dial.timbre);
    checkShare("rhythm", request.dial.rhythm);
    checkShare("harmony", request.dial.harmony);
    checkShare("share of the song to keep", request.keptContent);
    if (request.variants < 1 || request.variants > kMostVariants) {
        refuse(std::to_string(request.variants) + " variants were asked for; 1 to " + std::to_string(kMostVariants) +
               " are possible.");
    }
    if (variant < 0 || variant >= request.variants) {
        refuse("Variant " + std::to_string(variant) + " is not one of the " + std::to_string(request.variants) +
               " asked for.");
    }
    if (request.region && !(request.region->from >= 0.0 && request.region->to > request.region->from)) {
        refuse("The region is from " + std::to_string(request.region->from) + " s to " +
               std::to_string(request.region->to) + " s; it must begin at 0 or later and end after it begins.");
    }
    if (request.crop && !request.region) {
        refuse("Cropping needs a region to crop to.");
    }
}

void checkSettings(const MorphRequest& request, const Morpher& engine) {
    const auto known = engine.settings();
    std::string keys;
    for (const auto& [key, help] : known) {
        keys += (keys.empty() ? "" : ", ") + key;
    }
    for (const auto& [key, value] : request.settings) {
        if (std::ranges::none_of(known, [&](const auto& entry) { return entry.first == key; })) {
            refuse("The engine " + engine.id() + " has no setting \"" + key + "\"; it has " +
                   (keys.empty() ? "none" : keys) + ".");
        }
    }
}

/// Throws EngineError (BadUsage) where nothing is left to morph.
std::set<Stem> stemsToKeep(const Morpher& engine, const MorphRequest& request) {
    std::set<Stem> kept = engine.keptStems(request);
    if (kept.size() == kStemNames.size()) {
        refuse("Vocals, drums, bass and all other sounds are to be kept, so nothing is left to morph; keep less.");
    }
    return kept;
}

void planStages(const Morpher& engine, const MorphRequest& request, bool keeps, JobContext& context) {
    std::vector<std::pair<std::string, double>> plan{{kReadingSource, 1.0}};
    if (request.style) {
        plan.emplace_back(kReadingStyle, 1.0);
    }
    if (keeps) {
        plan.emplace_back(kTakingOut, 2.0);
    }
    double total = 0.0;
    const auto stages = engine.stages();
    for (const auto& [name, share] : stages) {
        total += share;
    }
    constexpr double kEngineShare = 5.0;
    for (const auto& [name, share] : stages) {
        plan.emplace_back(name, kEngineShare * share / total);
    }
    plan.emplace_back(kMatchingLoudness, 1.5);
    if (request.style || !request.prompt.empty()) {
        plan.emplace_back(kCalibrating, 1.0);
    }
    plan.emplace_back(kListening, 0.5);
    context.plan(std::move(plan));
}

FrameRange regionFrames(const MorphRequest& request, const LoadedAudio& source) {
    const AudioSource& audio = *source.audio;
    if (!request.region) {
        return {0, audio.frames()};
    }
    const FrameRange whole{0, audio.frames()};
    // framesOf rounds a double: a far end may lie beyond every count there is
    const double last = audio.seconds();
    const FrameRange region = FrameRange{framesOf(std::min(request.region->from, last), audio.sampleRate()),
                                         framesOf(std::min(request.region->to, last), audio.sampleRate())}
                                  .clippedTo(whole);
    if (region.empty()) {
        refuse("The region begins at " + std::to_string(request.region->from) + " s, but " + quoted(source.file) +
               " is only " + std::to_string(last) + " s long.");
    }
    return region;
}

void tellWithoutEffect(MorphResult& result, const MorphRequest& request, const Morpher& engine) {
    const auto carries = [&](Aspect aspect) {
        return std::ranges::any_of(
            result.layers, [&](const Layer& layer) { return layer.gain.followsDial && layer.gain.aspect == aspect; });
    };
    const auto tell = [&](const char* what) {
        result.notices.push_back(std::string("The ") + what + " has no effect with the engine " + engine.id() + ".");
    };
    if (request.dial.timbre && !carries(Aspect::Timbre)) {
        tell("timbre setting");
    }
    if (request.dial.rhythm && !carries(Aspect::Rhythm)) {
        tell("rhythm setting");
    }
    if (request.dial.harmony && !carries(Aspect::Harmony)) {
        tell("harmony setting");
    }
    if (!request.prompt.empty() && !engine.takesPrompt()) {
        tell("prompt");
    }
    if (request.style && !engine.takesStyleTrack()) {
        tell("style track");
    }
}

Recipe recipeOf(const MorphRequest& request, const MorphResult& result, std::uint64_t seed, int engineVersion) {
    Recipe recipe{request, result.source.hash, result.style ? result.style->hash : "", programVersion(), engineVersion};
    recipe.request.engine = result.engine;
    recipe.request.variants = 1;
    recipe.request.seed = seed;
    return recipe;
}

void checkShape(const Layer& layer, const AudioSource& source, const Morpher& engine) {
    if (!layer.audio || layer.audio->frames() != source.frames() || layer.audio->channels() != source.channels() ||
        layer.audio->sampleRate() != source.sampleRate()) {
        throw EngineError(ErrorKind::Internal, "The engine " + engine.id() + " made a layer \"" + layer.name +
                                                   "\" of another shape than the source.");
    }
}

std::string percent(double share) { return std::to_string(std::lround(100.0 * share)) + " %"; }

/// Finds how far the song is still known, and stops the dial where the request says so. Without the network that hears the
/// notes nothing is known, which only matters to a request that says so.
void limitContent(MorphResult& result, MixLaw& law, const MorphRequest& request, std::span<const AudioBuffer> excerpts,
                  SampleRate rate, JobContext& context) {
    context.beginStage(kListening);
    std::vector<ContentPoint> points;
    try {
        points = measureContentOverDial(law, excerpts, rate, context);
    } catch (const EngineError& error) {
        if (error.kind() != ErrorKind::MissingResource || request.keptContent) {
            throw;
        }
    }
    result.dialScale.contentLimit = dialWithin(points, &ContentPoint::pitchDistance, kRecognisablePitchDistance);
    if (!request.keptContent) {
        return;
    }
    if (points.empty()) {
        result.notices.push_back(
            "The song has neither notes nor changing harmony, so how much of it is kept cannot be measured and "
            "the dial does not stop.");
        return;
    }
    result.dialScale.stop = dialWithin(points, &ContentPoint::lost, 1.0 - *request.keptContent);
    if (const auto stop = result.dialScale.stop) {
        law.calibration = stoppedAt(law.calibration, *stop);
        result.notices.push_back("The dial stops at " + percent(*stop) + ": beyond it less than " +
                                 percent(*request.keptContent) + " of the song would be kept.");
    }
}

/// Runs the engine on the region, less what is kept, and puts its layers into the result, whole-length again.
void fillLayers(MorphResult& result, const MorphRequest& request, std::uint64_t seed, const Morpher& engine,
                const std::set<Stem>& kept, JobContext& context) {
    const bool part = result.region.size() < result.source.audio->frames();
    const std::shared_ptr<const AudioSource> region =
        part ? std::make_shared<ExcerptSource>(result.source.audio, result.region) : result.source.audio;
    std::shared_ptr<const AudioSource> morphed = region;
    std::vector<Layer> keptLayers;
    if (!kept.empty()) {
        context.beginStage(kTakingOut);
        keptLayers = takeOut(morphed, kept, {context});
    }
    EngineOutput output = engine.morph(
        {morphed, result.style ? result.style->audio : nullptr, request, result.source, result.region}, seed, context);
    std::vector<Layer>& made = output.layers;
    made.insert(made.end(), keptLayers.begin(), keptLayers.end());
    result.score = std::move(output.score);
    result.notices = std::move(output.notices);
    result.styleSound = std::move(output.styleSound);
    result.styleWords = std::move(output.styleWords);

    auto law = std::make_shared<MixLaw>();
    law->layers.push_back(engine.sourceGain());
    std::vector<std::shared_ptr<const AudioSource>> audio{region};
    for (const Layer& layer : made) {
        checkShape(layer, *region, engine);
        audio.push_back(layer.audio);
        law->layers.push_back(layer.gain);
    }
    context.beginStage(kMatchingLoudness);
    const MixLoudness loudness(audio, context);
    law->loudness = loudness.matrix();
    law->gateMakeUp = gateMakeUp(*law, loudness);
    const SampleRate rate = region->sampleRate();
    const std::vector<AudioBuffer> excerpts = excerptsOf(audio, context);
    if (const auto target = result.target()) {
        context.beginStage(kCalibrating);
        const auto measured = measureStrength(*law, excerpts, rate, *target, context);
        law->calibration = calibrationFrom(measured);
        result.dialScale.coverage = covered(measured, &StrengthPoint::timbre);
        result.dialScale.structureCoverage = covered(measured, &StrengthPoint::structure);
    }
    limitContent(result, *law, request, excerpts, rate, context);
    law->limiterMakeUp = limiterMakeUp(*law, excerpts, rate, context);
    result.law = law;

    const bool inPlace = part && !request.crop;
    result.layers.push_back({"Source", LayerRole::Source, inPlace ? result.source.audio : region, law->layers.front()});
    for (Layer& layer : made) {
        if (inPlace) {
            layer.audio = std::make_shared<RegionSource>(result.source.audio, layer.audio, result.region);
        }
        result.layers.push_back(std::move(layer));
    }
    if (!inPlace) {
        result.region = {0, region->frames()};
    }
}

void checkHash(const LoadedAudio& file, const char* what, const std::string& hash) {
    if (file.hash != hash) {
        throw EngineError(ErrorKind::InputUnreadable,
                          std::string("The ") + what + " " + quoted(file.file) +
                              " is not the file that the recipe was made from: its SHA-256 is " + file.hash +
                              ", expected " + hash + ".");
    }
}

std::shared_ptr<const MorphResult> run(const MorphRequest& request, int variant, const Recipe* recipe,
                                       JobContext& context) {
    checkRequest(request, variant);
    const EngineChoice choice = chooseEngine(request);
    const Morpher& engine = *choice.engine;
    checkSettings(request, engine);
    const std::uint64_t seed = request.seed + static_cast<std::uint64_t>(variant);
    const std::set<Stem> kept = stemsToKeep(engine, request);
    planStages(engine, request, !kept.empty(), context);

    auto result = std::make_shared<MorphResult>();
    context.beginStage(kReadingSource);
    result->source = loadAudio(request.source, context);
    if (recipe != nullptr) {
        checkHash(result->source, "source", recipe->sourceHash);
    }
    result->region = regionFrames(request, result->source);
    if (request.style) {
        context.beginStage(kReadingStyle);
        result->style = loadAudio(*request.style, context);
        if (recipe != nullptr) {
            checkHash(*result->style, "style track", recipe->styleHash);
        }
    }
    result->engine = engine.id();
    result->engineReason = choice.reason;
    fillLayers(*result, request, seed, engine, kept, context);
    tellWithoutEffect(*result, request, engine);
    if (recipe != nullptr && (recipe->programVersion != programVersion() || recipe->engineVersion != engine.version())) {
        result->notices.push_back("The recipe was made by version " + recipe->programVersion + " with " + engine.id() +
                                  " " + std::to_string(recipe->engineVersion) + "; this is version " + programVersion() +
                                  " with " + engine.id() + " " + std::to_string(engine.version()) +
                                  ", so the result may differ.");
    }
    result->recipe = recipeOf(request, *result, seed, engine.version());
    result->stageSeconds = context.stageSeconds();
    return result;
}

} // namespace

std::shared_ptr<const MorphResult> runMorph(const MorphRequest& request, int variant, JobContext& context) {
    return run(request, variant, nullptr, context);
}

std::shared_ptr<const MorphResult> runRecipe(const Recipe& recipe, JobContext& context) {
    return run(recipe.request, 0, &recipe, context);
}

} // namespace morphony
