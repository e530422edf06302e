// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/arrange/prompt_band.h"

#include "core/engine_error.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

namespace morphony {

namespace {

/// Who plays an instrument of the lexicon, and with which General MIDI program (drums: kit).
struct Player {
    std::string_view id;
    PartRole role;
    int program;
};
constexpr Player kPlayers[]{
    {"brushes", PartRole::Drums, 40}, {"drum-machine", PartRole::Drums, 25}, {"claps", PartRole::Drums, 25},
    {"bass", PartRole::Bass, 33}, {"slap-bass", PartRole::Bass, 36}, {"fretless-bass", PartRole::Bass, 35},
    {"double-bass", PartRole::Bass, 32}, {"synth-bass", PartRole::Bass, 38}, {"tuba", PartRole::Bass, 58},
    {"piano", PartRole::Comping, 0}, {"honky-tonk-piano", PartRole::Comping, 3}, {"electric-piano", PartRole::Comping, 4},
    {"clavinet", PartRole::Comping, 7}, {"harpsichord", PartRole::Comping, 6}, {"organ", PartRole::Comping, 16},
    {"hammond-organ", PartRole::Comping, 16}, {"accordion", PartRole::Comping, 21}, {"guitar", PartRole::Comping, 25},
    {"acoustic-guitar", PartRole::Comping, 25}, {"classical-guitar", PartRole::Comping, 24}, {"electric-guitar", PartRole::Comping, 27},
    {"distorted-guitar", PartRole::Comping, 30}, {"wah-guitar", PartRole::Comping, 27}, {"ukulele", PartRole::Comping, 24},
    {"banjo", PartRole::Comping, 105}, {"mandolin", PartRole::Comping, 25}, {"harp", PartRole::Comping, 46},
    {"pizzicato-strings", PartRole::Comping, 45}, {"brass", PartRole::Comping, 61}, {"keyboards", PartRole::Comping, 4},
    {"synthesizer", PartRole::Comping, 90}, {"arpeggiator", PartRole::Comping, 81}, {"orchestra-hits", PartRole::Comping, 55},
    {"church-organ", PartRole::Pad, 19}, {"strings", PartRole::Pad, 48}, {"choir", PartRole::Pad, 52}, {"synth-pad", PartRole::Pad, 89},
    {"mellotron", PartRole::Pad, 49}, {"bandoneon", PartRole::Lead, 23}, {"harmonica", PartRole::Lead, 22},
    {"melodica", PartRole::Lead, 22}, {"celesta", PartRole::Lead, 8}, {"glockenspiel", PartRole::Lead, 9},
    {"bells", PartRole::Lead, 14}, {"music-box", PartRole::Lead, 10}, {"vibraphone", PartRole::Lead, 11}, {"marimba", PartRole::Lead, 12},
    {"xylophone", PartRole::Lead, 13}, {"kalimba", PartRole::Lead, 108}, {"steel-drums", PartRole::Lead, 114},
    {"dulcimer", PartRole::Lead, 15}, {"slide-guitar", PartRole::Lead, 27}, {"steel-guitar", PartRole::Lead, 25},
    {"sitar", PartRole::Lead, 104}, {"oud", PartRole::Lead, 105}, {"koto", PartRole::Lead, 107}, {"shamisen", PartRole::Lead, 106},
    {"violin", PartRole::Lead, 40}, {"fiddle", PartRole::Lead, 110}, {"viola", PartRole::Lead, 41}, {"cello", PartRole::Lead, 42},
    {"flute", PartRole::Lead, 73}, {"pan-flute", PartRole::Lead, 75}, {"tin-whistle", PartRole::Lead, 78}, {"whistle", PartRole::Lead, 78},
    {"recorder", PartRole::Lead, 74}, {"shakuhachi", PartRole::Lead, 77}, {"clarinet", PartRole::Lead, 71}, {"oboe", PartRole::Lead, 68},
    {"bassoon", PartRole::Lead, 70}, {"saxophone", PartRole::Lead, 65}, {"trumpet", PartRole::Lead, 56},
    {"muted-trumpet", PartRole::Lead, 59}, {"trombone", PartRole::Lead, 57}, {"french-horn", PartRole::Lead, 60},
    {"woodwinds", PartRole::Lead, 71}, {"bagpipes", PartRole::Lead, 109}, {"synth-lead", PartRole::Lead, 81}, {"theremin", PartRole::Lead, 80},
};

const Player* playerOf(const std::string& id) {
    const auto found = std::ranges::find(kPlayers, std::string_view(id), &Player::id);
    return found == std::end(kPlayers) ? nullptr : found;
}

PartStyle usualPart(PartRole role) {
    PartStyle part;
    part.low = role == PartRole::Bass ? 28 : role == PartRole::Lead ? 55 : 50;
    part.high = role == PartRole::Bass ? 50 : role == PartRole::Lead ? 88 : 77;
    part.levelLu = role == PartRole::Pad ? -11.0 : role == PartRole::Comping ? -8.0 : -4.0;
    part.line = role == PartRole::Bass ? LineKind::Root : LineKind::Groove;
    return part;
}

/// The first wanted player of a role takes it over; a second lead takes the counter line.
void addInstruments(Style& style, const StyleSpec& spec) {
    std::vector<PartRole> taken;
    for (const Weighted& wanted : spec.instruments) {
        const Player* player = playerOf(wanted.id);
        if (player == nullptr) {
            continue;
        }
        PartRole role = player->role;
        if (std::ranges::find(taken, role) != taken.end()) {
            if (role != PartRole::Lead || std::ranges::find(taken, PartRole::Counter) != taken.end()) {
                continue;
            }
            role = PartRole::Counter;
        }
        taken.push_back(role);
        PartStyle& part = style.parts.try_emplace(role, usualPart(role)).first->second;
        if (role == PartRole::Drums) {
            part.kit = player->program;
            continue;
        }
        part.programs = {player->program};
        part.ampDb = player->program == 30 ? std::max(part.ampDb, 26.0) : player->program == 29 ? std::max(part.ampDb, 16.0) : 0.0;
        part.levelLu = std::min(0.0, part.levelLu + 2.0); // asked for, so heard
        part.line = wanted.id == "arpeggiator" ? LineKind::Arpeggio : part.line;
    }
}

void leaveOut(PromptBand& band, const StyleSpec& spec) {
    const auto drop = [&](PartRole role) { band.options.without.push_back(role); };
    for (const Weighted& unwanted : spec.without) {
        const std::string& id = unwanted.id;
        std::vector<PartRole> roles;
        if (id == "drums" || id == "percussion") {
            roles = {PartRole::Drums};
        } else if (id == "bass") {
            roles = {PartRole::Bass};
        } else if (id == "melody") {
            roles = {PartRole::Lead};
        } else if (id == "chords") {
            roles = {PartRole::Comping, PartRole::Pad};
        }
        for (const PartRole role : roles) {
            const auto part = band.style.parts.find(role);
            if (unwanted.amount >= 1.0) {
                drop(role);
            } else if (part != band.style.parts.end()) {
                part->second.levelLu -= 8.0 * unwanted.amount; // "less drums"
            }
        }
        if (const Player* player = playerOf(id); player != nullptr && roles.empty()) {
            for (auto& [role, part] : band.style.parts) {
                const bool plays = std::ranges::find(part.programs, player->program) != part.programs.end();
                std::erase(part.programs, player->program);
                if (plays && part.programs.empty() && role != PartRole::Drums) {
                    drop(role);
                }
            }
        }
    }
    if (!spec.onlyThese) {
        return;
    }
    std::vector<PartRole> wanted;
    for (const Weighted& each : spec.instruments) {
        const Player* player = playerOf(each.id);
        wanted.push_back(each.id == "drums" ? PartRole::Drums : player != nullptr ? player->role : PartRole::Lead);
    }
    for (auto& [role, part] : band.style.parts) {
        const bool line = role == PartRole::Lead || role == PartRole::Counter;
        if (std::ranges::find(wanted, role) != wanted.end() || wanted.empty()) {
            continue;
        }
        const Player* first = playerOf(spec.instruments.front().id);
        if (line && first != nullptr && first->role != PartRole::Drums && first->role != PartRole::Bass) {
            part.programs = {first->program}; // the tune has to be played by somebody
        } else {
            drop(role);
        }
    }
}

/// The sound of recordings of a decade, where the sheet is of another.
void giveEra(Style& style, int decade) {
    if (style.era == std::to_string(decade) + "s") {
        return;
    }
    const auto drums = style.parts.find(PartRole::Drums);
    if (decade == 1980) {
        style.chorus = std::max(style.chorus, 0.3);
        style.reverbSeconds = std::max(style.reverbSeconds, 1.4);
        if (drums != style.parts.end() && drums->second.kit < 32) {
            drums->second.gatedReverb = 0.5;
            drums->second.kit = 24;
        }
    } else if (decade < 1980) {
        style.tape = std::max(style.tape, std::clamp((1980 - decade) / 40.0, 0.2, 1.0));
        style.vinyl = std::max(style.vinyl, decade <= 1950 ? 0.4 : 0.0);
        if (drums != style.parts.end() && drums->second.kit >= 16 && drums->second.kit < 32) {
            drums->second.kit = 8;
            drums->second.gatedReverb = 0.0;
        }
    }
}

void produce(Style& style, const std::string& id, double amount) {
    const auto part = [&](PartRole role) { return style.parts.contains(role) ? &style.parts.at(role) : nullptr; };
    const auto share = [&](double& value, double by) { value = std::clamp(value + by * amount, 0.0, 1.0); };
    if (id == "reverb" || id == "delay") {
        style.reverbSeconds = std::clamp(style.reverbSeconds * (1.0 + 0.6 * amount), 0.1, 8.0);
        style.wetDb = std::clamp(style.wetDb + 6.0 * amount, -60.0, -4.0);
    } else if (id == "dry") {
        style.wetDb = std::clamp(style.wetDb - 12.0 * amount, -60.0, -4.0);
    } else if (id == "gated-reverb") {
        if (PartStyle* drums = part(PartRole::Drums)) {
            share(drums->gatedReverb, 0.6);
        }
    } else if (id == "distortion" || id == "raw") {
        for (const PartRole role : {PartRole::Bass, PartRole::Comping, PartRole::Lead}) {
            if (PartStyle* each = part(role)) {
                each->driveDb = std::clamp(each->driveDb + 9.0 * amount, 0.0, 24.0);
            }
        }
    } else if (id == "clean") {
        for (auto& [role, each] : style.parts) {
            each.driveDb = std::max(0.0, each.driveDb * (1.0 - amount));
            each.ampDb = std::max(0.0, each.ampDb * (1.0 - amount));
        }
    } else if (id == "tape" || id == "warm") {
        share(style.tape, id == "tape" ? 0.6 : 0.3);
    } else if (id == "vinyl") {
        share(style.vinyl, 0.6);
    } else if (id == "lo-fi-sound") {
        share(style.tape, 0.7);
        share(style.vinyl, 0.5);
    } else if (id == "side-chain") {
        share(style.sideChain, 0.6);
    } else if (id == "chorus-effect" || id == "wide") {
        share(style.chorus, 0.4);
    } else if (id == "bass-heavy") {
        if (PartStyle* bass = part(PartRole::Bass)) {
            bass->levelLu = std::min(6.0, bass->levelLu + 3.0 * amount);
        }
    } else if (id == "punchy") {
        if (PartStyle* drums = part(PartRole::Drums)) {
            drums->levelLu = std::min(6.0, drums->levelLu + 2.0 * amount);
            drums->driveDb = std::clamp(drums->driveDb + 3.0 * amount, 0.0, 24.0);
        }
    } else if (id == "loose") {
        style.timingMs = std::clamp(style.timingMs + 5.0 * amount, 0.0, 20.0);
    } else if (id == "straight") {
        style.swing = amount > 0.0 ? 0.5 : 0.62;
    }
}

Style blended(const StyleSpec& spec) {
    Style style = styleById(spec.styles.front().id);
    if (spec.styles.size() < 2 || spec.styles[1].amount < 0.33) {
        return style;
    }
    const Style other = styleById(spec.styles[1].id);
    for (const PartRole role : {PartRole::Lead, PartRole::Counter, PartRole::Pad}) {
        if (const PartStyle* part = other.part(role)) {
            style.parts[role] = *part;
        }
    }
    const double share = spec.styles[1].amount / (spec.styles[0].amount + spec.styles[1].amount);
    const auto between = [&](double Style::*field) { style.*field += share * (other.*field - style.*field); };
    for (double Style::*field : {&Style::reverbSeconds, &Style::wetDb, &Style::sideChain, &Style::chorus, &Style::tape, &Style::vinyl}) {
        between(field);
    }
    style.name += " and " + other.name;
    return style;
}

} // namespace

PromptBand bandFor(const StyleSpec& spec) {
    PromptBand band;
    if (spec.styles.empty()) {
        throw EngineError(ErrorKind::BadUsage, "The prompt says what to keep or leave out, and names no style; add one, such as funk.");
    }
    band.style = blended(spec);
    if (spec.stylesFrom == StyleSpec::StylesFrom::Suggested) {
        band.notices.push_back("The prompt names no style; its words suggest " + band.style.name + ".");
    }
    if (spec.era) {
        giveEra(band.style, *spec.era);
    }
    addInstruments(band.style, spec);
    leaveOut(band, spec);
    for (const Weighted& effect : spec.production) {
        produce(band.style, effect.id, effect.amount);
    }
    if (!spec.kept.empty()) {
        band.remix = true;
        band.notices.emplace_back("What the prompt keeps stays in the source's own sound, over the style's rhythm section.");
    }
    band.options.energy = spec.energy;
    if (spec.tempo.feel != StyleSpec::Feel::AsSource) {
        band.options.time = spec.tempo.feel == StyleSpec::Feel::Half ? TimeFeel::Half : TimeFeel::Double;
    }
    return band;
}

} // namespace morphony
