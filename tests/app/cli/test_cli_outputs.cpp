// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli_runner.h"
#include "test_audio.h"

#include <QTest>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace morphony;
using namespace morphony::test;

class TestCliOutputs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void existingOutputsAreRefused_data();
    void existingOutputsAreRefused();
    void overwriteReplaces();
    void aLaterVariantThatExistsIsRefusedAtOnce();
    void inputsAreNeverOutputs_data();
    void inputsAreNeverOutputs();
    void impossibleOutputsAreStatus5_data();
    void impossibleOutputsAreStatus5();
    void folderWithoutRightsIsStatus5();
    void fileSizeLimitIsStatus5();
    void fullDiskIsStatus5();

private:
    [[nodiscard]] CliResult morph(const QStringList& more) const {
        return m_cli->run(QStringList{"morph", "song.wav", "--style", "style.wav"} + more);
    }

    std::unique_ptr<CliRunner> m_cli;
};

void TestCliOutputs::init() {
    m_cli = std::make_unique<CliRunner>();
    writeAudioFile(m_cli->path("song.wav"), scaleSong(3.0));
    writeAudioFile(m_cli->path("style.wav"), noiseStyle(3.0));
}

void TestCliOutputs::cleanup() { m_cli.reset(); }

void TestCliOutputs::existingOutputsAreRefused_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("option");
    QTest::newRow("result") << QStringList{"-o", "there.wav"} << QByteArray("-o: 'there.wav' exists");
    QTest::newRow("report") << QStringList{"-o", "o.wav", "--report", "there.json"}
                            << QByteArray("--report: 'there.json' exists");
    QTest::newRow("recipe") << QStringList{"-o", "o.wav", "--recipe", "there.json"}
                            << QByteArray("--recipe: 'there.json' exists");
    QTest::newRow("layers") << QStringList{"-o", "o.wav", "--stems", "full"}
                            << QByteArray("--stems: the folder 'full' is not empty");
}

void TestCliOutputs::existingOutputsAreRefused() {
    QFETCH(const QStringList, options);
    QFETCH(const QByteArray, option);
    QDir().mkpath(m_cli->path("full"));
    for (const char* name : {"there.wav", "there.json", "full/source.wav"}) {
        m_cli->write(name, "mine");
    }
    const QStringList before = m_cli->entries();
    const auto result = morph(options);
    COMPARE_STATUS(result, 5);
    QVERIFY2(isOneSentence(result.err, option) && result.err.contains("--overwrite"), result.err);
    QCOMPARE(m_cli->entries(), before);
    for (const char* name : {"there.wav", "there.json", "full/source.wav"}) {
        QCOMPARE(m_cli->bytes(name), QByteArray("mine"));
    }
}

void TestCliOutputs::overwriteReplaces() {
    m_cli->write("there.wav", "mine");
    COMPARE_STATUS(morph({"-o", "there.wav", "--overwrite"}), 0);
    QCOMPARE(readAudioFile(m_cli->path("there.wav")).frames(), framesOf(3.0, kTestRate));
}

void TestCliOutputs::aLaterVariantThatExistsIsRefusedAtOnce() {
    m_cli->write("out-2.wav", "mine");
    const auto result = morph({"-o", "out.wav", "--variants", "2"});
    COMPARE_STATUS(result, 5);
    QVERIFY2(isOneSentence(result.err, "'out-2.wav' exists"), result.err);
    QVERIFY(!QFile::exists(m_cli->path("out-1.wav")));
}

void TestCliOutputs::inputsAreNeverOutputs_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("source") << QStringList{"-o", "song.wav"};
    QTest::newRow("source by another way") << QStringList{"-o", "tmp/../song.wav"};
    QTest::newRow("style") << QStringList{"-o", "style.wav"};
    QTest::newRow("report over the source") << QStringList{"-o", "o.wav", "--report", "song.wav"};
}

void TestCliOutputs::inputsAreNeverOutputs() {
    QFETCH(const QStringList, options);
    const QByteArray song = m_cli->bytes("song.wav");
    const QByteArray style = m_cli->bytes("style.wav");
    const auto result = morph(options + QStringList{"--overwrite"});
    COMPARE_STATUS(result, 2);
    QVERIFY2(isOneSentence(result.err, "is read for this"), result.err);
    QVERIFY(m_cli->bytes("song.wav") == song);
    QVERIFY(m_cli->bytes("style.wav") == style);
}

void TestCliOutputs::impossibleOutputsAreStatus5_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char* name, const QStringList& options, const char* words) {
        QTest::newRow(name) << options << QByteArray(words);
    };
    row("missing folder", {"-o", "nowhere/out.wav"}, "nowhere");
    row("below a file", {"-o", "song.wav/out.wav"}, "song.wav");
    row("a folder", {"-o", "folder.wav"}, "'folder.wav' is a folder");
    row("a folder, overwriting", {"-o", "folder.wav", "--overwrite"}, "'folder.wav' is a folder");
    row("report in a missing folder", {"-o", "o.wav", "--report", "nowhere/r.json"}, "nowhere");
    row("layers in a missing folder", {"-o", "o.wav", "--stems", "nowhere/layers"}, "nowhere/layers");
    row("layers over a file", {"-o", "o.wav", "--stems", "song.wav"}, "'song.wav' is a file");
    row("a system folder", {"-o", "/proc/out.wav"}, "/proc");
}

void TestCliOutputs::impossibleOutputsAreStatus5() {
    QFETCH(const QStringList, options);
    QFETCH(const QByteArray, words);
    QDir().mkpath(m_cli->path("folder.wav"));
    const QStringList before = m_cli->entries();
    const auto result = morph(options);
    COMPARE_STATUS(result, 5);
    QVERIFY2(isOneSentence(result.err, words), result.err);
    QCOMPARE(m_cli->entries(), before);
}

void TestCliOutputs::folderWithoutRightsIsStatus5() {
    QDir().mkpath(m_cli->path("locked"));
    QVERIFY(chmod(qPrintable(m_cli->path("locked")), 0555) == 0);
    m_cli->runAsNobody();
    for (const QStringList& options : {QStringList{"-o", "locked/out.wav"},
                                       {"-o", "tmp/out.wav", "--report", "locked/r.json"},
                                       {"-o", "tmp/out.wav", "--stems", "locked/layers"}}) {
        const auto result = morph(options);
        COMPARE_STATUS(result, 5);
        QVERIFY2(isOneSentence(result.err, "locked"), result.err);
    }
    QVERIFY(QDir(m_cli->path("locked")).isEmpty());
    QVERIFY(!QFile::exists(m_cli->path("tmp/out.wav")));
}

void TestCliOutputs::fileSizeLimitIsStatus5() {
    // 3 s of two channels of floats are 1 MB: neither layers nor result fit
    m_cli->setChildModifier([] {
        const rlimit limit{200'000, 200'000};
        setrlimit(RLIMIT_FSIZE, &limit);
    });
    const QStringList before = m_cli->entries();
    const auto result = morph({"-o", "out.wav", "--report", "r.json", "--recipe", "p.json", "--stems", "layers"});
    COMPARE_STATUS(result, 5);
    QVERIFY2(isOneSentence(result.err, ""), result.err);
    QCOMPARE(m_cli->entries(), before);
}

void TestCliOutputs::fullDiskIsStatus5() {
    QDir().mkpath(m_cli->path("small"));
    const QByteArray small = m_cli->path("small").toUtf8();
    if (mount("none", small.constData(), "tmpfs", 0, "size=400k") != 0) {
        QSKIP("mounting a small file system needs root; fileSizeLimitIsStatus5 covers the writing");
    }
    const auto unmount = qScopeGuard([&] { umount(small.constData()); });
    for (const QStringList& options : {QStringList{"-o", "small/out.wav"}, {"-o", "out.wav", "--stems", "small/layers"}}) {
        const QStringList before = m_cli->entries();
        const auto result = morph(options);
        COMPARE_STATUS(result, 5);
        QVERIFY2(isOneSentence(result.err, "small"), result.err);
        QCOMPARE(m_cli->entries(), before);
        QVERIFY(QDir(m_cli->path("small")).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    }
}

QTEST_GUILESS_MAIN(TestCliOutputs)
#include "test_cli_outputs.moc"
