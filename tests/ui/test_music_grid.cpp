// SPDX-License-Identifier: GPL-3.0-or-later
// Counting in a musical grid: which lines are drawn, where selections snap, how arrows step. Values only.
#include "ui/console/tap_tempo.h"
#include "ui/music_grid.h"

#include <QTest>

#include <cmath>

namespace morphony {
namespace {

/// Beats of half a second in bars of four from 0.25 s on, after a pickup of one beat; 3 hours by default.
MusicGrid grid(double seconds = 3 * 3600.0) {
    MusicGrid made;
    for (int i = 0; 0.25 + 0.5 * i < seconds; ++i) {
        const int inBars = i - 1;
        made.beats.append({0.25 + 0.5 * i, i == 0 ? 0 : inBars / 4 + 1, i == 0 ? 4 : inBars % 4 + 1});
    }
    made.chords = {{0.25, 2.25, QStringLiteral("F")}, {3.25, 4.25, QStringLiteral("C")}};
    made.index();
    return made;
}

QList<double> lines(const MusicGrid& g, double secondsPerPixel, double from, double to) {
    QList<double> found;
    forEachGridLine(g, gridDensity(g, secondsPerPixel), from, to, [&](double seconds, bool) { found.append(seconds); });
    return found;
}

class TestMusicGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void indexKnowsBarsAndLengths() {
        const MusicGrid g = grid(20.0);
        QCOMPARE(g.bars.first(), qsizetype{1});
        QCOMPARE(g.bars.size(), qsizetype{10});
        QCOMPARE(g.beatSeconds, 0.5);
        QCOMPARE(g.barSeconds, 2.0);
    }

    void placesAreFound() {
        const MusicGrid g = grid(20.0);
        QVERIFY(beatAt(g, 0.1) == nullptr);
        QCOMPARE(beatAt(g, 0.3)->bar, 0);
        QCOMPARE(beatAt(g, 3.30)->bar, 2);
        QCOMPARE(beatAt(g, 3.30)->beat, 2);
        QCOMPARE(chordAt(g, 0.0), -1);
        QCOMPARE(chordAt(g, 2.0), 0);
        QCOMPARE(chordAt(g, 2.5), -1); // nothing sounds between the two
        QCOMPARE(chordAt(g, 3.25), 1);
        QCOMPARE(chordAt(g, 9.0), -1);
    }

    void linesThinOutWithTheZoom_data() {
        QTest::addColumn<double>("secondsPerPixel");
        QTest::addColumn<bool>("beats");
        QTest::addColumn<int>("barStep");
        QTest::newRow("24 s in 920 pixels: every beat, 19 pixels apart") << 24.0 / 920 << true << 1;
        QTest::newRow("a beat of 8 pixels") << 0.5 / 8 << true << 1;
        QTest::newRow("a beat of 7 pixels") << 0.5 / 7 << false << 1;
        QTest::newRow("five minutes in 920: a bar of 6 pixels") << 300.0 / 920 << false << 4;
        QTest::newRow("three hours in 920") << 3 * 3600.0 / 920 << false << 128;
    }

    void linesThinOutWithTheZoom() {
        QFETCH(double, secondsPerPixel);
        QFETCH(bool, beats);
        QFETCH(int, barStep);
        const MusicGrid g = grid();
        QCOMPARE(gridDensity(g, secondsPerPixel), (GridDensity{beats, barStep}));
        // never a veil: the lines of 920 pixels stand at least 8 pixels apart, wherever they begin
        for (const double from : {0.0, 33.3, 5000.0}) {
            const QList<double> found = lines(g, secondsPerPixel, from, from + 920 * secondsPerPixel);
            QVERIFY(!found.isEmpty() || 920 * secondsPerPixel + from < 10.0);
            for (qsizetype i = 1; i < found.size(); ++i) {
                QVERIFY((found[i] - found[i - 1]) / secondsPerPixel >= 8.0 - 1e-6);
            }
        }
    }

    void aLineIsTheSameWhereverTheViewBegins() {
        const MusicGrid g = grid();
        const double zoom = 300.0 / 920;
        const QList<double> all = lines(g, zoom, 0.0, 600.0);
        for (const double from : {1.0, 100.0, 123.4}) {
            for (const double line : lines(g, zoom, from, 600.0)) {
                QVERIFY(all.contains(line));
            }
        }
    }

    void selectionsSnapToWhatIsSeen() {
        const MusicGrid g = grid(20.0);
        QCOMPARE(snapUnit(g, 24.0 / 920), GridUnit::Beat);
        QCOMPARE(snapUnit(g, 300.0 / 920), GridUnit::Bar);
        QCOMPARE(snappedTo(g, GridUnit::Beat, 3.1, 20.0), 3.25);
        QCOMPARE(snappedTo(g, GridUnit::Bar, 3.1, 20.0), 2.75);
        QCOMPARE(snappedTo(g, GridUnit::Bar, 0.2, 20.0), 0.0);   // the beginning is a line too
        QCOMPARE(snappedTo(g, GridUnit::Beat, 19.9, 20.0), 20.0); // and the end
        QCOMPARE(snappedTo(MusicGrid{}, GridUnit::Beat, 3.1, 20.0), 3.1);
    }

    void noBeatNoSnap() {
        MusicGrid g = grid(20.0);
        for (BeatMark& beat : g.beats) {
            beat.seconds += beat.seconds > 10.0 ? 60.0 : 0.0; // a minute of speech in the middle
        }
        g.index();
        QCOMPARE(snappedTo(g, GridUnit::Beat, 40.0, 80.0), 40.0);
        QCOMPARE(snappedTo(g, GridUnit::Beat, 9.8, 80.0), 9.75);
    }

    void arrowsStepByBeatAndBar() {
        const MusicGrid g = grid(20.0);
        QCOMPARE(*steppedFrom(g, GridUnit::Beat, 3.25, 1, 20.0), 3.75);
        QCOMPARE(*steppedFrom(g, GridUnit::Beat, 3.26, -1, 20.0), 2.75); // 10 ms past it is on it
        QCOMPARE(*steppedFrom(g, GridUnit::Beat, 3.30, -1, 20.0), 3.25);
        QCOMPARE(*steppedFrom(g, GridUnit::Bar, 3.25, 1, 20.0), 4.75);
        QCOMPARE(*steppedFrom(g, GridUnit::Bar, 0.5, -1, 20.0), 0.0);
        QCOMPARE(*steppedFrom(g, GridUnit::Beat, 19.9, 1, 20.0), 20.0);
        QVERIFY(!steppedFrom(MusicGrid{}, GridUnit::Beat, 3.0, 1, 20.0));
    }

    void barNumbersStandApart() {
        const MusicGrid g = grid();
        QCOMPARE(barNumberStep(g, 24.0 / 920, 44.0), 1);
        QCOMPARE(barNumberStep(g, 300.0 / 920, 44.0), 8); // a bar of 6 pixels
        QCOMPARE(barNumberStep(MusicGrid{}, 1.0, 44.0), 0);
    }

    void tappingFindsTheTempo() {
        TapTempo taps;
        // 92 BPM tapped by a hand that is up to 20 ms early or late
        const double error[] = {0.0, 0.02, -0.015, 0.01, -0.02, 0.005, 0.015, -0.01};
        for (int i = 0; i < 8; ++i) {
            QCOMPARE(taps.bpm().has_value(), i >= 4);
            const double at = 60.0 / 92 * i + error[i];
            taps.tap(100.0 + at, 30.0 + at);
        }
        // the standard error of a slope through 8 points of 14 ms scatter: 14 / sqrt(42) = 2.2 ms of 652, 0.3 %
        QVERIFY2(std::abs(*taps.bpm() - 92.0) < 1.0, qPrintable(QString::number(*taps.bpm())));
        QVERIFY(std::abs(*taps.beat() - 30.0) < 0.02);
        taps.tap(120.0, 50.0); // after a pause: a new start
        QCOMPARE(taps.count(), std::size_t{1});
        QVERIFY(!taps.bpm());
    }

    void aJumpOfTheMusicLeavesTheTempoAlone() {
        TapTempo taps;
        for (int i = 0; i < 6; ++i) {
            taps.tap(0.5 * i, (i < 3 ? 0.0 : 8.0) + 0.5 * i); // a loop came round
        }
        QCOMPARE(std::lround(*taps.bpm()), 120L);
        QVERIFY(!taps.beat());
        taps.clear();
        for (int i = 0; i < 6; ++i) {
            taps.tap(0.5 * i, std::nullopt); // the music stands still
        }
        QCOMPARE(std::lround(*taps.bpm()), 120L);
        QVERIFY(!taps.beat());
    }
};

} // namespace
} // namespace morphony

QTEST_GUILESS_MAIN(morphony::TestMusicGrid)
#include "test_music_grid.moc"
