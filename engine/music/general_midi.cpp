// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/general_midi.h"

#include <array>
#include <cstddef>

namespace morphony {

namespace {

constexpr std::array kPrograms{
    "Grand piano", "Bright piano", "Electric grand", "Honky-tonk piano", "Electric piano", "FM electric piano",
    "Harpsichord", "Clavinet", "Celesta", "Glockenspiel", "Music box", "Vibraphone", "Marimba", "Xylophone",
    "Tubular bells", "Dulcimer", "Drawbar organ", "Percussive organ", "Rock organ", "Church organ", "Reed organ",
    "Accordion", "Harmonica", "Bandoneon", "Nylon guitar", "Steel guitar", "Jazz guitar", "Clean guitar", "Muted guitar",
    "Overdriven guitar", "Distorted guitar", "Guitar harmonics", "Double bass", "Finger bass", "Picked bass",
    "Fretless bass", "Slap bass", "Pop bass", "Synth bass", "Deep synth bass", "Violin", "Viola", "Cello", "Contrabass",
    "Tremolo strings", "Pizzicato strings", "Harp", "Timpani", "Strings", "Slow strings", "Synth strings",
    "Warm synth strings", "Choir", "Voice oohs", "Synth voice", "Orchestra hit", "Trumpet", "Trombone", "Tuba",
    "Muted trumpet", "French horn", "Brass section", "Synth brass", "Soft synth brass", "Soprano sax", "Alto sax",
    "Tenor sax", "Baritone sax", "Oboe", "English horn", "Bassoon", "Clarinet", "Piccolo", "Flute", "Recorder",
    "Pan flute", "Blown bottle", "Shakuhachi", "Whistle", "Ocarina", "Square lead", "Saw lead", "Calliope lead",
    "Chiff lead", "Charang lead", "Voice lead", "Fifths lead", "Bass and lead", "New age pad", "Warm pad",
    "Polysynth pad", "Choir pad", "Bowed pad", "Metallic pad", "Halo pad", "Sweep pad", "Rain", "Soundtrack", "Crystal",
    "Atmosphere", "Brightness", "Goblins", "Echoes", "Science fiction", "Sitar", "Banjo", "Shamisen", "Koto", "Kalimba",
    "Bagpipe", "Fiddle", "Shanai", "Tinkle bell", "Agogo", "Steel drums", "Woodblock", "Taiko", "Melodic tom",
    "Synth drum", "Reverse cymbal", "Fret noise", "Breath noise", "Seashore", "Bird", "Telephone", "Helicopter",
    "Applause", "Gunshot"};

constexpr std::array kDrums{
    "High Q", "Slap", "Scratch push", "Scratch pull", "Sticks", "Square click", "Metronome click", "Metronome bell",
    "Acoustic kick", "Kick", "Side stick", "Snare", "Hand clap", "Electric snare", "Low floor tom", "Closed hi-hat",
    "High floor tom", "Pedal hi-hat", "Low tom", "Open hi-hat", "Low-mid tom", "High-mid tom", "Crash", "High tom",
    "Ride", "China", "Ride bell", "Tambourine", "Splash", "Cowbell", "Second crash", "Vibraslap", "Second ride",
    "High bongo", "Low bongo", "Muted conga", "Open conga", "Low conga", "High timbale", "Low timbale", "High agogo",
    "Low agogo", "Cabasa", "Maracas", "Short whistle", "Long whistle", "Short guiro", "Long guiro", "Claves",
    "High woodblock", "Low woodblock", "Muted cuica", "Open cuica", "Muted triangle", "Open triangle", "Shaker",
    "Jingle bell", "Bell tree", "Castanets", "Muted surdo", "Open surdo"};

} // namespace

const char* programName(int program) {
    return program >= 0 && program < static_cast<int>(kPrograms.size()) ? kPrograms[static_cast<std::size_t>(program)] : "";
}

const char* drumName(int key) {
    static_assert(kDrums.size() == kLastDrum - kFirstDrum + 1);
    return key >= kFirstDrum && key <= kLastDrum ? kDrums[static_cast<std::size_t>(key - kFirstDrum)] : "";
}

const char* kitName(int program) {
    switch (program / 8 * 8) {
    case 8: return "Room kit";
    case 16: return "Power kit";
    case 24: return program == 24 ? "Electronic kit" : "808 kit";
    case 32: return "Jazz kit";
    case 40: return "Brush kit";
    case 48: return "Orchestra kit";
    default: return "Standard kit";
    }
}

} // namespace morphony
