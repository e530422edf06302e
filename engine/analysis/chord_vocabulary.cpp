// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/chord_vocabulary.h"

#include <algorithm>

namespace morphony {

namespace {

constexpr std::array<std::string_view, 12> kRootNames{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
constexpr std::array<std::string_view, 12> kDegrees{"1", "b2", "2", "b3", "3", "4", "b5", "5", "b6", "6", "b7", "7"};

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
