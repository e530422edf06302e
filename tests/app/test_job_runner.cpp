// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/job_runner.h"

#include <QPointer>
#include <QSemaphore>
#include <QTest>

#include <atomic>
#include <memory>
#include <numeric>
#include <vector>

using namespace morphony;

namespace {

/// Which endings a job had, and on which thread.
struct Endings {
    int finished = 0;
    int failed = 0;
    int cancelled = 0;
    int progress = 0;
    QString message;
    bool offThread = false;

    [[nodiscard]] int total() const { return finished + failed + cancelled; }

    template <class Result>
    JobHandlers<Result> handlers() {
        QThread* home = QThread::currentThread();
        const auto note = [this, home](int& counter) {
            ++counter;
            offThread = offThread || QThread::currentThread() != home;
        };
        return {.progress = [this, note](const Progress&) { note(progress); },
                .finished = [this, note](Result) { note(finished); },
                .failed =
                    [this, note](const JobFailure& failure) {
                        note(failed);
                        message = failure.message;
                    },
                .cancelled = [this, note] { note(cancelled); }};
    }
};

/// Works in slices of a millisecond until it is cancelled.
int workUntilCancelled(JobContext& context) {
    for (;;) {
        context.progress(0.5);
        QThread::msleep(1);
    }
}

} // namespace

class TestJobRunner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resultArrivesOnTheOwnersThread() {
        JobRunner runner;
        std::vector<int> input(1000);
        std::iota(input.begin(), input.end(), 1);
        QThread* worker = nullptr;
        int sum = 0;
        QThread* handlerThread = nullptr;
        runner.start(
            [input, &worker](JobContext& context) {
                worker = QThread::currentThread();
                context.beginStage("Adding");
                return std::accumulate(input.begin(), input.end(), 0);
            },
            {.finished = [&](int result) {
                sum = result;
                handlerThread = QThread::currentThread();
            }});
        QVERIFY(runner.isBusy());
        QTRY_COMPARE(sum, 500500);
        QCOMPARE(handlerThread, QThread::currentThread());
        QVERIFY(worker != QThread::currentThread());
        QVERIFY(!runner.isBusy());
    }

    void nothingIsCalledBeforeTheEventLoopRuns() {
        JobRunner runner;
        Endings endings;
        QSemaphore done;
        runner.start([&done](JobContext&) { return done.release(), 1; }, endings.handlers<int>());
        done.acquire();
        QThread::msleep(5);
        QCOMPARE(endings.total(), 0);
        QTRY_COMPARE(endings.finished, 1);
    }

    void engineErrorsAndOthersBecomeOneSentence() {
        JobRunner runner;
        Endings endings;
        runner.start([](JobContext&) -> int { throw EngineError(ErrorKind::InputUnreadable, "“a.mp3” is text."); },
                     endings.handlers<int>());
        QTRY_COMPARE(endings.total(), 1);
        QCOMPARE(endings.failed, 1);
        QCOMPARE(endings.message, QStringLiteral("“a.mp3” is text."));
        runner.start([](JobContext&) -> int { throw std::logic_error("broken"); }, endings.handlers<int>());
        QTRY_COMPARE(endings.failed, 2);
        QVERIFY(endings.message.contains(QStringLiteral("broken")));
        runner.start([](JobContext&) -> int { throw std::bad_alloc(); }, endings.handlers<int>());
        QTRY_COMPARE(endings.failed, 3);
        QVERIFY(endings.message.contains(QStringLiteral("memory")));
        QVERIFY(!endings.offThread);
    }

    void cancelEndsInCancelledOnce() {
        JobRunner runner;
        Endings endings;
        runner.start(workUntilCancelled, endings.handlers<int>());
        QTRY_VERIFY(endings.progress > 0);
        runner.cancel();
        runner.cancel();
        QTRY_COMPARE(endings.cancelled, 1);
        QVERIFY(!runner.isBusy());
        QTest::qWait(20);
        QCOMPARE(endings.total(), 1);
    }

    void cancelAfterTheWorkIsDoneStillCounts() {
        JobRunner runner;
        Endings endings;
        QSemaphore done;
        runner.start([&done](JobContext&) { return done.release(), 1; }, endings.handlers<int>());
        done.acquire();
        runner.cancel(); // the result is on its way or in the queue, but the user has not seen it
        QTRY_COMPARE(endings.total(), 1);
        QCOMPARE(endings.cancelled, 1);
    }

    void newJobSupersedesTheOldOne() {
        JobRunner runner;
        Endings first;
        Endings second;
        runner.start(workUntilCancelled, first.handlers<int>());
        runner.start([](JobContext&) { return 2; }, second.handlers<int>());
        QCOMPARE(first.cancelled, 1); // before start() returned
        QTRY_COMPARE(second.finished, 1);
        QTest::qWait(20);
        QCOMPARE(first.total(), 1);
        QCOMPARE(second.total(), 1);
    }

    void ofManyStartedAtOnceOnlyTheLastFinishes() {
        JobRunner runner;
        Endings endings;
        std::atomic<int> started{0};
        for (int i = 0; i < 200; ++i) {
            runner.start([&started](JobContext&) { return ++started; }, endings.handlers<int>());
        }
        QTRY_COMPARE(endings.total(), 200);
        QCOMPARE(endings.finished, 1);
        QCOMPARE(endings.cancelled, 199);
    }

    void handlerMayStartTheNextJob() {
        JobRunner runner;
        int rounds = 0;
        std::function<void(int)> again = [&](int value) {
            rounds = value;
            if (value < 5) {
                runner.start([value](JobContext&) { return value + 1; }, {.finished = again});
            }
        };
        runner.start([](JobContext&) { return 1; }, {.finished = again});
        QTRY_COMPARE(rounds, 5);
        QVERIFY(!runner.isBusy());
    }

    void destructionCancelsJoinsAndCallsNothing() {
        Endings endings;
        std::atomic<bool> leftWork{false};
        {
            JobRunner runner;
            runner.start(
                [&leftWork](JobContext& context) {
                    struct Mark {
                        std::atomic<bool>& flag;
                        ~Mark() { flag = true; }
                    } const mark{leftWork};
                    return workUntilCancelled(context);
                },
                endings.handlers<int>());
            QTRY_VERIFY(endings.progress > 0);
        }
        QVERIFY(leftWork);
        QTest::qWait(20);
        QCOMPARE(endings.total(), 0);
    }

    void handlerMayDestroyTheRunner() {
        auto runner = std::make_unique<JobRunner>();
        bool called = false;
        runner->start([](JobContext&) { return 1; }, {.finished = [&](int) {
                          called = true;
                          runner.reset();
                      }});
        QTRY_VERIFY(called);
        QVERIFY(!runner);
    }

    void inputsAreFreedOnTheWorker() {
        struct Tracer {
            std::atomic<QThread*>& freedOn;
            ~Tracer() { freedOn = QThread::currentThread(); }
        };
        std::atomic<QThread*> freedOn{nullptr};
        JobRunner runner;
        Endings endings;
        runner.start([tracer = std::make_shared<Tracer>(freedOn)](JobContext&) { return 1; }, endings.handlers<int>());
        QTRY_COMPARE(endings.finished, 1);
        QVERIFY(freedOn != nullptr);
        QVERIFY(freedOn != QThread::currentThread());
    }

    void jobsWithoutResult() {
        JobRunner runner;
        bool finished = false;
        runner.start([](JobContext& context) { context.beginStage("Nothing"); }, {.finished = [&] { finished = true; }});
        QTRY_VERIFY(finished);
    }
};

QTEST_GUILESS_MAIN(TestJobRunner)
#include "test_job_runner.moc"
