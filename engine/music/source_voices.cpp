// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/source_voices.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr int kLowest = 28; // E1: lower notes of a transcription are rumble
constexpr int kSplit = 54;

/// The highest sounding note that is not much softer than the others, at every start: the line a listener follows.
std::vector<Note> skyline(std::span<const Note> notes) {
    std::vector<Note> line;
    for (const Note& note : notes) {
        if (note.pitch < 55) {
            continue;
        }
        if (!line.empty() && note.start < line.back().end - 0.03) {
            Note& last = line.back();
            const bool together = note.start - last.start < 0.05;
            if (note.pitch < last.pitch || note.velocity + 30 < last.velocity) {
                continue;
            }
            if (together) {
                last = note;
                continue;
            }
            last.end = note.start;
        }
        line.push_back(note);
    }
    return line;
}

} // namespace

SourceVoices voicesOf(const TrackAnalysis& analysis) {
    SourceVoices voices;
    voices.lead = analysis.melody.empty() ? skyline(analysis.notes) : analysis.melody;
    for (const Note& note : analysis.notes) {
        if (note.pitch < kLowest) {
            continue;
        }
        const auto from = std::ranges::lower_bound(voices.lead, note.start - 0.08, {}, &Note::start);
        const auto to = std::upper_bound(from, voices.lead.end(), note.start + 0.08,
                                         [](double time, const Note& lead) { return time < lead.start; });
        const bool led = std::any_of(from, to, [&](const Note& lead) { return lead.pitch == note.pitch; });
        if (!led) {
            (note.pitch >= kSplit ? voices.upper : voices.lower).push_back(note);
        }
    }
    return voices;
}

SoundingNotes::SoundingNotes(std::vector<Note> notes) : m_notes(std::move(notes)) {
    std::ranges::sort(m_notes, {}, &Note::start);
    for (const Note& note : m_notes) {
        m_longest = std::max(m_longest, note.end - note.start);
    }
}

std::array<double, 128> SoundingNotes::keys(double from, double to) const {
    std::array<double, 128> weights{};
    for (auto note = std::ranges::lower_bound(m_notes, from - m_longest, {}, &Note::start);
         note != m_notes.end() && note->start < to; ++note) {
        const double shared = std::min(note->end, to) - std::max(note->start, from);
        if (shared > 0.0) {
            weights[static_cast<std::size_t>(note->pitch)] += shared * note->velocity;
        }
    }
    return weights;
}

} // namespace morphony
