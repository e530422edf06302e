// SPDX-License-Identifier: GPL-3.0-or-later
// The source's own notes on other instruments: lead and counter lines.
#include "music/band.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

/// How far onsets are drawn towards the sixteenths of the groove: enough to sit with the drums, too little to change the
/// tune's own timing.
constexpr double kPull = 0.2;

/// Octaves to move a line by so that its middle lies in the part's range.
int octaveShift(const std::vector<Note>& notes, const PartStyle& part) {
    if (notes.empty()) {
        return 0;
    }
    std::vector<int> pitches;
    for (const Note& note : notes) {
        pitches.push_back(note.pitch);
    }
    std::ranges::nth_element(pitches, pitches.begin() + static_cast<std::ptrdiff_t>(pitches.size() / 2));
    const int middle = pitches[pitches.size() / 2];
    int shift = 0;
    while (middle + shift < part.low) {
        shift += 12;
    }
    while (middle + shift > part.high && middle + shift - 12 >= part.low) {
        shift -= 12;
    }
    return shift;
}

ScorePart notesAsPart(const Band& band, const std::vector<Note>& notes, const PartStyle& part, int program, int louder,
                      std::uint64_t stream) {
    ScorePart out;
    out.program = program;
    Player player = band.player(stream);
    const int shift = octaveShift(notes, part);
    const double factor = band.plan.factor;
    for (const Note& note : notes) {
        const double beat = band.grid.beat(note.start);
        const double grid = std::round(beat * factor * 4.0) / 4.0 / factor;
        const double place = beat + kPull * (grid - beat);
        const double beats = std::max(band.grid.beat(note.end) - beat, 0.05);
        int key = note.pitch + shift;
        key = key > 108 ? key - 12 : key;
        player.playAt(out, place, beats, key, std::clamp(note.velocity + louder, 30, 124));
    }
    return out;
}

} // namespace

ScorePart leadPart(const Band& band, const PartStyle& part) {
    return notesAsPart(band, band.voices.lead, part, band.program(part, band.options.seed - 1, 80), 12, 40);
}

std::vector<ScorePart> counterParts(const Band& band, const PartStyle& part) {
    std::vector<ScorePart> parts;
    PartStyle low = part;
    low.low = 28;
    parts.push_back(notesAsPart(band, band.voices.upper, part, band.program(part, band.options.seed - 1, 4), 0, 50));
    parts.push_back(notesAsPart(band, band.voices.lower, low, band.program(part, band.options.seed, 4), 0, 51));
    return parts;
}

} // namespace morphony
