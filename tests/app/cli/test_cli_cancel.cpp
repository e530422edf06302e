// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli_runner.h"
#include "test_audio.h"

#include <csignal>
#include <pty.h>
#include <QElapsedTimer>
#include <QTest>
#include <unistd.h>

using namespace morphony;
using namespace morphony::test;

class TestCliCancel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void signalsLeaveNothingBehind_data();
    void signalsLeaveNothingBehind();
    void progressIsOneLineOnATerminal();

private:
    CliRunner m_cli;
};

/// Whether a process has a handler for `signal` (proc(5), SigCgt): before, the signal ends it unseen.
static bool handles(qint64 pid, int signal) {
    QFile status(QStringLiteral("/proc/%1/status").arg(pid));
    static const QRegularExpression mask(QStringLiteral("SigCgt:\\s*([0-9a-f]+)"));
    const QString text = status.open(QIODevice::ReadOnly) ? QString::fromUtf8(status.readAll()) : QString();
    return ((mask.match(text).captured(1).toULongLong(nullptr, 16) >> (signal - 1)) & 1U) != 0;
}

void TestCliCancel::initTestCase() {
    // ten minutes: still at work when the signal comes, on any machine
    const AudioBuffer piece = scaleSong(30.0);
    AudioWriter writer(m_cli.path("song.wav").toStdString(), kTestRate, 2, {.sampleFormat = SampleFormat::Pcm16});
    for (int i = 0; i < 20; ++i) {
        writer.write(piece.view());
    }
    writer.commit();
    writeAudioFile(m_cli.path("style.wav"), noiseStyle(20.0));
    writeAudioFile(m_cli.path("short.wav"), scaleSong(5.0));
    m_cli.setEnvironment("TERM", "xterm");
}

void TestCliCancel::signalsLeaveNothingBehind_data() {
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("afterMs");
    // the first finds it decoding, the others in later stages
    QTest::newRow("SIGINT at once") << SIGINT << 400;
    QTest::newRow("SIGINT later") << SIGINT << 2500;
    QTest::newRow("SIGTERM later") << SIGTERM << 5000;
}

void TestCliCancel::signalsLeaveNothingBehind() {
    QFETCH(const int, signal);
    QFETCH(const int, afterMs);
    const QStringList before = m_cli.entries();
    QProcess process;
    m_cli.prepare(process, {"morph", "song.wav", "--style", "style.wav", "-o", "out.wav", "--report", "r.json", "--recipe",
                            "p.json", "--stems", "layers"});
    process.start();
    QVERIFY(process.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(handles(process.processId(), signal), 20000);
    QTest::qWait(afterMs);
    QCOMPARE(process.state(), QProcess::Running);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), signal), 0);
    const auto result = CliRunner::finish(process);
    qInfo("ended %lld ms after the signal", timer.elapsed());
    COMPARE_STATUS(result, 130);
    QCOMPARE(result.out, QByteArray());
    QVERIFY2(result.err.endsWith("morphony-cli: cancelled.\n"), result.err);
    QCOMPARE(m_cli.entries(), before);
}

void TestCliCancel::progressIsOneLineOnATerminal() {
    int terminal = -1;
    int program = -1;
    winsize size{24, 60, 0, 0};
    if (openpty(&terminal, &program, nullptr, nullptr, &size) != 0) {
        QSKIP("no pseudo terminals here: /dev/pts is not mounted");
    }
    QProcess process;
    CliRunner& cli = m_cli;
    cli.setChildModifier([program] { dup2(program, STDERR_FILENO); });
    cli.prepare(process, {"morph", "short.wav", "--style", "style.wav", "-o", "short-out.wav"});
    process.start();
    const auto result = CliRunner::finish(process);
    close(program);
    QByteArray shown;
    char block[4096];
    for (ssize_t got = 0; (got = ::read(terminal, block, sizeof block)) > 0;) {
        shown.append(block, static_cast<qsizetype>(got));
    }
    close(terminal);
    cli.setChildModifier({});
    COMPARE_STATUS(result, 0);
    QVERIFY2(shown.contains("\r\x1b[K") && shown.contains(" %  "), shown);
    QVERIFY2(!shown.contains('\n'), shown);      // one line, rewritten
    QVERIFY2(shown.endsWith("\r\x1b[K"), shown); // and taken away at the end
    QVERIFY(result.out.startsWith("short-out.wav\n"));
    for (const QByteArray& line : shown.split('\r')) {
        QVERIFY2(QString::fromUtf8(line).remove("\x1b[K").size() < 60, line); // never wraps
    }
}

QTEST_GUILESS_MAIN(TestCliCancel)
#include "test_cli_cancel.moc"
