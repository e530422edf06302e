// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/arrange/arrange_engine.h"

#include "analysis/analyse_track.h"
#include "analysis/corrected_track.h"
#include "core/engine_error.h"
#include "dsp/integrated_loudness.h"
#include "io/resampled.h"
#include "morph/arrange/kept_sound.h"
#include "morph/arrange/region_analysis.h"
#include "morph/arrange/stem_layer.h"
#include "morph/arrange/style_choice.h"
#include "morph/setting_value.h"
#include "music/arranger.h"
#include "music/effects.h"
#include "music/fluid_player.h"
#include "music/render_score.h"
#include "music/source_grid.h"
#include "music/style_sheet.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace morphony {

namespace {

constexpr const char* kArranging = "Arranging";
constexpr const char* kPlaying = "Playing the instruments";
constexpr const char* kSeparating = "Separating harmony and beat";
constexpr const char* kMixing = "Mixing the band";

/// Amplitude over the strength: nothing up to `from`, `level` from `to` on.
Curve fadeIn(double from, double to, double power, double level) {
    std::vector<Curve::Point> points;
    constexpr int kSteps = 32;
    for (int i = 0; i <= kSteps; ++i) {
        const double s = static_cast<double>(i) / kSteps;
        points.push_back({s, level * std::pow(std::clamp((s - from) / (to - from), 0.0, 1.0), power)});
    }
    return Curve(std::move(points));
}

/// The source leaves over this much of the dial; what is kept of its sound comes in meanwhile.
constexpr double kSourceGone = 0.75;
double sourceShare(double s) { return std::clamp(1.0 - s / kSourceGone, 0.0, 1.0); }

/// What is kept: one with the source at first, then falling to `db` under it, linearly in dB.
Curve keptGain(double match, double db) {
    std::vector<Curve::Point> points;
    constexpr int kSteps = 32;
    for (int i = 0; i <= kSteps; ++i) {
        const double s = static_cast<double>(i) / kSteps;
        const double level = gainFromDb(db * std::clamp((s - 0.1) / 0.9, 0.0, 1.0));
        points.push_back({s, match * level * (1.0 - sourceShare(s))});
    }
    return Curve(std::move(points));
}

/// Level of the rhythm section under a source whose own sound stays, dB: nobody replays its notes.
constexpr double kBandUnderRemix = 6.5;
/// Chords cover the song's own notes more than anything else of the band does, distorted guitars above all; so they stay at
/// least this much under the source, dB.
constexpr double kChordsUnderSource = 8.0;

struct Group {
    const char* name;
    LayerRole role;
    Stem stem; ///< of the source that it stands for
    Aspect aspect;
    std::vector<PartRole> parts;
    bool room;
    bool ducked;
    double from, to, power; ///< fade over the dial
    bool fullOnly;
};

const std::vector<Group>& groups() {
    static const std::vector<Group> all{
        {"Drums", LayerRole::Drums, Stem::Drums, Aspect::Rhythm, {PartRole::Drums}, false, false, 0.0, 0.9, 1.3, false},
        {"Bass", LayerRole::Bass, Stem::Bass, Aspect::Rhythm, {PartRole::Bass}, false, true, 0.08, 0.95, 1.2, false},
        {"Harmony",
         LayerRole::Harmony,
         Stem::Other,
         Aspect::Harmony,
         {PartRole::Comping, PartRole::Pad},
         true,
         true,
         0.12,
         1.0,
         1.2,
         false},
        {"Lead",
         LayerRole::Lead,
         Stem::Vocals,
         Aspect::Timbre,
         {PartRole::Lead, PartRole::Counter},
         true,
         false,
         0.15,
         1.0,
         1.0,
         true},
    };
    return all;
}

/// The loudness that all parts of a rhythm section add up to, for parts that have nothing to do with each other.
double bandLufs(const std::vector<MixedStem>& stems) {
    double power = 0.0;
    for (std::size_t i = 0; i < stems.size(); ++i) {
        power += groups()[i].fullOnly || !stems[i].audio ? 0.0 : std::pow(10.0, stems[i].lufs / 10.0);
    }
    return power > 0.0 ? 10.0 * std::log10(power) : kEffectLufs;
}

/// What a listener may call the style: its name, family, era and tags.
std::vector<std::string> listenersWords(const Style& style) {
    std::vector<std::string> words{style.family, style.name, style.id};
    words.insert(words.end(), style.tags.begin(), style.tags.end());
    for (std::string& word : words) {
        std::ranges::transform(word, word.begin(),
                               [](char c) { return c == '-' ? ' ' : static_cast<char>(std::tolower(c)); });
    }
    if (style.era.size() == 5 && style.era.back() == 's') {
        words.push_back(style.era.substr(2)); // "1980s": "80s"
    }
    return words;
}

/// In a remix the source itself plays its tune, and nobody plays over what is kept.
bool isPlayed(PartRole role, bool full, const std::set<Stem>& kept) {
    const auto group =
        std::ranges::find_if(groups(), [&](const Group& g) { return std::ranges::find(g.parts, role) != g.parts.end(); });
    return group == groups().end() || ((full || !group->fullOnly) && !kept.contains(group->stem));
}

/// The rate that the synthesiser runs at for a source.
SampleRate synthesisRate(SampleRate source) { return source.hz >= 8000 && source.hz <= 96000 ? source : SampleRate{48000}; }

std::shared_ptr<const AudioSource> inSourceRate(const std::shared_ptr<const AudioSource>& stem, const AudioSource& source,
                                                JobContext& context) {
    return stem->sampleRate() == source.sampleRate() ? stem : resampled(stem, source.sampleRate(), context);
}

bool isFull(const MorphRequest& request, const StyleChoice& choice, const TrackAnalysis& analysis) {
    const auto mode = request.settings.find("mode");
    if (mode == request.settings.end() || mode->second == "auto") {
        return !choice.remix && analysis.singing.value_or(0.0) < 0.5 && !analysis.notes.empty();
    }
    if (mode->second != "remix" && mode->second != "full") {
        throw EngineError(ErrorKind::BadUsage,
                          "The setting mode is \"" + mode->second + "\"; it takes auto, remix or full.");
    }
    return mode->second == "full";
}

} // namespace

std::string ArrangeEngine::summary() const {
    return "the source's song played by a band of the style that the prompt names";
}

std::set<Stem> ArrangeEngine::keptStems(const MorphRequest& request) const { return chooseStyle(request).kept; }

std::string ArrangeEngine::missing() const {
    return findSoundfont() ? ""
                           : "The engine arrange needs a General MIDI soundfont: install the package "
                             "musescore-general-soundfont-small.";
}

std::vector<std::pair<std::string, std::string>> ArrangeEngine::settings() const {
    return {{"style", "id of a style, instead of what the prompt says (see: morphony-cli styles)"},
            {"mode", "remix (the source's own sound stays), full (its notes are replayed) or auto (auto)"},
            {"energy", "-1 (calm) to 1 (driving) (what the prompt says)"},
            {"feel", "half, double or follow (by tempo)"},
            {"band", "level of the rhythm section in dB, -12 to 12 (0)"},
            {"kept", "level of the source's own sound in dB, -60 to 6 (the style's)"}};
}

std::vector<std::pair<std::string, double>> ArrangeEngine::stages() const {
    auto stages = analysisStages();
    double analysis = 0.0;
    for (const auto& [name, share] : stages) {
        analysis += share;
    }
    for (auto& [name, share] : stages) {
        share *= 5.0 / analysis;
    }
    stages.emplace_back(kArranging, 0.2);
    stages.emplace_back(kPlaying, 4.0);
    stages.emplace_back(kSeparating, 2.0);
    stages.emplace_back(kMixing, 1.0);
    return stages;
}

MixLaw::LayerGain ArrangeEngine::sourceGain() const {
    return {Curve({{0.0, 1.0}, {kSourceGone, 0.0}}), Aspect::Rhythm, true};
}

EngineOutput ArrangeEngine::morph(const MorphInput& input, std::uint64_t seed, JobContext& context) const {
    const AudioSource& source = *input.source;
    const StyleChoice choice = chooseStyle(input.request);
    const auto whole = analyseTrack(input.track, input.request.sourceCorrection, context);

    context.beginStage(kArranging);
    const SampleRate trackRate = input.track.audio->sampleRate();
    const TrackAnalysis analysis =
        analysisOf(*whole, {secondsOf(input.region.begin, trackRate), secondsOf(input.region.end, trackRate)});
    ArrangeOptions options = choice.options;
    options.seed = seed;
    options.energy = numberSetting(input.request, "energy", options.energy, -1.0, 1.0);
    const bool full = isFull(input.request, choice, analysis);
    auto score = std::make_shared<Score>(arrange(analysis, choice.style, options));
    EngineOutput output;
    output.notices = choice.notices;
    if (!hasBeat(analysis)) {
        output.notices.push_back(
            "No beat was found, so no rhythm section plays: the style's instruments follow the harmony freely.");
    }

    context.beginStage(kPlaying);
    Score played = *score;
    std::erase_if(played.parts, [&](const ScorePart& part) { return !isPlayed(part.role, full, choice.kept); });
    const SampleRate rate = synthesisRate(source.sampleRate());
    const FrameCount frames = rate == source.sampleRate() ? source.frames() : framesOf(source.seconds(), rate);
    const auto parts = renderParts(played, choice.style, frames, rate, {context});

    output.styleSound = styleSheet(choice.style, seed, rate, context).audio;
    output.styleWords = listenersWords(choice.style);
    context.beginStage(kSeparating);
    const double sourceLufs = integratedLufs(source, context);
    double keptLufs = -70.0;
    const auto kept = keptSound(source, sourceLufs, choice.style.chorus, keptLufs, {context});

    context.beginStage(kMixing);
    std::vector<StemRecipe> recipes;
    for (const Group& group : groups()) {
        recipes.push_back({group.parts, group.room, group.ducked});
    }
    const auto stems = mixStems(parts, recipes, played, choice.style, context);
    if (keptLufs > -70.0 && sourceLufs > -70.0) {
        const double db =
            numberSetting(input.request, "kept", full ? choice.style.fullDb : choice.style.remixDb, -60.0, 6.0);
        output.layers.push_back({"Source without its beat",
                                 LayerRole::Texture,
                                 kept,
                                 {keptGain(gainFromDb(sourceLufs - keptLufs), db), Aspect::Rhythm, true}});
    }
    // the rhythm section stands a little under the source, so that the song leads; lead and counter lines have levels of
    // their own beside it
    const double bandDb = numberSetting(input.request, "band", 0.0, -12.0, 12.0);
    const double toBand = sourceLufs - bandLufs(stems) + bandDb - (full ? kBandUnderLines : kBandUnderRemix);
    for (std::size_t i = 0; i < stems.size(); ++i) {
        const Group& group = groups()[i];
        if (!stems[i].audio || stems[i].lufs <= -70.0) {
            continue;
        }
        double db = group.fullOnly ? sourceLufs - kEffectLufs : toBand;
        if (group.role == LayerRole::Harmony) {
            db = std::min(db, sourceLufs - kChordsUnderSource + bandDb - stems[i].lufs);
        }
        output.layers.push_back(
            {group.name,
             group.role,
             std::make_shared<StemLayer>(inSourceRate(stems[i].audio, source, context), source),
             {fadeIn(group.from, group.to, group.power, stems[i].gain * gainFromDb(db)), group.aspect, true}});
    }
    if (const MixedStem vinyl = vinylStem(choice.style, frames, rate, seed, context); vinyl.audio && sourceLufs > -70.0) {
        constexpr double kUnderSource = 24.0; // LU, at full vinyl
        const double level = gainFromDb(sourceLufs - kUnderSource - vinyl.lufs) * choice.style.vinyl;
        output.layers.push_back({"Vinyl",
                                 LayerRole::Texture,
                                 std::make_shared<StemLayer>(inSourceRate(vinyl.audio, source, context), source),
                                 {fadeIn(0.1, 1.0, 1.0, level), Aspect::Timbre, true}});
    }
    output.score = std::move(score);
    return output;
}

} // namespace morphony
