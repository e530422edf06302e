// SPDX-License-Identifier: GPL-3.0-or-later
// The arranger on made-up songs whose beats, chords and notes are known exactly.
#include "music/arranger.h"
#include "music/chart.h"
#include "music/source_grid.h"

#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <set>

using namespace morphony;

namespace {

/// C, Am, F, G7, a bar each, in two kinds of section; the tempo rises by a tenth. One melody note to a beat.
TrackAnalysis song(int perBar, double bpm, int bars = 32) {
    TrackAnalysis a;
    static const std::array<const char*, 4> kChords{"C:maj", "A:min", "F:maj/5", "G:7"};
    static const std::array<std::array<int, 3>, 4> kTones{{{60, 64, 67}, {57, 60, 64}, {60, 65, 69}, {59, 62, 67}}};
    double time = 0.3;
    for (int i = 0; i < bars * perBar; ++i) {
        const double step = 60.0 / (bpm * (1.0 + 0.1 * i / (bars * perBar)));
        const auto chord = static_cast<std::size_t>(i / perBar % 4);
        a.rhythm.beats.push_back(time);
        if (i % perBar == 0) {
            a.rhythm.downbeats.push_back(time);
            a.energyPerBar.push_back(i / perBar < bars / 2 ? -20.0 : -16.0);
            a.harmony.chords.push_back({{time, time + step * perBar}, kChords[chord], std::nullopt, 1.0});
        }
        a.harmony.chords.back().time.to = time + step;
        a.melody.push_back({time, time + 0.9 * step, kTones[chord][static_cast<std::size_t>(i % 3)] + 12, 90});
        a.notes.push_back(a.melody.back());
        for (const int tone : kTones[chord]) {
            a.notes.push_back({time, time + 0.9 * step, tone, 70});
        }
        time += step;
    }
    a.seconds = time + 0.5;
    a.rhythm.tempoBpm = bpm * 1.05;
    a.rhythm.beatConfidence = a.rhythm.tempoConfidence = a.rhythm.downbeatConfidence = 0.9;
    a.rhythm.beatsPerBar = perBar;
    a.rhythm.meter = perBar == 3 ? "3/4" : perBar == 2 ? "6/8" : "4/4";
    const double half = a.rhythm.downbeats[static_cast<std::size_t>(bars / 2)];
    a.sections = {{{0.0, half}, "A"}, {{half, a.seconds}, "B"}};
    a.harmony.key = KeySpan{{0.0, a.seconds}, 0, false, 0.9};
    return a;
}

std::vector<const ScorePart*> partsOf(const Score& score, PartRole role) {
    std::vector<const ScorePart*> parts;
    for (const ScorePart& part : score.parts) {
        if (part.role == role) {
            parts.push_back(&part);
        }
    }
    return parts;
}

} // namespace

class TestArranger : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyBeatIsTheSources() {
        const TrackAnalysis a = song(4, 100.0);
        const Score score = arrange(a, styleById("funk"), {});
        for (const double beat : a.rhythm.beats) {
            QVERIFY(std::ranges::find(score.grid.beats, beat) != score.grid.beats.end());
        }
        QCOMPARE(score.grid.beats.front(), 0.0);
        QVERIFY(score.grid.beats.back() >= a.seconds);
        for (const double downbeat : a.rhythm.downbeats) {
            const auto at = std::ranges::find(score.grid.beats, downbeat) - score.grid.beats.begin();
            QVERIFY(std::ranges::find(score.grid.bars, static_cast<int>(at)) != score.grid.bars.end());
        }
    }

    void allStyles_data() {
        QTest::addColumn<int>("perBar");
        QTest::newRow("4/4") << 4;
        QTest::newRow("3/4") << 3;
        QTest::newRow("6/8") << 2;
    }
    /// In every style and meter every part plays, inside the piece and its own range, on the grid of the source.
    void allStyles() {
        QFETCH(int, perBar);
        const TrackAnalysis a = song(perBar, 100.0);
        for (const Style& style : builtInStyles()) {
            const Score score = arrange(a, style, {});
            for (const auto& [role, part] : style.parts) {
                const auto parts = partsOf(score, role);
                QVERIFY2(!parts.empty(), (style.id + ": no " + name(role)).c_str());
                for (const ScorePart* each : parts) {
                    for (const ScoreNote& note : each->notes) {
                        const std::string where = style.id + " " + each->name + " at " + std::to_string(note.start);
                        QVERIFY2(note.start >= 0.0 && note.end <= a.seconds + 1e-9 && note.end > note.start, where.c_str());
                        QVERIFY2(note.velocity >= 1 && note.velocity <= 127, where.c_str());
                        QVERIFY2(std::abs(score.grid.seconds(note.beat) - note.start) < 1e-6, where.c_str());
                        if (role == PartRole::Bass || role == PartRole::Comping || role == PartRole::Pad) {
                            QVERIFY2(note.pitch >= part.low && note.pitch <= part.high + 12,
                                     (where + " " + std::to_string(note.pitch)).c_str());
                        }
                    }
                }
            }
        }
    }

    /// A kick stands on every downbeat of these, within the 20 ms that a player may be off.
    void kicksFallOnDownbeats_data() {
        QTest::addColumn<QString>("style");
        for (const char* style : {"rock", "techno", "disco", "pop"}) {
            QTest::newRow(style) << style;
        }
    }
    void kicksFallOnDownbeats() {
        QFETCH(QString, style);
        const TrackAnalysis a = song(4, 115.0);
        const Score score = arrange(a, styleById(style.toStdString()), {});
        const auto drums = partsOf(score, PartRole::Drums);
        int hit = 0;
        for (const double downbeat : a.rhythm.downbeats) {
            hit += std::ranges::any_of(drums.front()->notes,
                                       [&](const ScoreNote& note) {
                                           return (note.pitch == 35 || note.pitch == 36) &&
                                                  std::abs(note.start - downbeat) <= 0.021;
                                       })
                       ? 1
                       : 0;
        }
        QVERIFY2(hit >= static_cast<int>(a.rhythm.downbeats.size()) * 8 / 10, std::to_string(hit).c_str());
    }

    /// Comping plays the chords: the song has no other notes, so nearly all tones are the chord's.
    void compingFollowsTheChords() {
        const TrackAnalysis a = song(4, 110.0);
        for (const char* id : {"pop", "bossa-nova", "house", "swing"}) {
            const Score score = arrange(a, styleById(id), {});
            const Chart chart(a, score.grid);
            int right = 0, all = 0;
            for (const ScorePart* part : partsOf(score, PartRole::Comping)) {
                for (const ScoreNote& note : part->notes) {
                    const ChartChord& chord = chart.at(note.beat + 0.1);
                    const int above = (note.pitch - chord.root + 12) % 12;
                    right += std::ranges::find(chord.intervals, above) != chord.intervals.end() ? 1 : 0;
                    ++all;
                }
            }
            QVERIFY2(all > 50 && right >= all * 9 / 10,
                     (std::string(id) + " " + std::to_string(right) + " of " + std::to_string(all)).c_str());
        }
    }

    void bassPlaysInversions() {
        const TrackAnalysis a = song(4, 100.0);
        const Score score = arrange(a, styleById("dub"), {}); // a root on one and three
        const Chart chart(a, score.grid);
        int right = 0, all = 0;
        for (const ScoreNote& note : partsOf(score, PartRole::Bass).front()->notes) {
            const ChartChord& chord = chart.at(note.beat + 0.1);
            right += note.pitch % 12 == chord.bass ? 1 : 0;
            ++all;
        }
        QVERIFY2(all > 32 && right == all, (std::to_string(right) + " of " + std::to_string(all)).c_str());
    }

    void walkingBassWalks() {
        const TrackAnalysis a = song(4, 130.0);
        const Score score = arrange(a, styleById("bebop"), {});
        const auto& notes = partsOf(score, PartRole::Bass).front()->notes;
        QVERIFY(notes.size() > 32 * 3);
        int leaps = 0;
        for (std::size_t i = 1; i < notes.size(); ++i) {
            leaps += std::abs(notes[i].pitch - notes[i - 1].pitch) > 12 ? 1 : 0;
        }
        QVERIFY2(leaps * 20 < static_cast<int>(notes.size()), std::to_string(leaps).c_str());
    }

    void theLeadIsTheMelody() {
        const TrackAnalysis a = song(4, 100.0);
        const Score score = arrange(a, styleById("soul"), {});
        const auto& notes = partsOf(score, PartRole::Lead).front()->notes;
        QCOMPARE(notes.size(), a.melody.size());
        for (std::size_t i = 0; i < notes.size(); ++i) {
            QCOMPARE(notes[i].pitch % 12, a.melody[i].pitch % 12);
            QVERIFY(std::abs(notes[i].start - a.melody[i].start) < 0.03);
        }
    }

    void tempoFarAwayHalvesOrDoubles() {
        const auto factor = [](double bpm) {
            const TrackAnalysis a = song(4, bpm);
            return planBars(a, beatGridOf(a), styleById("hip-hop"), {}).factor; // made for 82 to 104
        };
        QCOMPARE(factor(92.0), 1.0);
        QCOMPARE(factor(178.0), 0.5);
        QCOMPARE(factor(46.0), 2.0);
        const TrackAnalysis a = song(4, 92.0);
        ArrangeOptions half;
        half.time = TimeFeel::Half;
        QCOMPARE(planBars(a, beatGridOf(a), styleById("hip-hop"), half).factor, 0.5);
    }

    void seedsRepeatAndDiffer() {
        const TrackAnalysis a = song(4, 100.0);
        const Style style = styleById("funk");
        ArrangeOptions other;
        other.seed = 2;
        QVERIFY(arrange(a, style, {}) == arrange(a, style, {}));
        QVERIFY(!(arrange(a, style, {}) == arrange(a, style, other)));
    }

    void partsCanBeLeftOut() {
        ArrangeOptions options;
        options.without = {PartRole::Drums, PartRole::Lead};
        const Score score = arrange(song(4, 100.0), styleById("funk"), options);
        QVERIFY(partsOf(score, PartRole::Drums).empty() && partsOf(score, PartRole::Lead).empty());
        QVERIFY(!partsOf(score, PartRole::Bass).empty());
    }

    void withoutABeatThereIsNoGroove() {
        TrackAnalysis a = song(4, 100.0);
        a.rhythm = {};
        a.energyPerBar.clear();
        const Score score = arrange(a, styleById("techno"), {});
        QVERIFY(partsOf(score, PartRole::Drums).empty());
        QVERIFY(!partsOf(score, PartRole::Comping).empty());
        for (const ScoreNote& note : partsOf(score, PartRole::Comping).front()->notes) {
            QVERIFY(note.end - note.start > 0.5); // sustained
        }
    }

    /// Bars of seven, a lost beat, one bar, nothing at all: whatever comes in, notes stay inside the piece.
    void oddPieces() {
        TrackAnalysis seven = song(7, 150.0, 12);
        TrackAnalysis lost = song(4, 100.0, 8);
        lost.rhythm.beats.erase(lost.rhythm.beats.begin() + 13);
        TrackAnalysis one = song(4, 100.0, 1);
        TrackAnalysis nothing;
        nothing.seconds = 0.2;
        TrackAnalysis silent;
        silent.seconds = 30.0;
        for (const TrackAnalysis& a : {seven, lost, one, nothing, silent}) {
            for (const char* id : {"rock", "waltz", "jazz-trio"}) {
                const Score score = arrange(a, styleById(id), {});
                for (const ScorePart& part : score.parts) {
                    for (const ScoreNote& note : part.notes) {
                        QVERIFY(note.start >= 0.0 && note.end <= a.seconds + 1e-9);
                    }
                }
            }
        }
    }

    void chordLabels_data() {
        QTest::addColumn<QString>("label");
        QTest::addColumn<int>("root");
        QTest::addColumn<int>("bass");
        QTest::addColumn<int>("tones");
        QTest::newRow("major") << "C:maj" << 0 << 0 << 3;
        QTest::newRow("flat") << "Bb:min7/b3" << 10 << 1 << 4;
        QTest::newRow("sharp") << "F#:7/5" << 6 << 1 << 4;
        QTest::newRow("none") << "N" << -1 << -1 << 0;
        QTest::newRow("unknown") << "C:strange" << -1 << -1 << 0;
    }
    void chordLabels() {
        QFETCH(QString, label);
        const ChartChord chord = chordFromLabel(label.toStdString());
        QTEST(chord.root, "root");
        QTEST(chord.bass, "bass");
        QTEST(static_cast<int>(chord.intervals.size()), "tones");
    }
};

QTEST_APPLESS_MAIN(TestArranger)
#include "test_arranger.moc"
