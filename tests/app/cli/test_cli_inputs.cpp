// SPDX-License-Identifier: GPL-3.0-or-later
// What comes in broken: every such file ends in a sentence that names it, status 3, and nothing written; or, where
// there is sound to be had, in a sound result.
#include "cli_runner.h"
#include "test_audio.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <QTest>
#include <sys/stat.h>

using namespace morphony;
using namespace morphony::test;

namespace {

/// A canonical WAV header with these fields, whatever follows.
QByteArray wavHeader(quint32 riffSize, quint16 format, quint16 channels, quint32 rate, quint16 bits, quint32 dataSize) {
    QByteArray header;
    const auto add = [&](auto value) { header.append(reinterpret_cast<const char*>(&value), sizeof value); };
    header += "RIFF";
    add(riffSize);
    header += "WAVEfmt ";
    add(quint32(16));
    add(format);
    add(channels);
    add(rate);
    add(quint32(rate * channels * bits / 8));
    add(quint16(channels * bits / 8));
    add(bits);
    header += "data";
    add(dataSize);
    return header;
}

QByteArray samples(int frames) {
    QByteArray bytes;
    for (int i = 0; i < frames * 2; ++i) {
        const auto value = static_cast<qint16>(8000.0 * std::sin(i / 2 * 0.05));
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    return bytes;
}

} // namespace

class TestCliInputs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_cli.reset(); }
    void brokenFilesAreStatus3_data();
    void brokenFilesAreStatus3();
    void missingFileAndFolderAreStatus3();
    void unreadableFileIsStatus3();
    void wrongSizesInTheHeaderYieldWhatIsThere_data();
    void wrongSizesInTheHeaderYieldWhatIsThere();
    void nonFiniteSamplesComeOutFinite();
    void silenceAndOneSampleMorph_data();
    void silenceAndOneSampleMorph();
    void regionOutsideTheSongIsRefused();
    void brokenRecipesAreStatus3_data();
    void brokenRecipesAreStatus3();

private:
    std::unique_ptr<CliRunner> m_cli;
};

void TestCliInputs::init() {
    m_cli = std::make_unique<CliRunner>();
    writeAudioFile(m_cli->path("song.wav"), scaleSong(2.0));
}

void TestCliInputs::brokenFilesAreStatus3_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const char* file, const QByteArray& bytes) {
        QTest::newRow(name) << file << bytes;
    };
    QByteArray noise;
    for (int i = 0; i < 10'000; ++i) {
        noise.append(static_cast<char>((i * 2'654'435'761U) >> 24U));
    }
    row("zero length", "x.wav", "");
    row("zero length MP3", "x.mp3", "");
    row("text named .mp3", "x.mp3", QByteArray("This is no music.\n").repeated(200));
    row("text named .xm", "x.xm", "Extended Module: but it is not\n");
    row("random bytes", "x.wav", noise);
    row("cut in the header", "x.wav", wavHeader(1036, 1, 2, 44'100, 16, 1000).left(20));
    row("header alone", "x.wav", wavHeader(36, 1, 2, 44'100, 16, 0));
    row("wrong form", "x.wav", "RIFF\x10\x27\0\0WAXEfmt " + noise);
    row("no channels", "x.wav", wavHeader(1036, 1, 0, 44'100, 16, 1000) + samples(250));
    row("rate zero", "x.wav", wavHeader(1036, 1, 2, 0, 16, 1000) + samples(250));
    row("rate of 4 GHz", "x.wav", wavHeader(1036, 1, 2, 4'000'000'000U, 16, 1000) + samples(250));
    row("65,535 channels", "x.wav", wavHeader(1036, 1, 65'535, 44'100, 16, 1000) + samples(250));
    row("unknown codec", "x.wav", wavHeader(1036, 0x7ABC, 2, 44'100, 16, 1000) + samples(250));
    row("FLAC mark alone", "x.flac", "fLaC");
    row("OGG mark alone", "x.ogg", "OggS" + noise.left(60));
    row("MP4 header alone", "x.m4a",
        QByteArray("\0\0\0\x18"
                   "ftypM4A \0\0\0\0M4A mp42",
                   24));
}

void TestCliInputs::brokenFilesAreStatus3() {
    QFETCH(const QString, name);
    QFETCH(const QByteArray, bytes);
    m_cli->write(name, bytes);
    const QStringList before = m_cli->entries();
    for (const QStringList& arguments : {QStringList{"morph", name, "--style", "song.wav", "-o", "out.wav"},
                                         {"morph", "song.wav", "--style", name, "-o", "out.wav"},
                                         {"compare", "song.wav", name, "--json"}}) {
        const auto result = m_cli->run(arguments);
        COMPARE_STATUS(result, 3);
        QCOMPARE(result.out, QByteArray());
        QVERIFY2(isOneSentence(result.err, name.toUtf8()), result.err);
        QCOMPARE(m_cli->entries(), before);
    }
}

void TestCliInputs::missingFileAndFolderAreStatus3() {
    QDir().mkpath(m_cli->path("folder.wav"));
    for (const char* name : {"missing.wav", "folder.wav", "song.wav/x.wav"}) {
        const auto result = m_cli->run({"morph", name, "--style", "song.wav", "-o", "out.wav"});
        COMPARE_STATUS(result, 3);
        QVERIFY2(isOneSentence(result.err, name), result.err);
    }
}

void TestCliInputs::unreadableFileIsStatus3() {
    m_cli->write("secret.wav", wavHeader(1036, 1, 2, 44'100, 16, 1000) + samples(250));
    QVERIFY(chmod(qPrintable(m_cli->path("secret.wav")), 0) == 0);
    m_cli->runAsNobody();
    const auto result = m_cli->run({"morph", "secret.wav", "--style", "song.wav", "-o", "tmp/out.wav"});
    COMPARE_STATUS(result, 3);
    QVERIFY2(isOneSentence(result.err, "secret.wav"), result.err);
}

void TestCliInputs::wrongSizesInTheHeaderYieldWhatIsThere_data() {
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("4 GB of data") << wavHeader(0xFFFFFFFFU, 1, 2, 44'100, 16, 0xFFFFFFFFU);
    QTest::newRow("2 GB of data") << wavHeader(0x7FFFFFFFU, 1, 2, 44'100, 16, 0x7FFFFFF0U);
    QTest::newRow("cut in the middle") << wavHeader(400'036, 1, 2, 44'100, 16, 400'000);
    QTest::newRow("RIFF size 0") << wavHeader(0, 1, 2, 44'100, 16, 200'000);
}

void TestCliInputs::wrongSizesInTheHeaderYieldWhatIsThere() {
    QFETCH(const QByteArray, header);
    constexpr int kFrames = 50'000; // 200,000 bytes follow the header, whatever it says
    m_cli->write("x.wav", header + samples(kFrames));
    const auto result = m_cli->run({"morph", "x.wav", "--style", "song.wav", "-o", "out.wav"});
    COMPARE_STATUS(result, 0);
    QCOMPARE(readAudioFile(m_cli->path("out.wav")).frames(), FrameCount(kFrames));
}

void TestCliInputs::nonFiniteSamplesComeOutFinite() {
    AudioBuffer song = scaleSong(2.0);
    song.channel(0)[1000] = std::numeric_limits<float>::quiet_NaN();
    song.channel(1)[2000] = std::numeric_limits<float>::infinity();
    song.channel(1)[3000] = -std::numeric_limits<float>::infinity();
    writeAudioFile(m_cli->path("nan.wav"), song);
    for (const char* strength : {"0", "1"}) {
        COMPARE_STATUS(
            m_cli->run({"morph", "nan.wav", "--style", "song.wav", "-o", "out.wav", "--overwrite", "--strength", strength}),
            0);
        const AudioBuffer out = readAudioFile(m_cli->path("out.wav"));
        QCOMPARE(out.frames(), song.frames());
        for (int c = 0; c < 2; ++c) {
            QVERIFY(std::ranges::all_of(out.channel(c), [](float sample) { return std::abs(sample) < 4.0F; }));
        }
    }
}

void TestCliInputs::silenceAndOneSampleMorph_data() {
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("style");
    for (const char* odd : {"silence.wav", "one.wav"}) {
        QTest::addRow("from %s", odd) << odd << "song.wav";
        QTest::addRow("towards %s", odd) << "song.wav" << odd;
    }
}

void TestCliInputs::silenceAndOneSampleMorph() {
    QFETCH(const QString, source);
    QFETCH(const QString, style);
    writeAudioFile(m_cli->path("silence.wav"), AudioBuffer(2, kTestRate.hz));
    AudioBuffer one(1, 1);
    one.channel(0)[0] = 0.5F;
    writeAudioFile(m_cli->path("one.wav"), one);
    const auto result = m_cli->run({"morph", source, "--style", style, "-o", "out.wav"});
    // a style without any sound has no colour to give: a clear refusal is as good as a result, a crash is not
    QVERIFY2(result.status == 0 || result.status == 3 || result.status == 2, result.err);
    QCOMPARE(result.status == 0, QFile::exists(m_cli->path("out.wav")));
    if (result.status == 0) {
        QCOMPARE(readAudioFile(m_cli->path("out.wav")).frames(), readAudioFile(m_cli->path(source)).frames());
    }
}

void TestCliInputs::regionOutsideTheSongIsRefused() {
    const auto result = m_cli->run({"morph", "song.wav", "--style", "song.wav", "-o", "out.wav", "--from", "1:00"});
    COMPARE_STATUS(result, 2);
    QVERIFY2(isOneSentence(result.err, "song.wav"), result.err);
    QVERIFY(!QFile::exists(m_cli->path("out.wav")));
}

void TestCliInputs::brokenRecipesAreStatus3_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("no JSON") << QByteArray("bake at 180 degrees");
    QTest::newRow("cut off") << QByteArray("{\"version\": 1, ");
    QTest::newRow("an array") << QByteArray("[]");
    QTest::newRow("no keys") << QByteArray("{}");
    QTest::newRow("wrong types") << QByteArray(R"({"version": "one", "source": 5})");
    QTest::newRow("of the future") << QByteArray(R"({"version": 1000})");
    QTest::newRow("not UTF-8") << QByteArray("{\"version\": \"\xff\xfe\"}");
    QTest::newRow("nested deeply") << QByteArray("[").repeated(200'000);
}

void TestCliInputs::brokenRecipesAreStatus3() {
    QFETCH(const QByteArray, text);
    m_cli->write("recipe.json", text);
    const auto result = m_cli->run({"render", "recipe.json", "-o", "out.wav"});
    COMPARE_STATUS(result, 3);
    QVERIFY2(isOneSentence(result.err, "recipe.json"), result.err);
    QVERIFY(!QFile::exists(m_cli->path("out.wav")));
}

QTEST_GUILESS_MAIN(TestCliInputs)
#include "test_cli_inputs.moc"
