// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace morphony {

/// Patterns count in these from the first beat of the groove.
inline constexpr int kGrooveTicks = 192; ///< in a beat

struct DrumHit {
    int tick = 0;
    int key = 36;
    int velocity = 100;
};

/// A note that is known by its place in whatever chord sounds.
struct ToneHit {
    enum class Counts { ScaleSteps, Semitones, ChordTones };

    int tick = 0;
    int duration = 0;
    int tone = 0; ///< from the chord's root in the groove's own octave; 7 scale steps or 3 chord tones to an octave
    Counts counts = Counts::ScaleSteps;
    int velocity = 100;
};

/// A chord struck, voiced by whoever plays it.
struct ChordHit {
    int tick = 0;
    int duration = 0;
    int notes = 3;
    int velocity = 100;
};

struct GrooveTrack {
    enum class Kind { Bass, Line, Chords };

    Kind kind = Kind::Chords;
    int program = 0;
    int centre = 60; ///< chords: MIDI key in the middle of the voicing
    std::vector<ToneHit> tones;   ///< bass and line, by tick
    std::vector<ChordHit> chords; ///< chords, by tick
};

/// A few bars of accompaniment that know no chord and repeat.
struct Groove {
    std::string id;
    int beatsPerBar = 4;
    int bars = 1;
    std::vector<DrumHit> drums; ///< by tick
    std::vector<GrooveTrack> tracks;
    bool walkingBass = false;   ///< its bass walks: made by the arranger

    [[nodiscard]] int ticks() const { return beatsPerBar * bars * kGrooveTicks; }
    /// Whether its off-beats lie on the third triplet rather than the second half.
    [[nodiscard]] bool swings() const;
};

/// Grooves by their ids, as packaging/compile_grooves.py describes the text. Throws EngineError (InputUnreadable) that
/// names `fileName`, the line, what was found and what was expected.
[[nodiscard]] std::map<std::string, Groove> parseGrooves(std::string_view text, const std::string& fileName);

/// All grooves of the product; read once, on first use.
[[nodiscard]] const std::map<std::string, Groove>& builtInGrooves();

} // namespace morphony
