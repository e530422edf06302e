// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/render/labels.h"

#include "core/json_value.h"

#include <algorithm>
#include <cstdio>

namespace morphony {

namespace {

constexpr double kHeardLu = -60.0;       ///< LUFS under which a part does not sound
constexpr double kMaskedLevelLu = -24.0; ///< mixed lower than this, nobody hears what it is
constexpr double kDistortionDb = 18.0;   ///< of an amplifier

/// First General MIDI program of each kind of instrument, in order.
struct Kind {
    int from;
    const char* name;
};
constexpr Kind kKinds[]{{0, "piano"},
                        {4, "electric piano"},
                        {6, "harpsichord"},
                        {8, "mallets"},
                        {16, "organ"},
                        {21, "accordion"},
                        {24, "acoustic guitar"},
                        {26, "electric guitar"},
                        {29, "distorted guitar"},
                        {32, "double bass"},
                        {33, "electric bass"},
                        {38, "synth bass"},
                        {40, "strings"},
                        {52, "choir"},
                        {56, "brass"},
                        {64, "saxophone"},
                        {68, "woodwind"},
                        {72, "flute"},
                        {80, "synth lead"},
                        {88, "synth pad"},
                        {104, "ethnic"}};

std::string kindOf(const ScorePart& part, const Style& style) {
    if (part.drums()) {
        return part.program == 24 || part.program == 25 ? "drum machine" : "drums";
    }
    const PartStyle* own = style.part(part.role);
    if (part.program >= 24 && part.program < 32 && own != nullptr && own->ampDb >= kDistortionDb) {
        return "distorted guitar";
    }
    const auto* after = std::ranges::find_if(kKinds, [&](const Kind& kind) { return kind.from > part.program; });
    return (after - 1)->name;
}

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}
std::string seconds(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4f", value);
    return text;
}

template <class List, class Text>
std::string listOf(const List& list, Text text) {
    std::string joined = "[";
    for (const auto& item : list) {
        joined += (joined.size() > 1 ? "," : "") + text(item);
    }
    return joined + "]";
}

std::string quotedList(const std::vector<std::string>& list) {
    return listOf(list, [](const std::string& text) { return jsonQuoted(text); });
}

std::string partText(const ScorePart& part) {
    const auto note = [](const ScoreNote& each) {
        return "[" + seconds(each.start) + "," + seconds(each.end) + "," + std::to_string(each.pitch) + "," +
               std::to_string(each.velocity) + "]";
    };
    return "{\"role\":" + jsonQuoted(name(part.role)) + ",\"program\":" + std::to_string(part.program) +
           ",\"notes\":" + listOf(part.notes, note) + "}";
}

std::string changeText(const Augmentation& change) {
    return "{\"gain_db\":" + number(change.gainDb) + ",\"tilt_db\":" + number(change.tiltDb) +
           ",\"reverb_seconds\":" + number(change.reverbSeconds) + ",\"reverb_db\":" + number(change.reverbDb) +
           ",\"low_cut_hz\":" + number(change.lowCutHz) + ",\"high_cut_hz\":" + number(change.highCutHz) +
           ",\"companding_bits\":" + std::to_string(change.compandingBits) + ",\"noise_db\":" + number(change.noiseDb) +
           ",\"detune_cents\":" + number(change.detuneCents) + "}";
}

/// Without its closing brace.
std::string commonText(const Rendering& rendering) {
    return "{\"name\":" + jsonQuoted(rendering.name) + ",\"style\":" + jsonQuoted(rendering.style.id) +
           ",\"family\":" + jsonQuoted(rendering.style.family) + ",\"instruments\":" + quotedList(rendering.instruments) +
           ",\"piece\":" + std::to_string(rendering.piece->seed) + ",\"chart\":" + std::to_string(rendering.piece->chart) +
           ",\"held_out\":" + (rendering.heldOut ? "true" : "false");
}

} // namespace

const std::vector<std::string>& instrumentNames() {
    static const std::vector<std::string> kNames = [] {
        std::vector<std::string> names{"drums", "drum machine"};
        for (const Kind& kind : kKinds) {
            names.emplace_back(kind.name);
        }
        std::ranges::sort(names);
        return names;
    }();
    return kNames;
}

std::vector<std::string> heardInstruments(const std::vector<RenderedPart>& parts, const Score& score, const Style& style) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const PartStyle* own = style.part(parts[i].role);
        if (parts[i].lufs > kHeardLu && own != nullptr && own->levelLu > kMaskedLevelLu) {
            names.push_back(kindOf(score.parts[i], style));
        }
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::string shortLabels(const Rendering& rendering) { return commonText(rendering) + "}"; }

std::string fullLabels(const Rendering& rendering) {
    const TrackAnalysis& analysis = rendering.piece->analysis;
    const auto chord = [](const ChordSpan& each) {
        return "[" + seconds(each.time.from) + "," + seconds(each.time.to) + "," + jsonQuoted(each.label) + "]";
    };
    return commonText(rendering) + ",\"seconds\":" + seconds(analysis.seconds) +
           ",\"tempo_bpm\":" + number(*analysis.rhythm.tempoBpm) + ",\"meter\":" + jsonQuoted(analysis.rhythm.meter) +
           ",\"beats\":" + listOf(analysis.rhythm.beats, seconds) +
           ",\"downbeats\":" + listOf(analysis.rhythm.downbeats, seconds) +
           ",\"key\":" + jsonQuoted(keyName(analysis.harmony.key->tonic, analysis.harmony.key->minor)) +
           ",\"chords\":" + listOf(analysis.harmony.chords, chord) +
           ",\"parts\":" + listOf(rendering.score.parts, partText) +
           ",\"soundfont\":" + jsonQuoted(rendering.soundfont.filename().string()) +
           ",\"augmentation\":" + changeText(rendering.change) + "}";
}

} // namespace morphony
