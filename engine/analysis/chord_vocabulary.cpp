// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/chord_vocabulary.h"

#include <algorithm>

namespace morphony {

namespace {

constexpr std::array<std::string_view, 12> kRootNames{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
constexpr std::array<std::string_view, 12> kDegrees{"1", "b2", "2", "b3", "3", "4", "b5", "5", "b6", "6", "b7", "7"};

/// As the signatures spell the black keys, none (C major) to six flats or sharps. F# leads to G in one flat too.
constexpr std::array<std::string_view, 12> kPlainNames{"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};
constexpr std::array<std::string_view, 12> kFlatNames{"C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};
constexpr std::array<std::string_view, 12> kMostFlatNames{"C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"};

const std::array<std::string_view, 12>& rootNamesIn(int tonic, bool minor) {
    switch ((tonic + (minor ? 3 : 0)) % 12) { // the major key of the same signature
    case 0: return kPlainNames;
    case 5: case 10: case 3: return kFlatNames;
    case 8: case 1: return kMostFlatNames;
    default: return kRootNames;
    }
}

/// Degree of an interval as this kind of chord spells it: a diminished chord's fifth is flat, an augmented one's sharp.
std::string_view degreeOf(const ChordKind& kind, int interval) {
    if (interval == 8 && kind.name == "aug") {
        return "#5";
    }
    if (interval == 9 && kind.name == "dim7") {
        return "bb7";
    }
    return kDegrees[static_cast<std::size_t>(interval)];
}

} // namespace

std::string chordLabel(std::size_t chord, int bass) {
    if (chord >= kNoChord) {
        return "N";
    }
    std::string label(kRootNames[chordRoot(chord)]);
    label += ':';
    label += chordKind(chord).name;
    if (bass != 0) {
        label += '/';
        label += degreeOf(chordKind(chord), bass);
    }
    return label;
}

std::string spelledIn(std::string label, int tonic, bool minor) {
    const std::size_t end = label.find(':');
    const auto root = std::ranges::find(kRootNames, std::string_view(label).substr(0, end));
    if (end != std::string::npos && root != kRootNames.end()) {
        label.replace(0, end, rootNamesIn(tonic, minor)[static_cast<std::size_t>(root - kRootNames.begin())]);
    }
    return label;
}

std::optional<std::size_t> chordOfLabel(std::string_view label) {
    if (label == "N") {
        return kNoChord;
    }
    const auto colon = label.find(':');
    const auto root = std::ranges::find(kRootNames, label.substr(0, colon));
    if (colon == std::string_view::npos || root == kRootNames.end()) {
        return std::nullopt;
    }
    const auto kind = std::ranges::find(kChordKinds, label.substr(colon + 1), &ChordKind::name);
    if (kind == kChordKinds.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(root - kRootNames.begin()) * kChordKinds.size() +
           static_cast<std::size_t>(kind - kChordKinds.begin());
}

} // namespace morphony
