// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace morphony {

/// What a part plays in the band.
enum class PartRole { Drums, Bass, Comping, Pad, Lead, Counter };
[[nodiscard]] const char* name(PartRole role); ///< "drums", "bass", ...

/// A note in seconds of the piece and, the same moment, in beats of its grid (0 = the grid's first beat).
struct ScoreNote {
    double start = 0.0;  ///< s
    double end = 0.0;    ///< s, after start
    double beat = 0.0;
    double beats = 0.0;  ///< length
    int pitch = 60;      ///< MIDI key; for drums the General MIDI drum
    int velocity = 64;   ///< 1 to 127

    friend bool operator==(const ScoreNote&, const ScoreNote&) = default;
};

/// One player: one instrument from beginning to end.
struct ScorePart {
    PartRole role = PartRole::Lead;
    std::string name;            ///< for people and for tracks of a MIDI file: "Bass: Finger bass"
    int program = 0;             ///< General MIDI program, 0 to 127; for drums the kit's
    std::vector<ScoreNote> notes; ///< by start, then pitch

    [[nodiscard]] bool drums() const { return role == PartRole::Drums; }
    friend bool operator==(const ScorePart&, const ScorePart&) = default;
};

/// The beats of a piece in seconds. The first is at 0 and the last at or after the piece's end, so that every moment has
/// a place between two of them; a pickup before the first heard beat is cut into even beats. Bars may differ in length.
struct BeatGrid {
    std::vector<double> beats;   ///< s, rising, at least two
    std::vector<int> bars;       ///< index of the first beat of every bar, rising, the first is 0
    int beatUnit = 4;            ///< a beat is a quarter; 8: a dotted quarter (6/8 has two)

    /// Seconds at a place in beats and back; linear between beats and with the outer beats' tempo beyond them.
    [[nodiscard]] double seconds(double beat) const;
    [[nodiscard]] double beat(double seconds) const;
    /// Beats in bar `bar`; the last one ends with the grid.
    [[nodiscard]] int beatsInBar(std::size_t bar) const;
    /// Bar that a beat lies in.
    [[nodiscard]] std::size_t barOf(int beat) const;

    friend bool operator==(const BeatGrid&, const BeatGrid&) = default;
};

/// A chord over a place of the grid, as a chart shows it.
struct ScoreChord {
    double beat = 0.0;
    double beats = 0.0;
    std::string label; ///< mir_eval's: "A:min7/5"; "N" for none

    friend bool operator==(const ScoreChord&, const ScoreChord&) = default;
};

/// A piece of music for a band. Plain values.
struct Score {
    std::string title;
    BeatGrid grid;
    double seconds = 0.0;         ///< length of the piece
    double tuningCents = 0.0;     ///< of A4 from 440 Hz; sounds with every pitch
    std::optional<int> keyFifths; ///< sharps (positive) or flats of the key signature
    bool minor = false;
    std::vector<ScoreChord> chords;
    std::vector<ScorePart> parts;

    friend bool operator==(const Score&, const Score&) = default;
};

} // namespace morphony
