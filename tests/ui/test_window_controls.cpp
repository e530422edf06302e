// SPDX-License-Identifier: GPL-3.0-or-later
// Hands on the window: dial, keys, A/B, drops, dialogs.
#include "ui/console/console.h"
#include "ui/console/dial.h"
#include "ui/file_dialog.h"
#include "ui/main_window.h"
#include "ui/panel/export_sheet.h"
#include "ui/panel/morph_panel.h"
#include "ui/timeline/timeline_view.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

namespace morphony {
namespace {

class TestWindowControls : public QObject {
    Q_OBJECT

    static void load(MainWindow& window) {
        LaneContent lane;
        lane.id = QStringLiteral("source");
        lane.title = QStringLiteral("Song");
        lane.rate = SampleRate{44100};
        lane.frames = 44100 * 60;
        window.setSongLoaded(true);
        window.setSession(QStringLiteral("Song"), {});
        window.timeline().setLane(lane);
        window.show();
        window.activateWindow(); // a bare X server has no window manager that would
        QVERIFY(QTest::qWaitForWindowActive(&window));
    }

    static void drop(MainWindow& window, const QStringList& paths, QPoint at) {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& path : paths) {
            urls.append(QUrl::fromLocalFile(path));
        }
        data.setUrls(urls);
        // Qt gives a drop to the widget that the last drag event found.
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &event);
    }

private Q_SLOTS:
    void dialFollowsTheArcWithoutAJump() {
        MainWindow window;
        load(window);
        Dial& dial = window.console().dialWidget();
        window.setDial(0.5);
        QSignalSpy moved(&window, &MainWindow::dialMoved);
        const DialGeometry arc = dial.geometryOfArc();
        // Grabbed 4 pixels beside the knob's middle: nothing moves by the grab alone.
        const QPoint grab = arc.point(0.5).toPoint() + QPoint(4, 0);
        QTest::mousePress(&dial, Qt::LeftButton, {}, grab);
        QCOMPARE(dial.value(), 500);
        const double start = arc.valueToward(grab);
        for (int i = 1; i <= 20; ++i) {
            QTest::mouseMove(&dial, arc.point(start + i * 0.01).toPoint());
        }
        QTest::mouseRelease(&dial, Qt::LeftButton, {}, arc.point(start + 0.2).toPoint());
        // Half a pixel on a radius of 94 is 0.0017 of the half circle.
        QVERIFY2(std::abs(dial.strength() - 0.7) < 0.005, qPrintable(QString::number(dial.strength())));
        QVERIFY(moved.size() >= 15);
        for (qsizetype i = 1; i < moved.size(); ++i) {
            QVERIFY(std::abs(moved[i][0].toDouble() - moved[i - 1][0].toDouble()) < 0.02);
        }
    }

    void dialTakesWheelDigitsAndKeys() {
        MainWindow window;
        load(window);
        Dial& dial = window.console().dialWidget();
        window.setDial(0.5);
        const auto wheel = [&dial](int notches, Qt::KeyboardModifiers modifiers) {
            QWheelEvent event(QPointF(20, 20), dial.mapToGlobal(QPointF(20, 20)), {}, QPoint(0, 120 * notches),
                              Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(&dial, &event);
        };
        wheel(1, Qt::NoModifier);
        QCOMPARE(dial.value(), 510);
        wheel(-1, Qt::ShiftModifier);
        QCOMPARE(dial.value(), 509);
        dial.setFocus();
        QTest::keyClicks(&dial, QStringLiteral("83"));
        QCOMPARE(dial.value(), 509);
        QTest::keyClick(&dial, Qt::Key_Return);
        QCOMPARE(dial.value(), 830);
        window.timeline().setFocus();
        QTest::keyClick(&window.timeline(), Qt::Key_Comma);
        QCOMPARE(dial.value(), 780);
        window.console().setDialLimit(0.84);
        window.console().setScores({0.86, 0.67, {}, false});
        QCOMPARE(dial.accessibleName().replace(QChar(0xa0), QLatin1Char(' ')),
                 QStringLiteral("Morph strength 78 %, song kept 86 %, style reached 67 %, limit 84 %"));
        QSignalSpy reset(&window, &MainWindow::dialResetRequested);
        QTest::mouseDClick(&dial, Qt::LeftButton, {}, dial.geometryOfArc().point(0.5).toPoint());
        QCOMPARE(reset.size(), 1);
    }

    void settingTheDialIsNotAWish() {
        MainWindow window;
        load(window);
        QSignalSpy moved(&window, &MainWindow::dialMoved);
        window.setDial(0.25);
        QCOMPARE(moved.size(), 0);
        QCOMPARE(window.console().dial(), 0.25);
    }

    void spacePlaysExceptInTextFields() {
        MainWindow window;
        load(window);
        QSignalSpy play(&window, &MainWindow::playToggled);
        window.panel().focusPrompt();
        auto* field = window.findChild<QLineEdit*>(QStringLiteral("promptField"));
        QTest::keyClicks(field, QStringLiteral("slow jazz"));
        QCOMPARE(play.size(), 0);
        QCOMPARE(window.panel().prompt(), QStringLiteral("slow jazz"));
        window.timeline().setFocus();
        QTest::keyClick(&window.timeline(), Qt::Key_Space);
        QCOMPARE(play.size(), 1);
        QTest::mouseClick(window.findChild<QAbstractButton*>(QStringLiteral("play")), Qt::LeftButton);
        QCOMPARE(play.size(), 2);
        QVERIFY(window.timeline().hasFocus()); // a click gives buttons no focus
    }

    void firstSongTakesTheFocusFromAnEmptyPromptOnly() {
        MainWindow window;
        auto* field = window.findChild<QLineEdit*>(QStringLiteral("promptField"));
        QVERIFY(window.focusWidget() == field);
        load(window);
        QSignalSpy play(&window, &MainWindow::playToggled);
        QTest::keyClick(window.focusWidget(), Qt::Key_Space);
        QCOMPARE(play.size(), 1);
        QVERIFY(field->text().isEmpty());

        MainWindow typing;
        auto* words = typing.findChild<QLineEdit*>(QStringLiteral("promptField"));
        QTest::keyClicks(words, QStringLiteral("slow"));
        load(typing);
        QVERIFY(typing.focusWidget() == words);
    }

    void tabTogglesInTheTimelineOnly() {
        MainWindow window;
        load(window);
        QSignalSpy heard(&window, &MainWindow::heardRequested);
        window.timeline().setFocus();
        QTest::keyClick(&window.timeline(), Qt::Key_Tab);
        QCOMPARE(heard.size(), 1);
        QCOMPARE(heard[0][0].value<LaneRole>(), LaneRole::Take);
        window.panel().focusPrompt();
        QTest::keyClick(window.focusWidget(), Qt::Key_Tab);
        QCOMPARE(heard.size(), 1);
        QVERIFY(!window.findChild<QLineEdit*>(QStringLiteral("promptField"))->hasFocus());
    }

    void dragOverALaneSelectsAndClickSeeks() {
        MainWindow window;
        load(window);
        auto* body = window.findChild<QWidget*>(QStringLiteral("laneBody_source"));
        QSignalSpy loop(&window, &MainWindow::loopChanged);
        QSignalSpy seek(&window, &MainWindow::seekRequested);
        const int w = body->width();
        QTest::mouseClick(body, Qt::LeftButton, {}, QPoint(w / 2, 20));
        QCOMPARE(seek.size(), 1);
        // One pixel of 60 s over the lane's width.
        QVERIFY(std::abs(seek[0][0].value<FrameCount>() - 44100 * 30) <= 44100 * 60 / w + 1);
        QTest::mousePress(body, Qt::LeftButton, {}, QPoint(w / 4, 20));
        QTest::mouseMove(body, QPoint(w / 2, 20));
        QTest::mouseRelease(body, Qt::LeftButton, {}, QPoint(w / 2, 20));
        QVERIFY(loop.size() >= 1);
        const auto range = loop.last()[0].value<std::optional<FrameRange>>();
        QVERIFY(range.has_value());
        QVERIFY(std::abs(range->begin - 44100 * 15) <= 2 * 44100 * 60 / w);
        QVERIFY(std::abs(range->end - 44100 * 30) <= 2 * 44100 * 60 / w);
    }

    void droppedFilesGoWhereTheyFell() {
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QSignalSpy source(&window, &MainWindow::sourceChosen);
        QSignalSpy style(&window, &MainWindow::styleChosen);
        drop(window, {QStringLiteral("/a/song.wav")}, QPoint(500, 400));
        QCOMPARE(source.size(), 1);
        const QPoint onPanel = window.panel().mapTo(&window, window.panel().rect().center());
        drop(window, {QStringLiteral("/a/style.wav")}, onPanel);
        QCOMPARE(style.size(), 1);
        QCOMPARE(source.size(), 1);
    }

    void twoFilesAskOnceWhichIsTheSong() {
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QSignalSpy source(&window, &MainWindow::sourceChosen);
        QSignalSpy style(&window, &MainWindow::styleChosen);
        drop(window, {QStringLiteral("/a/one.wav"), QStringLiteral("/a/two.wav")}, QPoint(500, 400));
        QCOMPARE(source.size(), 0);
        auto* second = window.findChild<QAbstractButton*>(QStringLiteral("card_drop_1"));
        QVERIFY(second != nullptr && second->isVisible());
        QTest::mouseClick(second, Qt::LeftButton);
        QTRY_COMPARE(source.size(), 1);
        QCOMPARE(source[0][0].toString(), QStringLiteral("/a/two.wav"));
        QCOMPARE(style[0][0].toString(), QStringLiteral("/a/one.wav"));
    }

    void exportSheetSaysWhatToWrite() {
        MainWindow window;
        load(window);
        window.setDial(0.6);
        window.openExport({QStringLiteral("t1"), QStringLiteral("Take 1"), QStringLiteral("/tmp"), QStringLiteral("Song"),
                           SampleRate{44100}, 2, 60.0});
        QSignalSpy wanted(&window, &MainWindow::exportRequested);
        QTest::mouseClick(window.findChild<QAbstractButton*>(QStringLiteral("formatFlac")), Qt::LeftButton);
        FileDialog::setNextFileName(QStringLiteral("/music"));
        QTest::mouseClick(window.findChild<QAbstractButton*>(QStringLiteral("chooseFolder")), Qt::LeftButton);
        QTest::mouseClick(window.findChild<QAbstractButton*>(QStringLiteral("exportButton")), Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        const auto choice = wanted[0][0].value<ExportChoice>();
        QCOMPARE(choice.path, QStringLiteral("/music/Song.flac"));
        QCOMPARE(choice.bits, 24);
        QCOMPARE(choice.kbps, 0);
        QCOMPARE(choice.strength, 0.6);
        QVERIFY(!choice.overwrite);
        QTest::keyClick(&window, Qt::Key_Escape);
        QVERIFY(window.panel().isVisible());
    }

    void everyControlHasNameAndTip() {
        MainWindow window;
        load(window);
        for (const auto* button : window.findChildren<QAbstractButton*>()) {
            if (button->objectName().startsWith(QStringLiteral("qt_")) || qobject_cast<QLineEdit*>(button->parent())) {
                continue; // Qt's own
            }
            QVERIFY2(!button->objectName().isEmpty(), qPrintable(button->text()));
            QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->objectName()));
            QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(), qPrintable(button->objectName()));
        }
    }
};

} // namespace
} // namespace morphony

QTEST_MAIN(morphony::TestWindowControls)
#include "test_window_controls.moc"
