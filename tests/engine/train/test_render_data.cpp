// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/log_mel.h"
#include "nn/checkpoint/checkpoint.h"
#include "train/render/labels.h"
#include "train/render/piece.h"

#include <cmath>
#include <numbers>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace morphony;

namespace {

struct Result {
    int status = -1;
    QByteArray err;
};

Result runRender(const QString& config, const QString& out, const char* verb = "render") {
    QProcess process;
    process.start(MORPHONY_TRAIN, {verb, "--config", config, "--out", out});
    process.waitForFinished(280'000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardError()};
}

QByteArray bytesOf(const QString& name) {
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& name, const QByteArray& text) {
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
        qFatal("no room");
    }
}

/// A mono WAV file of 16 bits at 44,100 Hz with a tone.
QByteArray toneFile(double hz, double seconds) {
    const auto frames = static_cast<quint32>(seconds * 44'100);
    QByteArray file("RIFF....WAVEfmt \x10\0\0\0\1\0\1\0\x44\xac\0\0\x88\x58\1\0\2\0\x10\0data....", 44);
    const auto put = [&](int at, quint32 value) { memcpy(file.data() + at, &value, 4); };
    put(4, 36 + 2 * frames);
    put(40, 2 * frames);
    for (quint32 i = 0; i < frames; ++i) {
        const auto sample = static_cast<qint16>(16'000.0 * std::sin(2.0 * std::numbers::pi * hz * i / 44'100.0));
        file.append(reinterpret_cast<const char*>(&sample), 2);
    }
    return file;
}

} // namespace

class TestRenderData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void logMelMeasuresATone();
    void piecesAreWholeAndRepeatable();
    void heldOutPiecesHaveTheirOwnCharts();
    void aFolderIsMadeCompletedAndKept();
    void heldOutStylesStandAloneForTheirFamilies();
    void recordingsAreLabelledByTheirFolders();
    void refusesWhatIsNotThere();
};

void TestRenderData::logMelMeasuresATone() {
    std::vector<float> tone(LogMel::kRate.hz);
    for (std::size_t i = 0; i < tone.size(); ++i) {
        tone[i] = static_cast<float>(std::sin(2.0 * std::numbers::pi * 1000.0 * static_cast<double>(i) / LogMel::kRate.hz));
    }
    LogMel mel;
    const auto values = mel.compute(tone);
    QCOMPARE(values.size(), LogMel::framesOf(tone.size()) * LogMel::kBands);
    QCOMPARE(LogMel::framesOf(LogMel::kWindow - 1), std::size_t(0));
    // on Slaney's scale 1 kHz is 15, and the centres of the 64 bands stand every 0.763 from 0.3 (20 Hz) to 49.9 (11,025
    // Hz): number 18 is the nearest
    const auto frame = std::span(values).first(LogMel::kBands);
    const auto peak = std::ranges::max_element(frame) - frame.begin();
    QCOMPARE(peak, std::ptrdiff_t(18));
    QVERIFY(frame[0] < -15.0F && frame[63] < -15.0F);
    const auto silence = mel.compute(std::vector<float>(4096, 0.0F));
    QVERIFY(std::abs(silence.front() - std::log(1e-8F)) < 1e-4F);
}

void TestRenderData::piecesAreWholeAndRepeatable() {
    for (const std::uint64_t seed : {1ULL, 17ULL, 99'999ULL}) {
        const Piece piece = makePiece(seed, {.seconds = 20.0, .bpm = 96.0, .waltz = seed == 17});
        QCOMPARE(piece.analysis, makePiece(seed, {.seconds = 20.0, .bpm = 96.0, .waltz = seed == 17}).analysis);
        const TrackAnalysis& analysis = piece.analysis;
        const int bars = static_cast<int>(analysis.rhythm.downbeats.size());
        QVERIFY(analysis.seconds >= 20.0 && bars % 4 == 0);
        QCOMPARE(static_cast<int>(analysis.rhythm.beats.size()), bars * (seed == 17 ? 3 : 4));
        QCOMPARE(static_cast<int>(analysis.harmony.chords.size()), bars);
        QVERIFY(!analysis.melody.empty());
        for (const Note& note : analysis.melody) {
            QVERIFY(note.start >= 0.0 && note.start < note.end && note.end <= analysis.seconds && note.pitch >= 50 &&
                    note.pitch <= 95);
        }
    }
    QVERIFY(!(makePiece(1, {}).analysis == makePiece(2, {}).analysis));
}

void TestRenderData::heldOutPiecesHaveTheirOwnCharts() {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        QVERIFY(!isHeldOutChart(makePiece(seed, {}).chart));
        QVERIFY(isHeldOutChart(makePiece(seed, {.heldOut = true}).chart));
    }
}

void TestRenderData::aFolderIsMadeCompletedAndKept() {
    const QTemporaryDir folder;
    const QString config = folder.filePath("config.json");
    const QString out = folder.filePath("data");
    write(config,
          R"({"seed": 5, "pieces": 2, "styles_per_piece": 2, "seconds": 6, "pieces_per_shard": 1, "held_out_share": 0.5,
                      "styles": ["funk", "jazz-trio", "techno"], "audio": "stems"})");
    const Result first = runRender(config, out);
    QVERIFY2(first.status == 0, first.err);
    const QString shard = out + "/shard-00000.safetensors";
    const QByteArray whole = bytesOf(shard);

    // the labels are those of the spectrograms, and a piece has the same beats and chords in both styles
    const QJsonArray labels = QJsonDocument::fromJson(bytesOf(out + "/labels-00000.json")).array();
    QCOMPARE(labels.size(), 2);
    const Checkpoint tensors(shard.toStdString());
    for (int i = 0; i < 2; i += 2) {
        const QJsonObject one = labels[i].toObject();
        const QJsonObject other = labels[i + 1].toObject();
        QCOMPARE(one["piece"], other["piece"]);
        QCOMPARE(one["beats"], other["beats"]);
        QCOMPARE(one["chords"], other["chords"]);
        QVERIFY(one["family"] != other["family"]);
        for (const QJsonObject& each : {one, other}) {
            const auto& mel = tensors.tensors().at(each["name"].toString().toStdString() + ".mel");
            const auto samples = static_cast<std::size_t>(std::llround(each["seconds"].toDouble() * LogMel::kRate.hz));
            QCOMPARE(mel.shape, (std::vector<std::size_t>{LogMel::framesOf(samples), 64}));
            QVERIFY(each["instruments"].toArray().size() >= 2);
            QVERIFY(each["parts"].toArray()[0].toObject()["notes"].toArray().size() > 4);
            QVERIFY(QFile::exists(out + "/" + each["name"].toString() + ".flac"));
            QVERIFY(QFile::exists(out + "/" + each["name"].toString() + "-bass.flac"));
        }
    }

    // what is missing is made again, the same to the last bit, and what is there is left alone
    const QDateTime made = QFileInfo(out + "/shard-00001.safetensors").lastModified();
    QVERIFY(QFile::remove(shard));
    const Result second = runRender(config, out);
    QVERIFY2(second.status == 0 && second.err.contains("1 kept"), second.err);
    QCOMPARE(bytesOf(shard), whole);
    QCOMPARE(QFileInfo(out + "/shard-00001.safetensors").lastModified(), made);

    write(config, R"({"seed": 6, "pieces": 3})");
    const Result third = runRender(config, out);
    QVERIFY2(third.status == 2 && third.err.contains("other settings"), third.err);
}

void TestRenderData::heldOutStylesStandAloneForTheirFamilies() {
    for (const int heldOut : {0, 1}) {
        const QTemporaryDir folder;
        write(folder.filePath("config.json"),
              R"({"pieces": 1, "styles_per_piece": 2, "seconds": 4, "styles": ["funk", "80s-funk"],
                                                  "held_out_styles": ["80s-funk"], "held_out_share": )" +
                  QByteArray::number(heldOut) + "}");
        const Result result = runRender(folder.filePath("config.json"), folder.filePath("out"));
        QVERIFY2(result.status == 0, result.err);
        const QJsonArray labels = QJsonDocument::fromJson(bytesOf(folder.filePath("out/labels-00000.json"))).array();
        QCOMPARE(labels.size(), 1); // and not the other style of the family
        QCOMPARE(labels[0].toObject()["style"].toString(), QString(heldOut == 1 ? "80s-funk" : "funk"));
    }
}

void TestRenderData::recordingsAreLabelledByTheirFolders() {
    const QTemporaryDir folder;
    for (const char* style : {"deep", "bright"}) {
        QDir().mkpath(folder.filePath(QString("music/") + style));
        write(folder.filePath(QString("music/%1/tone.wav").arg(style)),
              toneFile(style == std::string("deep") ? 110.0 : 3520.0, 2.0));
    }
    write(folder.filePath("music/deep/readme.txt"), "no music, and passed over");
    write(folder.filePath("config.json"),
          "{\"folders\": [\"" + folder.filePath("music").toUtf8() + "\"], \"held_out_share\": 0}");
    const Result result = runRender(folder.filePath("config.json"), folder.filePath("out"), "read");
    QVERIFY2(result.status == 0, result.err);
    const Checkpoint shard(folder.filePath("out/shard-00000.safetensors").toStdString());
    QCOMPARE(shard.tensors().size(), std::size_t(2));
    const QJsonArray labels = QJsonDocument::fromJson(QByteArray::fromStdString(shard.metadata().at("labels"))).array();
    for (const auto& each : labels) {
        const auto mel = shard.floats(each.toObject()["name"].toString().toStdString() + ".mel");
        QCOMPARE(mel.size(), LogMel::framesOf(44'100) * 64); // two seconds at 22,050 Hz
        const auto peak = std::max_element(mel.begin() + 640, mel.begin() + 704) - mel.begin() - 640;
        QCOMPARE(each.toObject()["family"].toString(), QString(peak < 20 ? "deep" : "bright"));
    }
}

void TestRenderData::refusesWhatIsNotThere() {
    const QTemporaryDir folder;
    const QString config = folder.filePath("config.json");
    const auto saying = [&](const QByteArray& text) {
        write(config, text);
        const Result result = runRender(config, folder.filePath("out"));
        return QByteArray::number(result.status) + " " + result.err;
    };
    QVERIFY(saying(R"({"soundfonts": ["/no/such.sf2"]})").startsWith("4 "));
    QVERIFY(saying(R"({"styles": ["no-such-style"]})").startsWith("2 "));
    QVERIFY(saying(R"({"pieces": 0})").startsWith("3 "));
    QVERIFY(saying(R"({"piecces": 3})").contains("\"piecces\": it is not known"));
    QVERIFY(saying("[1]").startsWith("3 "));
    QVERIFY(saying(R"({"audio": "loud"})").contains("\"mix\""));
}

QTEST_GUILESS_MAIN(TestRenderData)
#include "test_render_data.moc"
