// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/free_path.h"
#include "app/session.h"
#include "app/words.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace morphony;

namespace {

Track track(const char* path) {
    Track made;
    made.audio.file = path;
    made.audio.audio = std::make_shared<BufferSource>(AudioBuffer(1, 10), SampleRate{44100});
    return made;
}

std::shared_ptr<const MorphResult> result(double strength) {
    auto made = std::make_shared<MorphResult>();
    made->recipe.request.dial.strength = strength;
    return made;
}

QStringList names(const Session& session) {
    QStringList list;
    for (const Take& take : session.takes()) {
        list << take.name;
    }
    return list;
}

} // namespace

class TestSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesAreNamedSelectedAndNewestFirst() {
        Session session;
        session.setSource(track("/a/song.ogg"));
        QSignalSpy selected(&session, &Session::selectedTakeChanged);
        const QString first = session.addTake(result(0.3));
        const QString second = session.addTake(result(0.7));
        QCOMPARE(names(session), (QStringList{"Take 2", "Take 1"}));
        QCOMPARE(session.selectedTake()->id, second);
        QCOMPARE(selected.count(), 2);
        QCOMPARE(session.dial(first).strength, 0.3);
        QCOMPARE(session.dial(second).strength, 0.7);
        session.selectTake(first);
        QCOMPARE(session.selectedTake()->id, first);
        session.selectTake(QStringLiteral("no such take"));
        QCOMPARE(session.selectedTake()->id, first);
    }

    void deletingTheSelectedTakeSelectsAnother() {
        Session session;
        session.setSource(track("/a/song.ogg"));
        const QString first = session.addTake(result(0.3));
        const QString second = session.addTake(result(0.7));
        session.deleteTake(second);
        QCOMPARE(session.selectedTake()->id, first);
        session.deleteTake(first);
        QVERIFY(!session.selectedTake());
        session.undo();
        session.undo();
        QCOMPARE(names(session), (QStringList{"Take 2", "Take 1"}));
        QCOMPARE(session.dial(second).strength, 0.7);
    }

    void aNewSourceHasNoTakesAndUndoBringsBothBack() {
        Session session;
        session.setSource(track("/a/song.ogg"));
        session.setStyle(track("/a/style.ogg"));
        session.addTake(result(0.3));
        QSignalSpy sources(&session, &Session::sourceChanged);
        QSignalSpy styles(&session, &Session::styleChanged);
        session.setSource(track("/a/other.ogg"));
        QVERIFY(session.takes().isEmpty());
        QVERIFY(!session.selectedTake());
        QCOMPARE(session.source()->title(), QStringLiteral("other"));
        QVERIFY(session.undoText().contains(QStringLiteral("song")));
        session.undo();
        QCOMPARE(session.source()->fileName(), QStringLiteral("song.ogg"));
        QCOMPARE(names(session), QStringList{"Take 1"});
        QCOMPARE(session.selectedTake()->name, QStringLiteral("Take 1"));
        session.redo();
        QCOMPARE(session.source()->title(), QStringLiteral("other"));
        QCOMPARE(sources.count(), 3);
        QCOMPARE(styles.count(), 0);
    }

    void undoNeverLosesATakeMadeLater() {
        Session session;
        session.setSource(track("/a/song.ogg"));
        const QString first = session.addTake(result(0.3));
        session.renameTake(first, QStringLiteral("  Good one "));
        session.addTake(result(0.7));
        session.undo();
        session.undo();
        QCOMPARE(names(session), QStringList{"Take 1"});
        session.redo();
        session.redo();
        QCOMPARE(names(session), (QStringList{"Take 2", "Good one"}));
        QVERIFY(session.redoText().isEmpty());
    }

    void correctionsAreStepsAndLeaveWithTheirTrack() {
        Session session;
        AnalysisCorrection half;
        half.add(AnalysisCorrection::Step::HalfTempo, 4);
        session.setCorrection(LaneRole::Source, half, QStringLiteral("halving the tempo"));
        QVERIFY(session.undoText().isEmpty()); // nothing to correct yet
        session.setSource(track("/a/song.ogg"));
        session.setMusic(LaneRole::Source, makeTrackMusic(std::make_shared<TrackAnalysis>(), {}));
        QSignalSpy corrected(&session, &Session::correctionChanged);
        session.setCorrection(LaneRole::Source, half, QStringLiteral("halving the tempo"));
        QCOMPARE(session.undoText(), QStringLiteral("halving the tempo"));
        QCOMPARE(session.correction(LaneRole::Source), half);
        QVERIFY(session.correction(LaneRole::Style).empty());
        QVERIFY(session.music(LaneRole::Source)); // until the corrected one is there
        session.undo();
        QVERIFY(session.correction(LaneRole::Source).empty());
        session.redo();
        QCOMPARE(corrected.count(), 3);
        session.setSource(track("/a/other.ogg"));
        QVERIFY(session.correction(LaneRole::Source).empty());
        QVERIFY(!session.music(LaneRole::Source)); // it was the other song's
        session.undo();
        QCOMPARE(session.correction(LaneRole::Source), half);
    }

    void emptyNamesAndUnknownTakesChangeNothing() {
        Session session;
        session.setSource(track("/a/song.ogg"));
        const QString id = session.addTake(result(0.3));
        const QString before = session.undoText();
        session.renameTake(id, QStringLiteral("  "));
        session.starTake(QStringLiteral("none"), true);
        session.deleteTake(QStringLiteral("none"));
        session.removeStyle();
        QCOMPARE(session.undoText(), before);
    }

    void whatIsMeasuredBelongsToItsTake() {
        Session session;
        session.setSource(track("/a/song.ogg"));
        const QString id = session.addTake(result(0.3));
        QVERIFY(!session.measured(id));
        QSignalSpy measured(&session, &Session::measuredChanged);
        Report report;
        report.content.chromaCosine = 0.9;
        session.setMeasured(id, {DialSetting{0.3, {}, {}, {}}, report});
        QCOMPARE(measured.count(), 1);
        QCOMPARE(*session.measured(id)->report.content.chromaCosine, 0.9);
        QVERIFY(!session.measured(id)->report.content.songKept);
    }

    void existingNamesGetANumber() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("My song.v1.mp3"));
        QCOMPARE(freePath(path), path);
        const auto touch = [](const QString& name) { QVERIFY(QFile(name).open(QIODevice::WriteOnly)); };
        touch(path);
        QCOMPARE(freePath(path), folder.filePath(QStringLiteral("My song.v1-2.mp3")));
        touch(folder.filePath(QStringLiteral("My song.v1-2.mp3")));
        QCOMPARE(freePath(path), folder.filePath(QStringLiteral("My song.v1-3.mp3")));
    }

    void aTrackIsCalledByItsTagElseByItsFile() {
        Track made = track("/a/song.ogg");
        QCOMPARE(made.title(), QStringLiteral("song"));
        made.tagTitle = QStringLiteral("Roads Untraveled");
        QCOMPARE(made.title(), QStringLiteral("Roads Untraveled"));
        QCOMPARE(made.fileName(), QStringLiteral("song.ogg"));
    }

    void theNextTakeIsNamedBeforeItIsMade() {
        Session session;
        session.setSource(track("/a/song.ogg"));
        const QString name = session.nextTakeName();
        QCOMPARE(session.take(session.addTake(result(0.3)))->name, name);
        QVERIFY(session.nextTakeName() != name);
    }

    void words() {
        QCOMPARE(fileNamePart(QStringLiteral("AC/DC: what?  - Take 1")), QStringLiteral("AC_DC_ what_ - Take 1"));
        QCOMPARE(fileNamePart(QStringLiteral("...hidden")), QStringLiteral("_..hidden"));
        QCOMPARE(timeText(309.9), QStringLiteral("5:10"));
        QCOMPARE(timeText(3723.0), QStringLiteral("1:02:03"));
        QCOMPARE(rateText(SampleRate{44100}), QStringLiteral("44.1 kHz"));
        QCOMPARE(rateText(SampleRate{11025}), QStringLiteral("11.03 kHz"));
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "test_session.moc"
