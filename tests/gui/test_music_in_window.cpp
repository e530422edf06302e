// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui_rig.h"
#include "music_analysis.h"

#include "ui/console/correction_panel.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/view_range.h"

#include <QComboBox>
#include <QDir>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

using namespace morphony;

namespace {
constexpr double kSeconds = 8.0;
const AnalysisController::Listen kNoNewChords = [](const LoadedAudio&, JobContext&) { return nullptr; };
} // namespace

/// Beats, chords and key in the real window, and their correction by hand. The music's analysis is made up, so that what
/// the window must show is known. The tests build on one another.
class TestMusicInWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_rig.reset(); }

    void nothingWaitsForTheAnalysis();
    void whatIsFoundIsShown();
    void selectionsSnap();
    void arrowsStepByBeatAndBar();
    void halfAndDoubleAndUndo();
    void barsMoveByABeat();
    void theKeyIsChosen();
    void tappedTempo();
    void aMorphTakesTheCorrectionsAlong();
    void anotherSongStartsAnew();
    void noBeatIsSaidAndEverythingWorks();
    void aFailureIsSaidInPlace();
    void realMusicIsHeard();

private:
    [[nodiscard]] Session& session() { return m_rig->workbench.session(); }
    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    [[nodiscard]] QPushButton* button(const char* name) {
        return m_rig->window.findChild<QPushButton*>(QString::fromLatin1(name));
    }
    [[nodiscard]] QString tempo() { return button("tempoField")->text(); }
    [[nodiscard]] const MusicGrid& grid() { return m_rig->window.timeline().sourceGrid(); }
    void drag(double fromSeconds, double toSeconds, Qt::KeyboardModifiers modifiers = {});
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(!m_rig->workbench.analysis().isBusy(), kLong); }

    QTemporaryDir m_folder;
    std::unique_ptr<GuiRig> m_rig;
    std::atomic<bool> m_hold{true}; ///< the analysis waits while it is set
    std::atomic<int> m_analyses{0};
    int m_known = 0; ///< how many there were when everything was known
};

void TestMusicInWindow::initTestCase() {
    QVERIFY2(QFileInfo::exists(QString::fromLatin1(kBrandenburg)), "Debian package gamine-data is missing");
    writeExcerpt(kBrandenburg, 30.0, kSeconds, path("song.wav"));
    writeExcerpt(kBrandenburg, 90.0, kSeconds, path("other.wav"));
    writeExcerpt(kBrandenburg, 120.0, 5.0, path("style.wav"));
    m_rig = std::make_unique<GuiRig>();
    m_rig->workbench.analysis().setAnalyser(
        [this](const LoadedAudio& track, JobContext& context) {
            ++m_analyses;
            context.plan({{"Listening", 1.0}});
            context.beginStage("Listening");
            while (m_hold) {
                context.progress(0.5);
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
            return std::make_shared<const TrackAnalysis>(madeUpAnalysis(track.audio->seconds()));
        },
        kNoNewChords);
    QVERIFY(QTest::qWaitForWindowExposed(&m_rig->window));
}

/// Drags over the source lane.
void TestMusicInWindow::drag(double fromSeconds, double toSeconds, Qt::KeyboardModifiers modifiers) {
    Q_EMIT m_rig->window.loopChanged(std::nullopt); // so that no edge of it is grabbed
    auto* body = m_rig->window.findChild<QWidget*>(QStringLiteral("laneBody_source"));
    const double pixels = body->width() / m_rig->window.timeline().viewRange().window().span;
    const auto at = [&](double seconds) { return QPoint(qRound(seconds * pixels), 20); };
    QTest::mousePress(body, Qt::LeftButton, modifiers, at(fromSeconds));
    for (const QPoint& point : {(at(fromSeconds) + at(toSeconds)) / 2, at(toSeconds)}) {
        QMouseEvent move(QEvent::MouseMove, point, body->mapToGlobal(point), Qt::NoButton, Qt::LeftButton, modifiers);
        QCoreApplication::sendEvent(body, &move);
    }
    QTest::mouseRelease(body, Qt::LeftButton, modifiers, at(toSeconds));
}

void TestMusicInWindow::nothingWaitsForTheAnalysis() {
    m_rig->drop({path("song.wav"), path("style.wav")}, QPoint(400, 300));
    QTRY_VERIFY(m_rig->button(QStringLiteral("song.wav")));
    m_rig->button(QStringLiteral("song.wav"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(session().source() && session().style(), kLong);
    QTRY_VERIFY(m_rig->workbench.analysis().isBusy());
    QTRY_VERIFY2(tempo().contains(QStringLiteral("50")), qPrintable(tempo())); // progress, in per cent
    QVERIFY(!button("keyField")->isVisible());
    // a whole morph goes through and is heard while the analysis stands still
    m_rig->trigger("actionMorph");
    QTRY_COMPARE_WITH_TIMEOUT(session().takes().size(), 1, kLong);
    m_rig->trigger("actionPlay");
    QTRY_VERIFY(m_rig->workbench.playback().state().playing);
    m_rig->trigger("actionPlay");
    QVERIFY(m_rig->workbench.analysis().isBusy());
    QVERIFY(grid().beats.isEmpty());
}

void TestMusicInWindow::whatIsFoundIsShown() {
    m_hold = false;
    QTRY_VERIFY_WITH_TIMEOUT(session().music(LaneRole::Source) && session().music(LaneRole::Style), kLong);
    m_known = m_analyses;
    QCOMPARE(tempo(), QStringLiteral("120 BPM · 4/4"));
    QCOMPARE(button("keyField")->text(), QStringLiteral("A minor"));
    QVERIFY(button("keyField")->isVisible());
    QCOMPARE(grid().bars.size(), qsizetype{4}); // at 0.75, 2.75, 4.75 and 6.75 s
    const QString header =
        m_rig->window.findChild<QWidget*>(QStringLiteral("lane_source"))->findChild<QWidget*>()->accessibleName();
    QVERIFY2(header.contains(QStringLiteral("120 BPM · 4/4 · Am")), qPrintable(header));
    Q_EMIT m_rig->window.seekRequested(framesOf(3.3, SampleRate{44100}));
    auto* clock = m_rig->window.findChild<QWidget*>(QStringLiteral("clock"));
    // bar 2 begins at 2.75 s, its second beat at 3.25 s; the chord of that bar is F:maj7
    QTRY_COMPARE(clock->accessibleName(), QStringLiteral("Bar 2   Beat 2, chord Fmaj7"));
}

void TestMusicInWindow::selectionsSnap() {
    const auto loop = [this] { return *m_rig->window.timeline().viewRange().loop(); };
    drag(1.1, 3.2);
    QCOMPARE(loop().from, 1.25);
    QCOMPARE(loop().to, 3.25);
    drag(1.1, 3.2, Qt::ControlModifier); // bars
    QCOMPARE(loop().from, 0.75);
    QCOMPARE(loop().to, 2.75);
    const double pixel = m_rig->window.timeline().viewRange().window().span / 900.0;
    drag(1.1, 3.2, Qt::AltModifier); // free, to a pixel
    QVERIFY(std::abs(loop().from - 1.1) < 2 * pixel && std::abs(loop().to - 3.2) < 2 * pixel);
    m_rig->trigger("actionSnap");
    drag(1.1, 3.2);
    QVERIFY(std::abs(loop().from - 1.1) < 2 * pixel);
    m_rig->trigger("actionSnap");
    m_rig->trigger("actionEscape");
}

void TestMusicInWindow::arrowsStepByBeatAndBar() {
    const auto frame = [this] { return m_rig->workbench.playback().state().position; };
    const auto at = [](double seconds) { return framesOf(seconds, SampleRate{44100}); };
    TimelineView& timeline = m_rig->window.timeline();
    timeline.setFocus();
    QTRY_COMPARE(frame(), at(3.3));
    QTest::keyClick(&timeline, Qt::Key_Right);
    QTRY_COMPARE(frame(), at(3.75));
    QTest::keyClick(&timeline, Qt::Key_Right, Qt::ControlModifier);
    QTRY_COMPARE(frame(), at(4.75));
    QTest::keyClick(&timeline, Qt::Key_Left, Qt::ControlModifier);
    QTRY_COMPARE(frame(), at(2.75));
    QTest::keyClick(&timeline, Qt::Key_Left);
    QTRY_COMPARE(frame(), at(2.25));
}

void TestMusicInWindow::halfAndDoubleAndUndo() {
    button("tempoField")->click();
    auto* panel = m_rig->window.findChild<QWidget*>(QStringLiteral("correctionPanel"));
    QVERIFY(panel->isVisible());
    QVERIFY(button("tapTempo")->hasFocus()); // reachable by keys
    button("halfTempo")->click();
    settle();
    QCOMPARE(tempo(), QStringLiteral("60 BPM · 4/4"));
    QCOMPARE(grid().bars.size(), qsizetype{2}); // the overlays at once
    QCOMPARE(m_analyses.load(), m_known);       // nothing is listened to again
    m_rig->trigger("actionUndo");
    settle();
    QCOMPARE(tempo(), QStringLiteral("120 BPM · 4/4"));
    m_rig->trigger("actionRedo");
    settle();
    QCOMPARE(tempo(), QStringLiteral("60 BPM · 4/4"));
    button("doubleTempo")->click();
    button("doubleTempo")->click();
    settle();
    QCOMPARE(tempo(), QStringLiteral("240 BPM · 4/4"));
    button("correctionReset")->click();
    settle();
    QCOMPARE(tempo(), QStringLiteral("120 BPM · 4/4"));
    QVERIFY(!button("correctionReset")->isEnabled());
    m_rig->trigger("actionEscape");
    QVERIFY(!panel->isVisible());
}

void TestMusicInWindow::barsMoveByABeat() {
    const double before = grid().beats[grid().bars.first()].seconds;
    m_rig->trigger("actionBarsLater");
    settle();
    QCOMPARE(grid().beats[grid().bars.first()].seconds, before + 0.5);
    m_rig->trigger("actionBarsEarlier");
    settle();
    QCOMPARE(grid().beats[grid().bars.first()].seconds, before);
    QVERIFY(session().correction(LaneRole::Source).empty()); // once there and back is nothing
}

void TestMusicInWindow::theKeyIsChosen() {
    button("keyField")->click();
    auto* choice = m_rig->window.findChild<QComboBox*>(QStringLiteral("keyChoice"));
    QVERIFY(choice->hasFocus());
    QCOMPARE(choice->currentText(), QStringLiteral("As found: A minor"));
    QTest::keyClick(choice, Qt::Key_Down); // C major
    settle();
    QCOMPARE(button("keyField")->text(), QStringLiteral("C major"));
    m_rig->trigger("actionUndo");
    settle();
    QCOMPARE(button("keyField")->text(), QStringLiteral("A minor"));
    m_rig->trigger("actionEscape");
}

void TestMusicInWindow::tappedTempo() {
    for (int i = 0; i < 6; ++i) {
        m_rig->trigger("actionTapTempo");
        QTest::qWait(400); // 150 BPM, later by whatever the machine adds
    }
    QVERIFY(m_rig->window.findChild<QWidget*>(QStringLiteral("correctionPanel"))->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(session().correction(LaneRole::Source).tapped.has_value(), kLong);
    settle();
    const double bpm = session().correction(LaneRole::Source).tapped->bpm;
    QVERIFY2(bpm > 60.0 && bpm <= 152.0, qPrintable(QString::number(bpm)));
    QVERIFY(!session().correction(LaneRole::Source).tapped->beat); // nothing was playing
    m_rig->trigger("actionUndo");                                  // one step, however many taps
    settle();
    QCOMPARE(tempo(), QStringLiteral("120 BPM · 4/4"));
    m_rig->trigger("actionEscape");
}

void TestMusicInWindow::aMorphTakesTheCorrectionsAlong() {
    m_rig->trigger("actionHalfTempo");
    settle();
    m_rig->trigger("actionMorph");
    const auto takes = session().takes().size();
    QTRY_VERIFY_WITH_TIMEOUT(session().takes().size() > takes, kLong);
    const MorphRequest& request = session().selectedTake()->result->recipe.request;
    QCOMPARE(request.sourceCorrection.steps, std::vector{AnalysisCorrection::Step::HalfTempo});
    QVERIFY(request.styleCorrection.empty());
    QTRY_VERIFY_WITH_TIMEOUT(m_rig->idle(), kLong);
}

void TestMusicInWindow::anotherSongStartsAnew() {
    m_hold = true;
    Q_EMIT m_rig->window.sourceChosen(path("other.wav"));
    QTRY_COMPARE_WITH_TIMEOUT(session().source()->title(), QStringLiteral("other"), kLong);
    QTRY_VERIFY(m_rig->workbench.analysis().isBusy());
    QVERIFY(grid().beats.isEmpty()); // the grid of the song before does not stand over this one
    QVERIFY(session().correction(LaneRole::Source).empty());
    m_rig->trigger("actionUndo"); // supersedes what is under way
    QCOMPARE(session().source()->title(), QStringLiteral("song"));
    QCOMPARE(session().correction(LaneRole::Source).steps.size(), std::size_t{1});
    m_hold = false;
    settle();
    QCOMPARE(tempo(), QStringLiteral("60 BPM · 4/4"));
}

void TestMusicInWindow::noBeatIsSaidAndEverythingWorks() {
    m_rig->workbench.analysis().setAnalyser(
        [](const LoadedAudio& track, JobContext&) {
            auto nothing = std::make_shared<TrackAnalysis>();
            nothing->seconds = track.audio->seconds();
            return nothing;
        },
        kNoNewChords);
    Q_EMIT m_rig->window.sourceChosen(path("other.wav"));
    QTRY_COMPARE_WITH_TIMEOUT(tempo(), QStringLiteral("No beat found"), kLong);
    m_rig->trigger("actionHalfTempo"); // does nothing
    QVERIFY(session().correction(LaneRole::Source).empty());
    drag(1.1, 3.2);
    QVERIFY(std::abs(m_rig->window.timeline().viewRange().loop()->from - 1.1) < 0.05);
    m_rig->trigger("actionMorph");
    QTRY_COMPARE_WITH_TIMEOUT(session().takes().size(), 1, kLong);
    QTRY_VERIFY_WITH_TIMEOUT(m_rig->idle(), kLong);
    button("tempoField")->click();
    QVERIFY(button("tapTempo")->isEnabled() && !button("halfTempo")->isEnabled());
    m_rig->trigger("actionEscape");
}

void TestMusicInWindow::aFailureIsSaidInPlace() {
    m_rig->workbench.analysis().setAnalyser(
        [](const LoadedAudio&, JobContext&) -> std::shared_ptr<const TrackAnalysis> {
            throw EngineError(ErrorKind::MissingResource, "The weights are missing.");
        },
        kNoNewChords);
    Q_EMIT m_rig->window.sourceChosen(path("song.wav"));
    QTRY_COMPARE_WITH_TIMEOUT(tempo(), QStringLiteral("Not analysed"), kLong);
    QCOMPARE(button("tempoField")->toolTip(), QStringLiteral("The weights are missing."));
    QVERIFY(m_rig->window.findChild<QAbstractButton*>(QStringLiteral("morphButton"))->isEnabled());
}

/// Nothing made up: the networks listen to twenty seconds of Bach.
void TestMusicInWindow::realMusicIsHeard() {
    writeExcerpt(kBrandenburg, 30.0, 20.0, path("bach.wav"));
    writeExcerpt(kMetal, 60.0, 20.0, path("metal.wav"));
    m_rig = std::make_unique<GuiRig>();
    QVERIFY(QTest::qWaitForWindowExposed(&m_rig->window));
    m_rig->workbench.openFiles({path("bach.wav"), path("metal.wav")});
    QTRY_VERIFY_WITH_TIMEOUT(session().music(LaneRole::Source) && session().music(LaneRole::Style), 5 * kLong);
    const TrackAnalysis& heard = session().music(LaneRole::Source)->analysis;
    QVERIFY2(heard.rhythm.tempoBpm, "no beat in Bach");
    QVERIFY2(!grid().bars.isEmpty() && !grid().chords.isEmpty(), "no bars or chords in Bach");
    QVERIFY(heard.harmony.key.has_value());
    Q_EMIT m_rig->window.seekRequested(5 * 44100);
    QDir().mkpath(QStringLiteral("screenshots"));
    for (const ThemeMode mode : {ThemeMode::Dark, ThemeMode::Light}) {
        m_rig->window.setThemeMode(mode);
        QCoreApplication::processEvents();
        m_rig->window.grab().save(mode == ThemeMode::Dark ? QStringLiteral("screenshots/bach.png")
                                                          : QStringLiteral("screenshots/bach-light.png"));
    }
    // the chords are heard anew under the halved beats, of which there are half as many
    const auto beats = heard.rhythm.beats.size();
    m_rig->trigger("actionHalfTempo");
    settle();
    const auto halved = session().music(LaneRole::Source);
    QVERIFY(halved->chordsAreNew && halved->features);
    QVERIFY(halved->analysis.rhythm.beats.size() <= beats / 2 + 1);
    QVERIFY(!grid().chords.isEmpty());
}

QTEST_MAIN(TestMusicInWindow)
#include "test_music_in_window.moc"
