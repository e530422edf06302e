// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui_rig.h"

#include "ui/console/console.h"
#include "ui/console/dial.h"

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <unistd.h>

using namespace morphony;

namespace {

/// Time that this thread was ready to run but had to wait for a processor, as the kernel counts it.
double waitedForProcessorMs() {
    std::ifstream file("/proc/thread-self/schedstat");
    double runNs = 0.0;
    double waitNs = 0.0;
    file >> runNs >> waitNs;
    return waitNs * 1e-6;
}

/// Time that the host of a virtual machine has taken from its processors, all together, in steps of 10 ms.
double takenByTheHostMs() {
    std::ifstream file("/proc/stat");
    std::string cpu;
    std::array<double, 8> ticks{}; // user, nice, system, idle, iowait, irq, softirq, steal
    file >> cpu;
    for (double& value : ticks) {
        file >> value;
    }
    return ticks.back() * 1000.0 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// Watches the event loop of the GUI thread with a timer of one millisecond. The gap between two beats is measured twice:
/// by the wall clock, as a user sees it on this machine in its present state, and without the time that the thread waited
/// for a processor or a virtual machine's host took the processor away, which comes to 45 ms at a time even for a loop that
/// does nothing else. The second is what the program is to blame for: work, locks and files on the GUI thread count, other
/// programs on a busy machine do not.
class Heartbeat : public QObject {
public:
    Heartbeat() {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] { beat(); });
        m_clock.start();
        m_timer.start(1);
        m_lastWait = waitedForProcessorMs() + takenByTheHostMs();
    }

    /// The figures of the part that ends here, and a new part.
    void report(const char* part) {
        qInfo("%-28s worst gap %6.1f ms by the wall clock, %6.1f ms of the program itself", part, m_wall, m_own);
        m_worstOwn = std::max(m_worstOwn, m_own);
        m_worstWall = std::max(m_worstWall, m_wall);
        m_wall = m_own = 0.0;
    }
    [[nodiscard]] double worstOwnMs() const { return m_worstOwn; }
    [[nodiscard]] double worstWallMs() const { return m_worstWall; }

private:
    void beat() {
        const double wall = static_cast<double>(m_clock.nsecsElapsed()) * 1e-6;
        const double wait = waitedForProcessorMs() + takenByTheHostMs();
        m_wall = std::max(m_wall, wall - m_lastWall);
        m_own = std::max(m_own, wall - m_lastWall - (wait - m_lastWait));
        m_lastWall = wall;
        m_lastWait = wait;
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_lastWall = 0.0;
    double m_lastWait = 0.0;
    double m_wall = 0.0;
    double m_own = 0.0;
    double m_worstWall = 0.0;
    double m_worstOwn = 0.0;
};

/// A window that does not answer for longer feels frozen.
constexpr double kMostMs = 50.0;

} // namespace

/// A five-minute song through the real window, with the event loop watched all the time.
class TestEventLoopGap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fiveMinutesNeverFreezeTheWindow();
};

void TestEventLoopGap::fiveMinutesNeverFreezeTheWindow() {
    if (kSanitized) {
        QSKIP("the build of a sanitizer says nothing about time");
    }
    QVERIFY2(QFileInfo::exists(QString::fromLatin1(kBrandenburg)), "Debian package gamine-data is missing");
    QVERIFY2(QFileInfo::exists(QString::fromLatin1(kMetal)), "Debian package fretsonfire-songs-sectoid is missing");
    GuiRig rig;
    QVERIFY(QTest::qWaitForWindowExposed(&rig.window));
    QTest::qWait(200);
    Session& session = rig.workbench.session();
    Heartbeat heart;

    rig.workbench.openFiles({QString::fromLatin1(kBrandenburg), QString::fromLatin1(kMetal)});
    QTRY_VERIFY_WITH_TIMEOUT(session.source() && session.style(), 5 * kLong);
    QVERIFY(session.source()->audio.audio->seconds() > 290.0);
    heart.report("load");

    rig.trigger("actionPlay");
    rig.trigger("actionMorph");
    Dial& dial = rig.window.console().dialWidget();
    int turns = 0;
    while (rig.workbench.morphs().isBusy()) {
        QTest::qWait(40);
        dial.setValue(300 + (++turns % 60) * 10);
        rig.window.setViewMode(turns % 50 < 25 ? ViewMode::Waveform : ViewMode::Both);
    }
    QVERIFY2(turns > 5, "the morph was over before anything could be watched");
    QCOMPARE(session.takes().size(), 1);
    heart.report("morph and playback");

    for (int value = 0; value <= 1000; value += 10) {
        dial.setValue(value);
        QTest::qWait(20);
        if (value % 200 == 0) {
            rig.trigger("actionToggleHeard");
            rig.trigger("actionZoomIn");
        }
    }
    QTRY_VERIFY_WITH_TIMEOUT(rig.idle(), 5 * kLong);
    QTest::qWait(100);
    heart.report("dial, A/B, zoom, re-render");

    rig.trigger("actionDeleteTake");
    rig.trigger("actionUndo");
    QTRY_VERIFY_WITH_TIMEOUT(rig.idle(), 5 * kLong);
    heart.report("delete and undo");

    qInfo("worst of all: %.1f ms by the wall clock, %.1f ms of the program itself", heart.worstWallMs(),
          heart.worstOwnMs());
    QVERIFY2(heart.worstOwnMs() <= kMostMs, "the window would freeze");
}

QTEST_MAIN(TestEventLoopGap)
#include "test_event_loop_gap.moc"
