// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cancel_signal.h"

#include <csignal>
#include <QTest>

using namespace morphony::cli;

class TestCancelSignal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFirstSignalCancelsAndTheSecondKills();
};

void TestCancelSignal::theFirstSignalCancelsAndTheSecondKills() {
    std::signal(SIGTERM, SIG_IGN); // as a parent may have set it
    installSignalHandlers();
    QVERIFY(!cancelRequested());

    struct sigaction action {};
    sigaction(SIGTERM, nullptr, &action);
    QVERIFY(action.sa_handler == SIG_IGN);
    sigaction(SIGPIPE, nullptr, &action);
    QVERIFY(action.sa_handler == SIG_IGN);

    std::raise(SIGINT);
    QVERIFY(cancelRequested());
    sigaction(SIGINT, nullptr, &action);
    QVERIFY(action.sa_handler == SIG_DFL);
}

QTEST_APPLESS_MAIN(TestCancelSignal)
#include "test_cancel_signal.moc"
