// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli_runner.h"
#include "test_audio.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace morphony;
using namespace morphony::test;

namespace {

constexpr double kSongSeconds = 6.0;

/// Every key of an object and of the objects below it, as "group.key".
QStringList keysOf(const QJsonObject& object, const QString& prefix = {}) {
    QStringList keys;
    for (auto it = object.begin(); it != object.end(); ++it) {
        keys << prefix + it.key();
        if (it->isObject() && it.key() != "stages") {
            keys << keysOf(it->toObject(), prefix + it.key() + ".");
        }
    }
    return keys;
}

/// The keys that scripts rely on.
const QStringList kReportKeys{"version",
                              "source",
                              "result",
                              "style",
                              "prompt",
                              "engine",
                              "strength",
                              "seed",
                              "content",
                              "quality",
                              "cost",
                              "style.style_reached",
                              "style.distance_source",
                              "style.distance_result",
                              "style.gap_covered",
                              "style.structure_distance_source",
                              "style.structure_distance_result",
                              "style.structure_gap_covered",
                              "style.target_score_source",
                              "style.target_score_result",
                              "content.song_kept",
                              "content.chroma_cosine",
                              "content.chroma_cosine_soft",
                              "content.note_recall",
                              "content.pitch_jaccard_distance",
                              "content.onset_f1",
                              "content.beat_f1",
                              "content.beat_amlt",
                              "content.tempo_ratio",
                              "content.key_score",
                              "quality.lufs_source",
                              "quality.lufs_result",
                              "quality.true_peak_dbtp",
                              "quality.clipped_share",
                              "quality.silence_share",
                              "quality.bandwidth_ratio",
                              "quality.stereo_correlation",
                              "quality.seam_clicks",
                              "cost.seconds",
                              "cost.realtime_factor",
                              "cost.peak_memory_mb",
                              "cost.device",
                              "cost.stages"};

QJsonObject jsonObject(const QByteArray& text) { return QJsonDocument::fromJson(text).object(); }

} // namespace

class TestCliMorph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void resultIsMorphedAndSummarised();
    void strengthZeroIsTheSourceBitForBit();
    void outsideTheRegionIsTheSourceBitForBit();
    void cropKeepsTheRegionAlone();
    void variantsAreNumberedAndDiffer();
    void sameSeedGivesSameBytes();
    void reportHasTheFixedKeys();
    void jsonIsAllThatIsPrinted();
    void layersAreAlignedWavs();
    void recipeGivesTheSameBytes_data();
    void recipeGivesTheSameBytes();
    void renderPrintsTheReportOfTheMorph();
    void recipeOfAChangedSourceIsStatus3();
    void recipeOfAnotherVersionSaysSo();
    void formatFollowsEndingAndOptions_data();
    void formatFollowsEndingAndOptions();
    void compareMeasures();
    void identicalFilesCompareAsOne();
    void anyFileNameWorks();

private:
    [[nodiscard]] CliResult morph(const QStringList& more) const {
        return m_cli.run(QStringList{"morph", "song.wav", "--style", "style.wav", "--overwrite"} + more);
    }

    CliRunner m_cli;
    AudioBuffer m_song;
};

void TestCliMorph::initTestCase() {
    m_song = scaleSong(kSongSeconds);
    writeAudioFile(m_cli.path("song.wav"), m_song);
    writeAudioFile(m_cli.path("style.wav"), noiseStyle(4.0));
}

void TestCliMorph::resultIsMorphedAndSummarised() {
    const auto result = morph({"-o", "out.wav", "--strength", "1"});
    COMPARE_STATUS(result, 0);
    QVERIFY2(result.out.startsWith("out.wav\n"), result.out);
    QVERIFY2(result.out.contains("mosaic"), result.out);
    const AudioBuffer out = readAudioFile(m_cli.path("out.wav"));
    QCOMPARE(out.channels(), 2);
    QCOMPARE(out.frames(), m_song.frames());
    QVERIFY(!sameBits(out, m_song, {0, m_song.frames()}));
}

void TestCliMorph::strengthZeroIsTheSourceBitForBit() {
    COMPARE_STATUS(morph({"-o", "zero.wav", "--strength", "0"}), 0);
    QVERIFY(sameBits(readAudioFile(m_cli.path("zero.wav")), m_song, {0, m_song.frames()}));
}

void TestCliMorph::outsideTheRegionIsTheSourceBitForBit() {
    COMPARE_STATUS(morph({"-o", "part.wav", "--strength", "1", "--from", "0:02", "--to", "4.5"}), 0);
    const AudioBuffer out = readAudioFile(m_cli.path("part.wav"));
    const FrameRange region{framesOf(2.0, kTestRate), framesOf(4.5, kTestRate)};
    QVERIFY(sameBits(out, m_song, {0, region.begin}));
    QVERIFY(sameBits(out, m_song, {region.end, m_song.frames()}));
    QVERIFY(!sameBits(out, m_song, region));
}

void TestCliMorph::cropKeepsTheRegionAlone() {
    COMPARE_STATUS(morph({"-o", "crop.wav", "--strength", "0", "--from", "2", "--to", "4.5", "--crop"}), 0);
    const AudioBuffer out = readAudioFile(m_cli.path("crop.wav"));
    const FrameRange region{framesOf(2.0, kTestRate), framesOf(4.5, kTestRate)};
    QCOMPARE(out.frames(), region.size());
    for (int c = 0; c < 2; ++c) {
        QVERIFY(std::ranges::equal(out.channel(c), m_song.view().slice(region).channel(c)));
    }
}

void TestCliMorph::variantsAreNumberedAndDiffer() {
    const CliRunner cli;
    writeAudioFile(cli.path("song.wav"), m_song);
    writeAudioFile(cli.path("style.wav"), noiseStyle(4.0));
    const auto result = cli.run({"morph", "song.wav", "--style", "style.wav", "-o", "out.v.wav", "--variants", "3",
                                 "--recipe", "recipe.json", "--report", "report.json"});
    COMPARE_STATUS(result, 0);
    const QStringList expected{"out.v-1.wav",   "out.v-2.wav",   "out.v-3.wav",   "recipe-1.json",
                               "recipe-2.json", "recipe-3.json", "report-1.json", "report-2.json",
                               "report-3.json", "song.wav",      "style.wav"};
    QCOMPARE(cli.entries(), expected);
    for (int k = 1; k <= 3; ++k) {
        const auto report = jsonObject(cli.bytes(QString("report-%1.json").arg(k)));
        QCOMPARE(report["seed"].toInt(), k); // variant k has the seed + k, from 1 on
        QCOMPARE(report["result"].toString(), QString("out.v-%1.wav").arg(k));
    }
}

void TestCliMorph::sameSeedGivesSameBytes() {
    COMPARE_STATUS(morph({"-o", "one.wav", "--seed", "5"}), 0);
    COMPARE_STATUS(morph({"-o", "two.wav", "--seed", "5"}), 0);
    QVERIFY(!m_cli.bytes("one.wav").isEmpty());
    QVERIFY(m_cli.bytes("one.wav") == m_cli.bytes("two.wav"));
}

void TestCliMorph::reportHasTheFixedKeys() {
    COMPARE_STATUS(morph({"-o", "out.wav", "--report", "report.json", "--strength", "0.5"}), 0);
    const auto report = jsonObject(m_cli.bytes("report.json"));
    const QStringList keys = keysOf(report);
    for (const QString& key : kReportKeys) {
        QVERIFY2(keys.contains(key), qPrintable(key));
    }
    QCOMPARE(report["engine"].toString(), QString("mosaic"));
    QCOMPARE(report["strength"].toDouble(), 0.5);
    QVERIFY(report["cost"].toObject()["realtime_factor"].toDouble() > 0.0);
    QVERIFY(!report["cost"].toObject()["stages"].toObject().isEmpty());
}

void TestCliMorph::jsonIsAllThatIsPrinted() {
    const auto result = morph({"-o", "out.wav", "--variants", "2", "--json"});
    COMPARE_STATUS(result, 0);
    QJsonParseError error{};
    const auto document = QJsonDocument::fromJson(result.out, &error); // fails on anything after the document
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(document.object()["results"].toArray().size(), 2);
    QCOMPARE(document.object()["results"].toArray()[1].toObject()["result"].toString(), QString("out-2.wav"));
}

void TestCliMorph::layersAreAlignedWavs() {
    COMPARE_STATUS(morph({"-o", "out.wav", "--stems", "layers"}), 0);
    const QStringList names = QDir(m_cli.path("layers")).entryList(QDir::Files);
    QVERIFY(names.size() >= 2);
    QVERIFY2(names.contains("source.wav"), qPrintable(names.join(' ')));
    for (const QString& name : names) {
        QVERIFY(name.endsWith(".wav"));
        const AudioBuffer layer = readAudioFile(m_cli.path("layers/" + name));
        QCOMPARE(layer.channels(), 2);
        QCOMPARE(layer.frames(), m_song.frames());
        QCOMPARE(sameBits(layer, m_song, {0, m_song.frames()}), name == "source.wav");
    }
}

void TestCliMorph::recipeGivesTheSameBytes_data() {
    QTest::addColumn<QString>("ending");
    QTest::addColumn<QStringList>("format");
    for (const char* ending : {"wav", "flac", "mp3", "ogg"}) {
        QTest::newRow(ending) << ending << QStringList();
    }
    QTest::newRow("24-bit wav") << "wav" << QStringList{"--bits", "24"};
    QTest::newRow("128 kbit/s mp3") << "mp3" << QStringList{"--kbps", "128"};
}

void TestCliMorph::recipeGivesTheSameBytes() {
    QFETCH(const QString, ending);
    QFETCH(const QStringList, format);
    const QString first = "first." + ending;
    const QString again = "again." + ending;
    const QStringList wishes{"-o",  first,    "--recipe", "recipe.json", "--strength", "0.6",    "--timbre",
                             "0.8", "--from", "1",        "--to",        "5",          "--seed", "9"};
    COMPARE_STATUS(morph(wishes + format), 0);
    const auto rendered = m_cli.run({"render", "recipe.json", "-o", again, "--overwrite"});
    COMPARE_STATUS(rendered, 0);
    QVERIFY2(rendered.out.startsWith(again.toUtf8()) && rendered.out.contains("song kept"), rendered.out);
    QVERIFY(!m_cli.bytes(first).isEmpty());
    QVERIFY(m_cli.bytes(first) == m_cli.bytes(again));
}

void TestCliMorph::renderPrintsTheReportOfTheMorph() {
    const auto results = [](const QByteArray& out) { return jsonObject(out)["results"].toArray(); };
    const auto first = morph({"-o", "out.wav", "--recipe", "recipe.json", "--json"});
    COMPARE_STATUS(first, 0);
    const auto again = m_cli.run({"render", "recipe.json", "-o", "again.wav", "--overwrite", "--json"});
    COMPARE_STATUS(again, 0);
    QCOMPARE(results(again.out).size(), 1);
    const auto before = results(first.out)[0].toObject();
    const auto after = results(again.out)[0].toObject();
    for (const char* group : {"content", "style", "quality"}) {
        auto expected = before[group].toObject();
        auto found = after[group].toObject();
        expected.remove("file"); // a recipe knows its whole path
        found.remove("file");
        QVERIFY(!expected.isEmpty());
        QCOMPARE(found, expected);
    }
    QCOMPARE(after["result"].toString(), QString("again.wav"));
}

void TestCliMorph::recipeOfAChangedSourceIsStatus3() {
    const CliRunner cli;
    writeAudioFile(cli.path("song.wav"), m_song);
    writeAudioFile(cli.path("style.wav"), noiseStyle(4.0));
    COMPARE_STATUS(cli.run({"morph", "song.wav", "--style", "style.wav", "-o", "out.wav", "--recipe", "recipe.json"}), 0);
    AudioWriteSettings replace;
    replace.overwrite = true;
    writeAudioFile(cli.path("song.wav"), scaleSong(kSongSeconds - 1.0), replace);
    const auto result = cli.run({"render", "recipe.json", "-o", "again.wav"});
    COMPARE_STATUS(result, 3);
    QVERIFY2(isOneSentence(result.err, "song.wav"), result.err);
    QVERIFY(!QFile::exists(cli.path("again.wav")));
}

void TestCliMorph::recipeOfAnotherVersionSaysSo() {
    COMPARE_STATUS(morph({"-o", "out.wav", "--recipe", "recipe.json"}), 0);
    QByteArray recipe = m_cli.bytes("recipe.json");
    const QByteArray version = m_cli.run({"--version"}).out.trimmed().split(' ').last();
    QVERIFY(recipe.contains("\"" + version + "\""));
    m_cli.write("other.json", recipe.replace("\"" + version + "\"", "\"0.0.1\""));
    const auto result = m_cli.run({"render", "other.json", "-o", "again.wav", "--overwrite"});
    COMPARE_STATUS(result, 0);
    QVERIFY2(isOneSentence(result.err, "0.0.1"), result.err);
}

void TestCliMorph::formatFollowsEndingAndOptions_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("magic");
    QTest::addColumn<QString>("codec");
    QTest::newRow("WAV") << "f.wav" << QStringList{} << QByteArray("RIFF") << "32";
    QTest::newRow("WAV 16") << "f.WAV" << QStringList{"--bits", "16"} << QByteArray("RIFF") << "16";
    QTest::newRow("WAV 24") << "f.wav" << QStringList{"--bits", "24"} << QByteArray("RIFF") << "24";
    QTest::newRow("FLAC") << "f.flac" << QStringList{} << QByteArray("fLaC") << "24";
    QTest::newRow("FLAC 16") << "f.flac" << QStringList{"--bits", "16"} << QByteArray("fLaC") << "16";
    QTest::newRow("OGG") << "f.ogg" << QStringList{"--kbps", "96"} << QByteArray("OggS") << "";
}

void TestCliMorph::formatFollowsEndingAndOptions() {
    QFETCH(const QString, file);
    QFETCH(const QStringList, options);
    QFETCH(const QByteArray, magic);
    QFETCH(const QString, codec);
    COMPARE_STATUS(morph(QStringList{"-o", file, "--strength", "0"} + options), 0);
    QVERIFY(m_cli.bytes(file).startsWith(magic));
    const auto reader = openAudio(m_cli.path(file).toStdString());
    QCOMPARE(reader->info().frames.value_or(0), m_song.frames());
    QVERIFY2(QString::fromStdString(reader->info().codec).contains(codec), reader->info().codec.c_str());
}

void TestCliMorph::compareMeasures() {
    COMPARE_STATUS(morph({"-o", "out.wav", "--strength", "1"}), 0);
    const auto result = m_cli.run({"compare", "song.wav", "out.wav", "--style", "style.wav", "--json"});
    COMPARE_STATUS(result, 0);
    const auto report = jsonObject(result.out);
    const auto content = report["content"].toObject();
    QVERIFY(content["chroma_cosine"].toDouble() < 1.0);
    // the notes are the song's own; far above the 0.083 of chance
    QVERIFY(content["chroma_cosine"].toDouble() > 0.5);
    QCOMPARE(report["source"].toString(), QString("song.wav"));
    QCOMPARE(report["result"].toString(), QString("out.wav"));
    const auto text = m_cli.run({"compare", "song.wav", "out.wav"});
    COMPARE_STATUS(text, 0);
    QVERIFY(!text.out.isEmpty());
}

void TestCliMorph::identicalFilesCompareAsOne() {
    const auto result = m_cli.run({"compare", "song.wav", "song.wav", "--json"});
    COMPARE_STATUS(result, 0);
    const auto report = jsonObject(result.out);
    QCOMPARE(report["content"].toObject()["chroma_cosine"].toDouble(), 1.0);
    const auto quality = report["quality"].toObject();
    QCOMPARE(quality["lufs_source"].toDouble(), quality["lufs_result"].toDouble());
    QCOMPARE(quality["bandwidth_ratio"].toDouble(), 1.0);
}

void TestCliMorph::anyFileNameWorks() {
    // spaces, a line end, and a byte that is not UTF-8: file names are bytes
    const QByteArray song = QFile::encodeName(m_cli.path("x")).chopped(1) + "my\nsong \xe9.wav";
    const QByteArray from = QFile::encodeName(m_cli.path("song.wav"));
    QCOMPARE(std::rename(from.constData(), song.constData()), 0);
    QProcess process;
    m_cli.prepare(process, {});
    process.setProgram("/bin/sh");
    process.setArguments({"-c",
                          "exec \"$0\" morph \"$(printf 'my\\nsong \\351.wav')\" --style style.wav -o odd.wav --overwrite "
                          "--report odd.json",
                          MORPHONY_CLI});
    process.start();
    const auto result = CliRunner::finish(process);
    QCOMPARE(std::rename(song.constData(), from.constData()), 0);
    COMPARE_STATUS(result, 0);
    QVERIFY(!jsonObject(m_cli.bytes("odd.json")).isEmpty());
}

QTEST_GUILESS_MAIN(TestCliMorph)
#include "test_cli_morph.moc"
