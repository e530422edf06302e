// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/chart.h"

#include "analysis/chord_vocabulary.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace morphony {

namespace {

int pitchClassOf(std::string_view root) {
    constexpr std::array kLetters{9, 11, 0, 2, 4, 5, 7}; // A to G
    if (root.empty() || root.front() < 'A' || root.front() > 'G') {
        return -1;
    }
    int pitch = kLetters[static_cast<std::size_t>(root.front() - 'A')];
    for (const char sign : root.substr(1)) {
        pitch += sign == '#' ? 1 : sign == 'b' ? -1 : 0;
    }
    return (pitch + 12) % 12;
}

/// Semitones of a degree as chord labels write it: "b3", "5", "#4".
int semitonesOf(std::string_view degree) {
    constexpr std::array kMajor{0, 2, 4, 5, 7, 9, 11};
    int shift = 0;
    while (!degree.empty() && (degree.front() == 'b' || degree.front() == '#')) {
        shift += degree.front() == '#' ? 1 : -1;
        degree.remove_prefix(1);
    }
    const int number = degree.empty() ? 1 : degree.front() - '0';
    return number < 1 || number > 9 ? 0 : (kMajor[static_cast<std::size_t>((number - 1) % 7)] + shift + 12) % 12;
}

/// The seven steps under the chord's own tones; what the chord leaves open is filled from the key.
std::array<int, 7> scaleOf(const ChartChord& chord, const std::set<int>& key) {
    std::array<int, 7> scale{0, 2, 4, 5, 7, 9, 10};
    std::array<bool, 7> fixed{true, false, false, false, false, false, false};
    for (const int interval : chord.intervals) {
        const int step = interval <= 2   ? (interval == 0 ? 0 : 1)
                         : interval <= 4 ? 2
                         : interval == 5 ? 3
                         : interval <= 8 ? 4
                         : interval == 9 ? 5
                                         : 6;
        scale[static_cast<std::size_t>(step)] = interval;
        fixed[static_cast<std::size_t>(step)] = true;
    }
    for (const std::size_t step : {1U, 2U, 3U, 5U, 6U}) {
        for (const int shift : {0, -1, 1}) {
            const int pitch = (chord.root + scale[step] + shift + 12) % 12;
            if (!fixed[step] && key.contains(pitch)) {
                scale[step] += shift;
                fixed[step] = true;
            }
        }
    }
    return scale;
}

std::set<int> keyTones(const std::optional<KeySpan>& key) {
    std::set<int> tones;
    if (key) {
        for (const int step : key->minor ? std::array{0, 2, 3, 5, 7, 8, 10} : std::array{0, 2, 4, 5, 7, 9, 11}) {
            tones.insert((key->tonic + step) % 12);
        }
    }
    return tones;
}

} // namespace

ChartChord chordFromLabel(const std::string& label) {
    ChartChord chord;
    chord.label = label;
    const std::size_t slash = std::min(label.find('/'), label.size());
    const std::size_t colon = std::min(label.find(':'), slash);
    const int root = pitchClassOf(std::string_view(label).substr(0, colon));
    const std::string quality = colon < slash ? label.substr(colon + 1, slash - colon - 1) : "maj";
    const auto kind = std::ranges::find(kChordKinds, std::string_view(quality), &ChordKind::name);
    if (root < 0 || label == "N" || kind == kChordKinds.end()) {
        return chord;
    }
    chord.root = root;
    for (std::size_t i = 0; i < kind->notes; ++i) {
        chord.intervals.push_back(kind->intervals[i]);
    }
    chord.bass = slash < label.size() ? (root + semitonesOf(std::string_view(label).substr(slash + 1))) % 12 : root;
    chord.scale = scaleOf(chord, {});
    return chord;
}

Chart::Chart(const TrackAnalysis& analysis, const BeatGrid& grid) {
    const double end = static_cast<double>(grid.beats.size() - 1);
    const std::set<int> key = keyTones(analysis.harmony.key);
    for (const ChordSpan& span : analysis.harmony.chords) {
        ChartChord chord = chordFromLabel(span.label);
        // chords change on beats; what lies off one by an eighth of a beat was meant for it
        const auto place = [&](double seconds) {
            const double beat = grid.beat(seconds);
            return std::clamp(std::abs(beat - std::round(beat)) < 0.125 ? std::round(beat) : beat, 0.0, end);
        };
        chord.beat = place(span.time.from);
        chord.end = place(span.time.to);
        if (chord.sounds()) {
            chord.scale = scaleOf(chord, key);
        }
        if (chord.end > chord.beat) {
            m_chords.push_back(std::move(chord));
        }
    }
    if (m_chords.empty() || m_chords.front().beat > 0.0) {
        ChartChord none;
        none.label = "N";
        none.end = m_chords.empty() ? end : m_chords.front().beat;
        m_chords.insert(m_chords.begin(), none);
    }
    m_chords.back().end = end;
}

std::size_t Chart::indexAt(double beat) const {
    const auto after = std::upper_bound(m_chords.begin() + 1, m_chords.end(), beat + 0.05,
                                        [](double value, const ChartChord& chord) { return value < chord.beat; });
    return static_cast<std::size_t>(after - m_chords.begin()) - 1;
}

} // namespace morphony
