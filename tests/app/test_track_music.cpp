// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_rows.h"
#include "app/track_music.h"
#include "music_analysis.h"

#include <QTest>

using namespace morphony;

class TestTrackMusic : public QObject {
    Q_OBJECT

    [[nodiscard]] static std::shared_ptr<const TrackMusic> music(const AnalysisCorrection& correction = {}) {
        return makeTrackMusic(std::make_shared<TrackAnalysis>(madeUpAnalysis(20.0)), correction);
    }

private Q_SLOTS:
    void chordsAsMusiciansWriteThem_data() {
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("text");
        QTest::newRow("major") << "C:maj"
                               << "C";
        QTest::newRow("root alone") << "Bb"
                                    << "B♭";
        QTest::newRow("minor seventh") << "F#:min7"
                                       << "F♯m7";
        QTest::newRow("half diminished") << "B:hdim7"
                                         << "Bm7♭5";
        QTest::newRow("suspended") << "G:sus4"
                                   << "Gsus4";
        QTest::newRow("third in the bass") << "G:7/3"
                                           << "G7/B";
        QTest::newRow("flat third in the bass") << "A:min/b3"
                                                << "Am/C";
        QTest::newRow("flat root, fifth") << "Eb:maj/5"
                                          << "E♭/B♭";
        QTest::newRow("sharp root and bass") << "F#:maj/3"
                                             << "F♯/A♯";
        QTest::newRow("sharp minor") << "C#:min"
                                     << "C♯m";
        QTest::newRow("none") << "N"
                              << "";
    }

    void chordsAsMusiciansWriteThem() {
        QFETCH(QString, label);
        QFETCH(QString, text);
        QCOMPARE(chordText(label.toStdString()), text);
    }

    void beatsAreCountedInBars() {
        const MusicGrid grid = music()->grid;
        QCOMPARE(grid.beats[0].bar, 0); // a pickup of one
        QCOMPARE(grid.beats[0].beat, 4);
        QCOMPARE(grid.beats[1].bar, 1);
        QCOMPARE(grid.beats[1].beat, 1);
        QCOMPARE(grid.beats[8].bar, 2);
        QCOMPARE(grid.beats[8].beat, 4);
        QCOMPARE(grid.barSeconds, 2.0);
        QCOMPARE(grid.chords.first().name, QStringLiteral("Am")); // "N" is a gap
        QCOMPARE(grid.sections.size(), qsizetype{2});
    }

    void equalChordsAreOne() {
        TrackAnalysis analysis = madeUpAnalysis(20.0);
        analysis.harmony.chords = {
            {{0, 1}, "A:min", {}, 0.8}, {{1, 2}, "A:min", {}, 0.8}, {{2, 3}, "N", {}, 0.8}, {{3, 4}, "A:min", {}, 0.8}};
        const MusicGrid grid = gridOf(analysis);
        QCOMPARE(grid.chords.size(), qsizetype{2});
        QCOMPARE(grid.chords[0].end, 2.0);
    }

    void factsSayWhatIsKnown() {
        const MusicFacts facts = factsOf(*music(), QStringLiteral("song"));
        QCOMPARE(facts.tempo, QStringLiteral("120 BPM · 4/4"));
        QCOMPARE(facts.key, QStringLiteral("A minor"));
        QCOMPARE(*facts.keyIndex, 21);
        QVERIFY(facts.hasBeat);
        QVERIFY(!facts.corrected);
        QVERIFY(facts.detail.contains(QStringLiteral("87")));
        QCOMPARE(factLine(*music(), true), QStringLiteral("120 BPM · 4/4 · Am"));
    }

    void aCorrectionIsSaid() {
        AnalysisCorrection correction;
        correction.add(AnalysisCorrection::Step::HalfTempo, 4);
        correction.key = Key{0, false};
        const MusicFacts facts = factsOf(*music(correction), QStringLiteral("song"));
        QCOMPARE(facts.tempo, QStringLiteral("60 BPM · 4/4"));
        QCOMPARE(facts.key, QStringLiteral("C major"));
        QCOMPARE(facts.foundKey, QStringLiteral("A minor"));
        QVERIFY(facts.corrected && facts.keyCorrected);
        QVERIFY(facts.detail.contains(QStringLiteral("hand")));
    }

    void noBeatIsSaidInWords() {
        TrackAnalysis silent;
        silent.seconds = 20.0;
        const auto nothing = makeTrackMusic(std::make_shared<TrackAnalysis>(silent), {});
        const MusicFacts facts = factsOf(*nothing, QStringLiteral("speech"));
        QCOMPARE(facts.tempo, QStringLiteral("No beat found"));
        QCOMPARE(facts.key, QStringLiteral("No key found"));
        QVERIFY(!facts.hasBeat);
        QVERIFY(nothing->grid.beats.isEmpty());
        QCOMPARE(factLine(*nothing, true), QStringLiteral("No beat found"));
    }

    void scoresHaveTheirNumbersBehindThem() {
        Report report;
        QVERIFY(scoreDetails(report).contains(QStringLiteral("too short")));
        report.content.songKept = 0.86;
        report.content.noteRecall = 0.72;
        report.style_.styleReached = 0.5;
        report.style_.distanceSource = 8.0;
        report.style_.distanceResult = 4.0;
        const QString said = scoreDetails(report);
        QVERIFY2(said.contains(QStringLiteral("72\u00a0%")) && said.contains(QStringLiteral("8.0 dB")), qPrintable(said));
        QVERIFY(!said.contains(QStringLiteral("no figure")));
    }

    void everyFigureOfTheReportHasARow() {
        Report report;
        report.content.songKept = 0.86;
        report.style_.styleReached = 0.67;
        report.quality.truePeakDbtp = -1.0;
        const QList<ReportRow> rows = reportRows(report);
        const auto valueOf = [&](const char* name) {
            const auto row = std::ranges::find_if(rows, [&](const ReportRow& r) { return r.name == QLatin1String(name); });
            return row == rows.end() ? QStringLiteral("no such row") : row->value;
        };
        QCOMPARE(valueOf("Song kept"), QStringLiteral("86\u00a0%"));
        QCOMPARE(valueOf("Style reached"), QStringLiteral("67\u00a0%"));
        QCOMPARE(valueOf("True peak"), QStringLiteral("\u22121.0\u00a0dBTP"));
        QCOMPARE(valueOf("Key"), QString()); // not measured: a row without a value
        // ten of the content, six of the style, eight of the quality: as many as the report's form has
        QCOMPARE(rows.size(), qsizetype{24});
        for (const ReportRow& row : rows) {
            QVERIFY2(!row.meaning.isEmpty(), qPrintable(row.name));
        }
    }
};

QTEST_GUILESS_MAIN(TestTrackMusic)
#include "test_track_music.moc"
