// SPDX-License-Identifier: GPL-3.0-or-later
// Drums and bass.
#include "music/band.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

constexpr int kKick = 36, kSnare = 38, kLowTom = 43, kMidTom = 47, kHighTom = 48, kCrash = 49;

/// Sixteenths down the toms over the bar's last beat; brushes and soft kits roll on the snare.
void drumFill(ScorePart& part, Player& player, const PlannedBar& bar, double factor) {
    const double end = bar.beats * factor * kGrooveTicks;
    const bool soft = part.program >= 32;
    constexpr std::array kKeys{kSnare, kHighTom, kMidTom, kLowTom};
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        const double tick = end - kGrooveTicks + static_cast<double>(i) * kGrooveTicks / 4.0;
        player.play(part, bar, tick, 40.0, soft ? kSnare : kKeys[i], (soft ? 52 : 88) + static_cast<int>(i) * 6);
    }
}

/// `key` moved by octaves into the part's range, from below where both would do.
int inRange(int key, const PartStyle& part) {
    while (key < part.low) {
        key += 12;
    }
    while (key > part.high) {
        key -= 12;
    }
    return key;
}

int rootKey(int pitchClass, const PartStyle& part) { return part.low + (pitchClass - part.low % 12 + 12) % 12; }

/// The key of a groove's tone over a chord, `base` the key of the chord's root.
int keyOf(const ToneHit& hit, const ChartChord& chord, int base) {
    const auto floored = [](int value, int by) { return value >= 0 ? value / by : -((by - 1 - value) / by); };
    if (hit.counts == ToneHit::Counts::Semitones) {
        return base + hit.tone;
    }
    if (hit.counts == ToneHit::Counts::ChordTones) {
        const int octave = floored(hit.tone, 3);
        return base + 12 * octave + chord.intervals[static_cast<std::size_t>(hit.tone - 3 * octave)];
    }
    const int octave = floored(hit.tone, 7);
    return base + 12 * octave + chord.scale[static_cast<std::size_t>(hit.tone - 7 * octave)];
}

const GrooveTrack* bassTrack(const Groove& groove) {
    const GrooveTrack* best = nullptr;
    for (const GrooveTrack& track : groove.tracks) {
        if (track.kind == GrooveTrack::Kind::Bass && (best == nullptr || track.tones.size() > best->tones.size())) {
            best = &track;
        }
    }
    return best;
}

void grooveBass(ScorePart& part, const PartStyle& style, const Band& band, Player& player, const PlannedBar& bar,
                const GrooveTrack& track) {
    forHits(bar, *bar.groove, track.tones, band.plan.factor, [&](const ToneHit& hit, double tick) {
        const double beat = player.beatOf(bar, tick);
        const std::size_t index = band.chart.indexAt(beat);
        const ChartChord& chord = band.chart.chords()[index];
        if (!chord.sounds()) {
            return;
        }
        const bool root = hit.tone % (hit.counts == ToneHit::Counts::Semitones    ? 12
                                      : hit.counts == ToneHit::Counts::ScaleSteps ? 7
                                                                                  : 3) ==
                          0;
        int key = root && chord.bass != chord.root ? rootKey(chord.bass, style) + (hit.tone > 0 ? 12 : 0)
                                                   : keyOf(hit, chord, rootKey(chord.root, style));
        // a groove's octave is relative to its usual register around C2; the source's own octave goes before it
        key = inRange(key, style);
        const double from = band.grid.seconds(beat);
        const auto sounding = band.sounding.keys(from - 0.03, from + 0.2);
        for (const int octave : {0, 12, -12}) {
            if (const int own = key + octave;
                own >= style.low && own <= style.high && sounding[static_cast<std::size_t>(own)] > 0.0) {
                key = own;
                break;
            }
        }
        const double left = (chord.end - beat) * band.plan.factor * kGrooveTicks; // a note ends with its chord
        player.play(part, bar, tick, std::min<double>(hit.duration, std::max(left, 24.0)), key, hit.velocity);
    });
}

/// Quarters that lead from one root to the next: chord tones on the way, a neighbour of the goal before it.
class WalkingBass {
public:
    WalkingBass(const PartStyle& style, const Band& band) : m_style(style), m_band(band), m_random(band.options.seed, 77) {}

    void bar(ScorePart& part, Player& player, const PlannedBar& bar) {
        const double factor = m_band.plan.factor;
        const int quarters = static_cast<int>(std::lround(bar.beats * factor));
        for (int i = 0; i < quarters; ++i) {
            const double tick = i * kGrooveTicks;
            const double beat = bar.beat + i / factor;
            const std::size_t index = m_band.chart.indexAt(beat);
            const ChartChord& chord = m_band.chart.chords()[index];
            if (!chord.sounds()) {
                m_key = -1;
                continue;
            }
            m_key = next(index, beat, i);
            player.play(part, bar, tick, kGrooveTicks * 0.92, m_key, i % 2 == 0 ? 96 : 90);
        }
    }

private:
    int next(std::size_t index, double beat, int quarter) {
        const ChartChord& chord = m_band.chart.chords()[index];
        const bool fresh = m_key < 0 || index != m_index || quarter == 0;
        const double factor = m_band.plan.factor;
        const int left = static_cast<int>(std::lround((chord.end - beat) * factor));
        const ChartChord* following =
            index + 1 < m_band.chart.chords().size() ? &m_band.chart.chords()[index + 1] : nullptr;
        const bool began = index != m_index;
        m_index = index;
        if (fresh && (began || quarter == 0)) {
            return nearestTo(chord.bass, m_key < 0 ? (m_style.low + m_style.high) / 2 : m_key);
        }
        if (left <= 1 && following != nullptr && following->sounds()) {
            const int goal = nearestTo(following->bass, m_key);
            return clampKey(goal > m_key ? goal - 1 : goal + 1);
        }
        // a step of the scale or a chord tone, mostly onwards in the direction it has
        if (m_key >= m_style.high - 4) {
            m_direction = -1;
        } else if (m_key <= m_style.low + 4) {
            m_direction = 1;
        } else if (m_random.uniform() < 0.15) {
            m_direction = -m_direction;
        }
        const bool leap = m_random.uniform() < 0.4;
        for (int distance = 1; distance <= 7; ++distance) {
            const int key = m_key + m_direction * distance;
            const int above = ((key - chord.root) % 12 + 12) % 12;
            const bool tone = std::ranges::find(chord.intervals, above) != chord.intervals.end();
            const bool step = std::ranges::find(chord.scale, above) != chord.scale.end();
            if (leap ? tone : step) {
                return clampKey(key);
            }
        }
        return nearestTo(chord.root, m_key);
    }
    [[nodiscard]] int clampKey(int key) const { return inRange(key, m_style); }
    [[nodiscard]] int nearestTo(int pitchClass, int to) const {
        int best = rootKey(pitchClass, m_style);
        for (int key = best; key <= m_style.high; key += 12) {
            best = std::abs(key - to) < std::abs(best - to) ? key : best;
        }
        return best;
    }

    const PartStyle& m_style;
    const Band& m_band;
    SeededRandom m_random;
    int m_key = -1;
    int m_direction = 1;
    std::size_t m_index = static_cast<std::size_t>(-1);
};

} // namespace

int Band::program(const PartStyle& part, std::size_t k, int otherwise) const {
    return part.programs.empty() ? otherwise : part.programs[k % part.programs.size()];
}

ScorePart drumsPart(const Band& band, const PartStyle& part) {
    ScorePart drums;
    drums.role = PartRole::Drums;
    drums.program = part.kit;
    Player player = band.player(1);
    bool filled = false;
    for (const PlannedBar& bar : band.plan.bars) {
        if (bar.drums == nullptr) {
            continue;
        }
        const double fillFrom = (bar.beats * band.plan.factor - 1.0) * kGrooveTicks;
        forHits(bar, *bar.drums, bar.drums->drums, band.plan.factor, [&](const DrumHit& hit, double tick) {
            const bool cymbal = hit.key == 42 || hit.key == 44 || hit.key == 46 || hit.key == 51;
            if (bar.drumFill && tick >= fillFrom - 1.0 && !cymbal && hit.key != kKick) {
                return; // room for the fill
            }
            player.play(drums, bar, tick, 40.0, hit.key, hit.velocity);
        });
        if (bar.drumFill && bar.beats * band.plan.factor >= 2.0 && !bar.drums->drums.empty()) {
            drumFill(drums, player, bar, band.plan.factor);
        }
        if (filled && part.kit < 32 && !bar.drums->drums.empty()) {
            player.play(drums, bar, 0.0, 200.0, kCrash, 92);
        }
        filled = bar.fill;
    }
    return drums;
}

ScorePart bassPart(const Band& band, const PartStyle& part) {
    ScorePart bass;
    const GrooveTrack* main = bassTrack(*band.plan.main);
    bass.program = band.program(part, band.options.seed - 1, main != nullptr ? main->program : 33);
    Player player = band.player(2);
    WalkingBass walking(part, band);
    for (const PlannedBar& bar : band.plan.bars) {
        if (bar.groove == nullptr) {
            continue;
        }
        const GrooveTrack* track = bassTrack(*bar.groove);
        if (part.line == LineKind::Walking || (track == nullptr && main == nullptr)) {
            walking.bar(bass, player, bar);
        } else if (track != nullptr) {
            grooveBass(bass, part, band, player, bar, *track);
        }
    }
    return bass;
}

ScorePart sustainedBass(const Band& band, const PartStyle& part) {
    ScorePart bass;
    bass.program = band.program(part, 0, 39);
    Player player = band.player(2);
    for (const ChartChord& chord : band.chart.chords()) {
        if (chord.sounds()) {
            player.playAt(bass, chord.beat, chord.end - chord.beat, rootKey(chord.bass, part), 70);
        }
    }
    return bass;
}

} // namespace morphony
