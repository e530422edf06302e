// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/arrange/region_analysis.h"

#include <algorithm>

namespace morphony {

namespace {

void cutTimes(std::vector<double>& times, TimeRange part) {
    std::erase_if(times, [&](double time) { return time < part.from || time >= part.to; });
    for (double& time : times) {
        time -= part.from;
    }
}

template <typename Span>
void cutSpans(std::vector<Span>& spans, TimeRange part) {
    std::erase_if(spans, [&](const Span& span) { return span.time.to <= part.from || span.time.from >= part.to; });
    for (Span& span : spans) {
        span.time = {std::max(span.time.from, part.from) - part.from, std::min(span.time.to, part.to) - part.from};
    }
}

void cutNotes(std::vector<Note>& notes, TimeRange part) {
    std::erase_if(notes, [&](const Note& note) { return note.end <= part.from || note.start >= part.to; });
    for (Note& note : notes) {
        note.start = std::max(note.start, part.from) - part.from;
        note.end = std::min(note.end, part.to) - part.from;
    }
}

} // namespace

TrackAnalysis analysisOf(TrackAnalysis whole, TimeRange part) {
    // a bar's energy goes with its downbeat
    std::vector<double> energies;
    for (std::size_t i = 0; i < std::min(whole.energyPerBar.size(), whole.rhythm.downbeats.size()); ++i) {
        if (whole.rhythm.downbeats[i] >= part.from && whole.rhythm.downbeats[i] < part.to) {
            energies.push_back(whole.energyPerBar[i]);
        }
    }
    whole.energyPerBar = std::move(energies);
    cutTimes(whole.rhythm.beats, part);
    cutTimes(whole.rhythm.downbeats, part);
    cutSpans(whole.harmony.chords, part);
    cutSpans(whole.harmony.keys, part);
    cutSpans(whole.sections, part);
    cutNotes(whole.notes, part);
    cutNotes(whole.melody, part);
    whole.seconds = part.to - part.from;
    return whole;
}

} // namespace morphony
