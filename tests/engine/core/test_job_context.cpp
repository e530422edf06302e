// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "core/job_context.h"

#include <QTest>

using namespace morphony;

class TestJobContext : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fractionNeverFallsAndEndsAtTheSharesSum() {
        std::vector<double> seen;
        JobContext context([&](const Progress& progress) { seen.push_back(progress.fraction); });
        context.plan({{"a", 1.0}, {"b", 3.0}});
        context.beginStage("a");
        context.progress(1.0);
        context.beginStage("unplanned"); // takes no share
        context.progress(0.5);
        context.beginStage("b");
        context.beginStage("a"); // entered twice: must not count twice
        QVERIFY(std::ranges::is_sorted(seen));
        QCOMPARE(seen.back(), 1.0);
    }

    void reportsAreLimitedAtTheSource() {
        int reports = 0;
        JobContext context([&](const Progress&) { ++reports; });
        context.beginStage("busy");
        for (int i = 0; i < 100'000; ++i) {
            context.progress(i / 100'000.0);
        }
        // 100,000 calls take far less than the 600 ms in which ten reports are allowed
        QVERIFY2(reports <= 10, qPrintable(QString::number(reports)));
    }

    void cancelThrowsFromProgressStageAndCheck() {
        JobContext context;
        context.cancel();
        QVERIFY_EXCEPTION_THROWN(context.progress(0.1), JobCancelled);
        QVERIFY_EXCEPTION_THROWN(context.beginStage("x"), JobCancelled);
        QVERIFY_EXCEPTION_THROWN(context.checkCancelled(), JobCancelled);
    }

    void watchedFlagCancels() {
        std::atomic<bool> flag{false};
        JobContext context;
        context.watch(&flag);
        context.checkCancelled();
        flag = true;
        QVERIFY_EXCEPTION_THROWN(context.checkCancelled(), JobCancelled);
    }
};

QTEST_APPLESS_MAIN(TestJobContext)
#include "test_job_context.moc"
