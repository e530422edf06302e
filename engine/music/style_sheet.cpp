// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/style_sheet.h"

#include "music/arranger.h"
#include "music/effects.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

constexpr double kSongSeconds = 14.0; ///< at least, in whole bars
constexpr int kFewestBars = 4;

struct SheetChord {
    const char* label;
    std::array<int, 3> tones; ///< MIDI keys
    std::array<int, 4> tune;  ///< keys of the tune, a beat each
};
constexpr std::array<SheetChord, 4> kChords{{
    {"C:maj", {55, 60, 64}, {67, 72, 76, 74}},
    {"A:min", {57, 60, 64}, {72, 69, 76, 72}},
    {"F:maj", {57, 60, 65}, {69, 77, 74, 72}},
    {"G:7", {55, 59, 65}, {71, 74, 79, 74}},
}};

/// The rhythm section's stems at the loudness that they have beside lead and counter lines in a morph.
void addRhythm(AudioBuffer& mix, const std::vector<MixedStem>& stems) {
    double power = 0.0;
    for (std::size_t i = 0; i + 1 < stems.size(); ++i) {
        power += stems[i].audio ? std::pow(10.0, stems[i].lufs / 10.0) : 0.0;
    }
    const double under = power > 0.0 ? kEffectLufs - kBandUnderLines - 10.0 * std::log10(power) : 0.0;
    for (std::size_t i = 0; i < stems.size(); ++i) {
        if (!stems[i].audio) {
            continue;
        }
        const bool lead = i + 1 == stems.size();
        const auto gain = static_cast<float>(stems[i].gain * (lead ? 1.0 : gainFromDb(under)));
        const AudioBuffer samples = readAll(*stems[i].audio);
        for (int c = 0; c < mix.channels(); ++c) {
            std::ranges::transform(mix.channel(c), samples.channel(c), mix.channel(c).begin(),
                                   [gain](float sum, float sample) { return sum + gain * sample; });
        }
    }
}

} // namespace

TrackAnalysis sheetSong(const Style& style) {
    const bool four = style.grooves.contains("4/4");
    const int perBar = four ? 4 : 3;
    const double beat = 60.0 / std::sqrt(style.tempoLow * style.tempoHigh);
    const int bars = std::max(kFewestBars, static_cast<int>(std::ceil(kSongSeconds / (beat * perBar))));
    TrackAnalysis song;
    for (int bar = 0; bar < bars; ++bar) {
        const SheetChord& chord = kChords[static_cast<std::size_t>(bar) % kChords.size()];
        const double begin = bar * perBar * beat;
        const double end = begin + perBar * beat;
        song.rhythm.downbeats.push_back(begin);
        song.energyPerBar.push_back(-18.0);
        song.harmony.chords.push_back({{begin, end}, chord.label, std::nullopt, 1.0});
        for (const int tone : chord.tones) {
            song.notes.push_back({begin, end - 0.05 * beat, tone, 70});
        }
        for (int i = 0; i < perBar; ++i) {
            const double start = begin + i * beat;
            song.rhythm.beats.push_back(start);
            song.melody.push_back({start, start + 0.9 * beat, chord.tune[static_cast<std::size_t>(i)], 90});
            song.notes.push_back(song.melody.back());
        }
        song.seconds = end;
    }
    std::ranges::stable_sort(song.notes, {}, &Note::start);
    song.rhythm.tempoBpm = 60.0 / beat;
    song.rhythm.beatConfidence = song.rhythm.tempoConfidence = song.rhythm.downbeatConfidence = 1.0;
    song.rhythm.beatsPerBar = perBar;
    song.rhythm.meter = four ? "4/4" : "3/4";
    song.sections = {{{0.0, song.seconds}, "A"}};
    song.harmony.key = KeySpan{{0.0, song.seconds}, 0, false, 1.0};
    return song;
}

StyleSheet styleSheet(const Style& style, std::uint64_t seed, SampleRate rate, JobContext& context) {
    constexpr double kTail = 0.5; // s, for the last notes
    StyleSheet sheet;
    const TrackAnalysis song = sheetSong(style);
    ArrangeOptions options;
    options.seed = seed;
    sheet.score = arrange(song, style, options);
    sheet.parts = renderParts(sheet.score, style, framesOf(song.seconds + kTail, rate), rate, {context});
    const std::array<StemRecipe, 4> recipes{{{{PartRole::Drums}, false, false},
                                             {{PartRole::Bass}, false, true},
                                             {{PartRole::Comping, PartRole::Pad}, true, true},
                                             {{PartRole::Lead, PartRole::Counter}, true, false}}};
    AudioBuffer mix(2, framesOf(song.seconds + kTail, rate));
    addRhythm(mix, mixStems(sheet.parts, recipes, sheet.score, style, context));
    sheet.audio = std::make_shared<BufferSource>(std::move(mix), rate);
    return sheet;
}

} // namespace morphony
