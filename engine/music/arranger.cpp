// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/arranger.h"

#include "music/band.h"
#include "music/general_midi.h"
#include "music/source_grid.h"

#include <algorithm>
#include <array>

namespace morphony {

namespace {

/// Sharps or flats of a key signature.
int fifthsOf(const KeySpan& key) {
    const int major = key.minor ? (key.tonic + 3) % 12 : key.tonic;
    const int fifths = major * 7 % 12;
    return fifths > 6 ? fifths - 12 : fifths;
}

void addChords(Score& score, const Chart& chart) {
    for (const ChartChord& chord : chart.chords()) {
        score.chords.push_back({chord.beat, chord.end - chord.beat, chord.label});
    }
}

std::string partName(PartRole role, const ScorePart& part) {
    constexpr std::array kWords{"Drums", "Bass", "Comping", "Pad", "Lead", "Counter"};
    return std::string(kWords[static_cast<std::size_t>(role)]) + ": " +
           (role == PartRole::Drums ? kitName(part.program) : programName(part.program));
}

} // namespace

Score arrange(const TrackAnalysis& analysis, const Style& style, const ArrangeOptions& options) {
    Score score;
    score.title = style.name;
    score.grid = beatGridOf(analysis);
    score.seconds = analysis.seconds;
    score.tuningCents = analysis.harmony.tuningCents;
    if (analysis.harmony.key) {
        score.keyFifths = fifthsOf(*analysis.harmony.key);
        score.minor = analysis.harmony.key->minor;
    }
    const Chart chart(analysis, score.grid);
    addChords(score, chart);
    const Plan plan = planBars(analysis, score.grid, style, options);
    const Band band{analysis, score.grid, chart, plan, style, options, voicesOf(analysis), SoundingNotes(analysis.notes)};

    const bool floats = !hasBeat(analysis);
    for (const auto& [role, part] : style.parts) {
        if (std::ranges::find(options.without, role) != options.without.end() || (floats && role == PartRole::Drums)) {
            continue;
        }
        std::vector<ScorePart> made;
        switch (role) {
        case PartRole::Drums:
            made = {drumsPart(band, part)};
            break;
        case PartRole::Bass:
            made = {floats ? sustainedBass(band, part) : bassPart(band, part)};
            break;
        case PartRole::Comping:
            made = floats ? std::vector{padPart(band, part)} : compingParts(band, part);
            break;
        case PartRole::Pad:
            made = {padPart(band, part)};
            break;
        case PartRole::Lead:
            made = {leadPart(band, part)};
            break;
        case PartRole::Counter:
            made = counterParts(band, part);
            break;
        }
        for (ScorePart& each : made) {
            finish(each);
            if (!each.notes.empty()) {
                each.role = role;
                each.name = partName(role, each);
                score.parts.push_back(std::move(each));
            }
        }
    }
    return score;
}

} // namespace morphony
