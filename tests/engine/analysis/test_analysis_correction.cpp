// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/analysis_correction.h"
#include "analysis/rhythm_correction.h"

#include <QTest>

#include <cmath>

using namespace morphony;

namespace {

/// Bars of `perBar` beats every half second, `pickup` beats before the first bar line.
Rhythm rhythm(int bars, int perBar, int pickup) {
    Rhythm made;
    for (int i = 0; i < bars * perBar + pickup; ++i) {
        made.beats.push_back(0.25 + 0.5 * i);
        made.tempoCurve.push_back({made.beats.back(), 120.0});
        if (i >= pickup && (i - pickup) % perBar == 0) {
            made.downbeats.push_back(made.beats.back());
        }
    }
    made.tempoBpm = 120.0;
    made.beatsPerBar = perBar;
    made.meter = std::to_string(perBar) + "/4";
    made.beatConfidence = made.downbeatConfidence = made.tempoConfidence = 0.8;
    return made;
}

bool everyDownbeatIsABeat(const Rhythm& r) {
    return std::ranges::all_of(r.downbeats, [&](double d) { return std::ranges::binary_search(r.beats, d); });
}

} // namespace

class TestAnalysisCorrection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void halfKeepsTheBarLinesPlace_data() {
        QTest::addColumn<int>("perBar");
        QTest::addColumn<int>("pickup");
        QTest::newRow("4/4") << 4 << 0;
        QTest::newRow("4/4, pickup of 1") << 4 << 1;
        QTest::newRow("3/4, pickup of 2") << 3 << 2;
    }

    void halfKeepsTheBarLinesPlace() {
        QFETCH(int, perBar);
        QFETCH(int, pickup);
        const Rhythm found = rhythm(8, perBar, pickup);
        const Rhythm half = halfTempo(found);
        QCOMPARE(*half.tempoBpm, 60.0);
        QCOMPARE(half.downbeats.size(), std::size_t{4});
        QCOMPARE(half.downbeats.front(), found.downbeats.front());
        QVERIFY(everyDownbeatIsABeat(half));
        QCOMPARE(half.beatsPerBar, perBar);
        for (std::size_t i = 1; i < half.beats.size(); ++i) {
            QCOMPARE(half.beats[i] - half.beats[i - 1], 1.0); // even through the pickup too
        }
        QCOMPARE(half.tempoCurve.size(), half.beats.size());
        // as many beats in a bar as the meter says
        QCOMPARE(std::ranges::lower_bound(half.beats, half.downbeats[1]) -
                     std::ranges::lower_bound(half.beats, half.downbeats[0]),
                 std::ptrdiff_t{perBar});
    }

    void doubleIsUndoneByHalf() {
        for (const int perBar : {3, 4}) {
            const Rhythm found = rhythm(8, perBar, 1);
            const Rhythm twice = doubleTempo(found);
            QCOMPARE(*twice.tempoBpm, 240.0);
            QCOMPARE(twice.beats.size(), 2 * found.beats.size() - 1);
            QCOMPARE(twice.downbeats.size(), std::size_t{16});
            QVERIFY(everyDownbeatIsABeat(twice));
            const Rhythm back = halfTempo(twice);
            QCOMPARE(back.beats, found.beats);
            QCOMPARE(back.downbeats, found.downbeats);
        }
    }

    void barsShiftByABeatAndComeRound() {
        const Rhythm found = rhythm(4, 4, 2);
        const Rhythm later = shiftedDownbeats(found, 1);
        QCOMPARE(later.downbeats.front(), found.beats[3]);
        QCOMPARE(later.beats, found.beats);
        // two later: the two beats before the first bar line are a bar's last half, so a bar begins with the first beat
        QCOMPARE(shiftedDownbeats(found, 2).downbeats.front(), found.beats[0]);
        QCOMPARE(shiftedDownbeats(found, 4), found);
        QVERIFY(everyDownbeatIsABeat(shiftedDownbeats(found, 3)));
    }

    void aTapPicksTheGridThatFollowsTheMusic() {
        const Rhythm found = rhythm(8, 4, 0);
        QCOMPARE(tappedRhythm(found, 118.0, {}, 20.0).beats, found.beats); // 1.7 % off: the hand's error
        QCOMPARE(tappedRhythm(found, 61.0, {}, 20.0).beats, halfTempo(found).beats);
        const Rhythm other = tappedRhythm(found, 90.0, 10.0, 20.0);
        QCOMPARE(*other.tempoBpm, 90.0);
        QCOMPARE(other.beats.size(), std::size_t{30}); // 20 s at 1.5 beats a second
        QVERIFY(std::ranges::any_of(other.downbeats, [](double d) { return std::abs(d - 10.0) < 1e-9; }));
    }

    void nothingFoundStaysNothingUntilTapped() {
        const Rhythm none;
        QCOMPARE(halfTempo(none), none);
        QCOMPARE(doubleTempo(none), none);
        QCOMPARE(shiftedDownbeats(none, 1), none);
        const Rhythm tapped = tappedRhythm(none, 100.0, 3.0, 60.0);
        QCOMPARE(tapped.beatsPerBar, 4);
        QCOMPARE(tapped.meter, std::string("4/4"));
        QCOMPARE(tapped.beats.size(), std::size_t{100});
        QVERIFY(everyDownbeatIsABeat(tapped));
    }

    void stepsTakeEachOtherBack() {
        using Step = AnalysisCorrection::Step;
        AnalysisCorrection correction;
        correction.add(Step::HalfTempo, 4);
        correction.add(Step::DoubleTempo, 4);
        QVERIFY(correction.empty());
        for (int i = 0; i < 3; ++i) {
            correction.add(Step::BarsLater, 3);
        }
        QVERIFY(correction.empty()); // once round the bar
        correction.add(Step::BarsLater, 4);
        correction.add(Step::HalfTempo, 4);
        correction.add(Step::BarsLater, 4);
        QCOMPARE(correction.steps, (std::vector{Step::BarsLater, Step::HalfTempo, Step::BarsLater}));
        for (int i = 0; i < 500; ++i) {
            correction.add(Step::HalfTempo, 4);
        }
        QCOMPARE(correction.steps.size(), AnalysisCorrection::kMostSteps);
    }

    void theOrderOfStepsChoosesTheBeatsThatStay() {
        using Step = AnalysisCorrection::Step;
        TrackAnalysis found;
        found.seconds = 16.25;
        found.rhythm = rhythm(8, 4, 0);
        AnalysisCorrection correction;
        correction.steps = {Step::BarsLater, Step::HalfTempo};
        QCOMPARE(corrected(found, correction).rhythm.downbeats.front(), found.rhythm.beats[1]);
        correction.steps = {Step::HalfTempo, Step::BarsLater};
        QCOMPARE(corrected(found, correction).rhythm.downbeats.front(), found.rhythm.beats[2]);
    }

    void correctionAppliesItsStepsAndSaysSo() {
        TrackAnalysis found;
        found.seconds = 16.25;
        found.rhythm = rhythm(8, 4, 0);
        found.energyPerBar = {-20, -10, -20, -10, -20, -10, -20, -10};
        found.harmony.key = KeySpan{{0.0, 16.25}, 9, true, 0.4};
        QCOMPARE(corrected(found, {}), found);

        AnalysisCorrection correction;
        correction.add(AnalysisCorrection::Step::HalfTempo, 4);
        correction.key = Key{0, false};
        const TrackAnalysis music = corrected(found, correction);
        QCOMPARE(*music.rhythm.tempoBpm, 60.0);
        QCOMPARE(music.rhythm.beatConfidence, 1.0);
        QCOMPARE(music.harmony.key->tonic, 0);
        QCOMPARE(music.harmony.key->confidence, 1.0);
        // mean power of -20 and -10 dB: 10 log10((0.01 + 0.1) / 2)
        QCOMPARE(music.energyPerBar.size(), std::size_t{4});
        QVERIFY(std::abs(music.energyPerBar[0] - 10.0 * std::log10(0.055)) < 1e-9);
    }
};

QTEST_GUILESS_MAIN(TestAnalysisCorrection)
#include "test_analysis_correction.moc"
