// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace morphony {

/// The chords that the analysis tells apart: fourteen kinds on twelve roots, and none.
struct ChordKind {
    std::string_view name;        ///< as mir_eval writes it after the colon
    std::array<int, 4> intervals; ///< semitones above the root; the last is -1 for three notes
    std::size_t notes;
};
inline constexpr std::array<ChordKind, 14> kChordKinds{{
    {"min", {0, 3, 7, -1}, 3},
    {"maj", {0, 4, 7, -1}, 3},
    {"dim", {0, 3, 6, -1}, 3},
    {"aug", {0, 4, 8, -1}, 3},
    {"min6", {0, 3, 7, 9}, 4},
    {"maj6", {0, 4, 7, 9}, 4},
    {"min7", {0, 3, 7, 10}, 4},
    {"maj7", {0, 4, 7, 11}, 4},
    {"7", {0, 4, 7, 10}, 4},
    {"dim7", {0, 3, 6, 9}, 4},
    {"hdim7", {0, 3, 6, 10}, 4},
    {"minmaj7", {0, 3, 7, 11}, 4},
    {"sus2", {0, 2, 7, -1}, 3},
    {"sus4", {0, 5, 7, -1}, 3},
}};

/// A chord as one number: root * 14 + kind, then none.
inline constexpr std::size_t kPitchedChords = 12 * kChordKinds.size();
inline constexpr std::size_t kNoChord = kPitchedChords;
inline constexpr std::size_t kChords = kPitchedChords + 1;

[[nodiscard]] constexpr std::size_t chordRoot(std::size_t chord) { return chord / kChordKinds.size(); }
[[nodiscard]] constexpr std::size_t chordKindIndex(std::size_t chord) { return chord % kChordKinds.size(); }
[[nodiscard]] constexpr const ChordKind& chordKind(std::size_t chord) { return kChordKinds[chordKindIndex(chord)]; }
[[nodiscard]] constexpr std::span<const int> chordIntervals(std::size_t chord) {
    return std::span(chordKind(chord).intervals).first(chordKind(chord).notes);
}

/// mir_eval's label, with sharps: "C:maj", "F#:min7/b3", "N". `bass` is an interval above the root, 0 to 11.
[[nodiscard]] std::string chordLabel(std::size_t chord, int bass = 0);

/// A label with its root spelled as the key's signature has it: "A#:maj" is "Bb:maj" in F major. `tonic` is a pitch class.
[[nodiscard]] std::string spelledIn(std::string label, int tonic, bool minor);

/// The chord of a label as chordLabel() writes it, without an inversion; none for a label that is not of this vocabulary
/// ("X" too).
[[nodiscard]] std::optional<std::size_t> chordOfLabel(std::string_view label);

} // namespace morphony
