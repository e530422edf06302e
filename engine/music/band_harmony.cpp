// SPDX-License-Identifier: GPL-3.0-or-later
// Comping and pads.
#include "music/band.h"
#include "music/voicing.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

constexpr std::size_t kMostComping = 2; ///< chord tracks of a groove that are played

std::vector<const GrooveTrack*> tracksOf(const Groove& groove, GrooveTrack::Kind kind) {
    std::vector<const GrooveTrack*> tracks;
    for (const GrooveTrack& track : groove.tracks) {
        if (track.kind == kind) {
            tracks.push_back(&track);
        }
    }
    return tracks;
}

/// Moves a voicing's centre by octaves into the range.
int centreIn(int centre, const PartStyle& part) {
    const int low = std::min(part.low + 5, part.high);
    const int high = std::max(part.high - 5, low);
    while (centre < low) {
        centre += 12;
    }
    while (centre > high) {
        centre -= 12;
    }
    return centre < low ? (low + high) / 2 : centre;
}

/// A player of chords, with the hand's last position.
class Hand {
public:
    Hand(const Band& band, const PartStyle& style) : m_band(band), m_style(style) {}

    std::vector<int> keys(const ChartChord& chord, double from, double to, int notes, int centre) {
        const VoicingRequest request{chord,
                                     m_band.sounding.keys(from - 0.03, std::max(to, from + 0.12)),
                                     notes,
                                     centreIn(centre, m_style),
                                     m_style.low,
                                     m_style.high,
                                     m_style.powerChords};
        m_last = voiceChord(request, m_last);
        return m_last;
    }

private:
    const Band& m_band;
    const PartStyle& m_style;
    std::vector<int> m_last;
};

void chordsOfBar(ScorePart& out, const Band& band, Player& player, Hand& hand, const PlannedBar& bar,
                 const GrooveTrack& track, int shift) {
    const double factor = band.plan.factor;
    forHits(bar, *bar.groove, track.chords, factor, [&](const ChordHit& hit, double tick) {
        double beat = player.beatOf(bar, tick);
        double ticks = hit.duration;
        double at = tick;
        int velocity = hit.velocity;
        // a struck chord ends with its harmony; what is left of a long one is struck again, softer
        while (ticks > 0.0) {
            const ChartChord& chord = band.chart.at(beat);
            const double left = std::max((chord.end - beat) * factor * kGrooveTicks, 24.0);
            const double length = std::min(ticks, left);
            if (chord.sounds()) {
                for (const int key :
                     hand.keys(chord, band.grid.seconds(beat), band.grid.seconds(beat + length / kGrooveTicks / factor),
                               std::max(3, hit.notes), track.centre + shift)) {
                    player.play(out, bar, at, length, key, velocity);
                }
            }
            ticks -= length;
            at += length;
            beat = chord.end;
            velocity = velocity * 4 / 5;
            if (ticks < kGrooveTicks / 2.0) {
                break;
            }
        }
    });
}

/// What the source plays within a whole tone of a riff's note, or else the note itself: riffs bend to the song.
int nearestSounding(const std::array<double, 128>& sounding, int key) {
    for (const int shift : {0, -1, 1, -2, 2}) {
        if (sounding[static_cast<std::size_t>(std::clamp(key + shift, 0, 127))] > 0.0) {
            return key + shift;
        }
    }
    return key;
}

void linesOfBar(ScorePart& out, const Band& band, const PartStyle& style, Player& player, const PlannedBar& bar,
                const GrooveTrack& track) {
    forHits(bar, *bar.groove, track.tones, band.plan.factor, [&](const ToneHit& hit, double tick) {
        const ChartChord& chord = band.chart.at(player.beatOf(bar, tick));
        if (!chord.sounds()) {
            return;
        }
        constexpr int kC2 = 36; // the groove's root stands in the octave above it
        const int steps = hit.counts == ToneHit::Counts::ScaleSteps   ? 7
                          : hit.counts == ToneHit::Counts::ChordTones ? 3
                                                                      : 12;
        const int octave = hit.tone >= 0 ? hit.tone / steps : -((steps - 1 - hit.tone) / steps);
        const auto within = static_cast<std::size_t>(hit.tone - steps * octave);
        const int above = hit.counts == ToneHit::Counts::ScaleSteps   ? chord.scale[within]
                          : hit.counts == ToneHit::Counts::ChordTones ? chord.intervals[within]
                                                                      : static_cast<int>(within);
        int key = kC2 + chord.root + 12 * octave + above;
        while (key < style.low) {
            key += 12;
        }
        while (key > style.high) {
            key -= 12;
        }
        const double from = band.grid.seconds(player.beatOf(bar, tick));
        key = nearestSounding(band.sounding.keys(from - 0.03, from + 0.15), key);
        player.play(out, bar, tick, hit.duration, key, hit.velocity);
    });
}

} // namespace

std::vector<ScorePart> compingParts(const Band& band, const PartStyle& part) {
    std::vector<ScorePart> parts;
    const auto chords = tracksOf(*band.plan.main, GrooveTrack::Kind::Chords);
    // a seed of its own sits elsewhere on the keyboard
    const int shift = static_cast<int>((band.options.seed - 1) % 3) * 4 - (band.options.seed % 3 == 0 ? 12 : 0);
    for (std::size_t k = 0; k < std::min(chords.size(), kMostComping); ++k) {
        ScorePart out;
        out.program = band.program(part, k + band.options.seed - 1, chords[k]->program);
        Player player = band.player(10 + k);
        Hand hand(band, part);
        for (const PlannedBar& bar : band.plan.bars) {
            if (bar.groove == nullptr) {
                continue;
            }
            const auto tracks = tracksOf(*bar.groove, GrooveTrack::Kind::Chords);
            if (k < tracks.size()) {
                chordsOfBar(out, band, player, hand, bar, *tracks[k], shift);
            }
        }
        parts.push_back(std::move(out));
    }
    const auto lines = tracksOf(*band.plan.main, GrooveTrack::Kind::Line);
    if (!lines.empty()) {
        ScorePart out;
        out.program = band.program(part, parts.size() + band.options.seed - 1, lines.front()->program);
        Player player = band.player(20);
        for (const PlannedBar& bar : band.plan.bars) {
            const auto tracks =
                bar.groove == nullptr ? std::vector<const GrooveTrack*>{} : tracksOf(*bar.groove, GrooveTrack::Kind::Line);
            if (!tracks.empty()) {
                linesOfBar(out, band, part, player, bar, *tracks.front());
            }
        }
        parts.push_back(std::move(out));
    }
    return parts;
}

ScorePart padPart(const Band& band, const PartStyle& part) {
    ScorePart out;
    out.program = band.program(part, band.options.seed - 1, 89);
    Player player = band.player(30);
    Hand hand(band, part);
    for (const ChartChord& chord : band.chart.chords()) {
        if (!chord.sounds()) {
            continue;
        }
        const PlannedBar& bar = band.plan.bars[band.grid.barOf(static_cast<int>(chord.beat))];
        if (bar.energyDb <= -20.0) {
            continue;
        }
        const double velocity = 76.0 * std::pow(10.0, 0.5 * bar.energyDb / 40.0);
        for (const int key :
             hand.keys(chord, band.grid.seconds(chord.beat), band.grid.seconds(chord.end), 4, (part.low + part.high) / 2)) {
            player.playAt(out, chord.beat, (chord.end - chord.beat) * 0.98, key, velocity);
        }
    }
    return out;
}

} // namespace morphony
