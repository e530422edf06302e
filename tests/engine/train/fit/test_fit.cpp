// SPDX-License-Identifier: GPL-3.0-or-later
#include "fit_material.h"

#include "train/fit/fit_log.h"
#include "train/fit/fit_settings.h"
#include "train/fit/tag_scores.h"

#include <array>
#include <cmath>
#include <QDir>
#include <QFile>
#include <QFileInfo>
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
    QByteArray out;
    QByteArray err;
};

QStringList fitArguments(const QString& config, const QString& out, bool resume = false) {
    return QStringList{"fit", "--config", config, "--out", out} + (resume ? QStringList{"--resume"} : QStringList{});
}

Result runFit(const QString& config, const QString& out, bool resume = false) {
    QProcess process;
    process.start(MORPHONY_TRAIN, fitArguments(config, out, resume));
    process.waitForFinished(280'000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
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

} // namespace

class TestFit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void averagePrecisionIsThatOfScikitLearn();
    void scoresCountPieces();
    void theRateWarmsUpAndFalls();
    void learnsAndWritesEverything();
    void killedAndResumedItMakesTheSame();
    void stopsWhenHeldOutPiecesGetWorse();
    void refusesWhatItCannotTrainWith();

private:
    /// A configuration in the test's folder with `more` keys.
    QString config(const QByteArray& name, const QByteArray& more) const;
    [[nodiscard]] QString in(const char* name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
};

void TestFit::initTestCase() {
    writeToyShard(in("data").toStdString(), 36);
    writeToyShard(in("swapped").toStdString(), 36, true);
}

QString TestFit::config(const QByteArray& name, const QByteArray& more) const {
    const QString file = m_folder.filePath(name);
    write(file, "{\"device\": \"cpu\", \"threads\": 1, \"width\": 3, \"units\": 16, \"embedding\": 8, \"batch\": 8, "
                "\"warm_up\": 4, "
                "\"augment_level_db\": 1, \"augment_tilt_db\": 1, \"held_out_patches\": 2, \"learning_rate\": 0.02, " +
                    more + "}");
    return file;
}

void TestFit::averagePrecisionIsThatOfScikitLearn() {
    // sklearn.metrics.average_precision_score of scikit-learn 1.9.1
    QVERIFY(std::abs(averagePrecision(std::array{0.1F, 0.4F, 0.35F, 0.8F}, std::array{0.0F, 0.0F, 1.0F, 1.0F}) -
                     0.8333333333) < 1e-9);
    QVERIFY(std::abs(averagePrecision(std::array{0.5F, 0.5F, 0.7F, 0.2F, 0.2F}, std::array{1.0F, 0.0F, 1.0F, 0.0F, 1.0F}) -
                     0.7555555556) < 1e-9);
    QCOMPARE(averagePrecision(std::array{0.5F, 0.2F}, std::array{0.0F, 0.0F}), 0.0);
}

void TestFit::scoresCountPieces() {
    const float one = 20.0F; // a logit that is as good as certain
    const std::vector<JudgedPiece> pieces{
        {0, {one, 0.0F}, {one, -one}, {1.0F, 0.0F}, {1.0F, 0.0F}, {0.9F, 0.1F}},
        {1, {0.0F, one}, {-one, one}, {0.0F, 1.0F}, {0.0F, 1.0F}, {0.2F, 0.8F}},
        {1, {one, 0.0F}, {}, {}, {1.0F, 0.1F}, {0.1F, 0.9F}}, // the wrong family, and its halves are not alike
        {-1, {0.0F, 0.0F}, {}, {}, {-1.0F, 0.0F}, {-1.0F, 0.0F}},
    };
    const TagScores scores = scoresOf(pieces, 2, 2);
    QVERIFY(std::abs(scores.familyError - 1.0 / 3.0) < 1e-12);
    QCOMPARE(scores.confusion, (std::vector<std::vector<std::size_t>>{{1, 0}, {1, 1}}));
    QCOMPARE(scores.instrumentPrecision, 1.0);
    QVERIFY(std::abs(scores.loss - 20.0 / 3.0) < 1e-6); // one piece of three costs 20, the instruments e^-20
    QCOMPARE(scores.retrieval, 0.5); // the second one's half is less near to its own other half than to the third's
}

void TestFit::theRateWarmsUpAndFalls() {
    FitSettings settings;
    settings.learningRate = 1.0;
    settings.warmUp = 10;
    settings.steps = 110;
    settings.lastRateShare = 0.1;
    QCOMPARE(learningRateAt(settings, 0), 0.1);
    QCOMPARE(learningRateAt(settings, 9), 1.0);
    QCOMPARE(learningRateAt(settings, 10), 1.0);
    QVERIFY(std::abs(learningRateAt(settings, 60) - 0.55) < 1e-12);
    QVERIFY(std::abs(learningRateAt(settings, 110) - 0.1) < 1e-12);
}

void TestFit::learnsAndWritesEverything() {
    const QString settings =
        config("learn.json", R"("data": [")" + in("data").toUtf8() + R"("], "steps": 60, "every": 20)");
    const Result result = runFit(settings, in("learnt"));
    QVERIFY2(result.status == 0, result.err);
    const QJsonObject told = QJsonDocument::fromJson(result.out).object();
    QCOMPARE(told["steps"].toInt(), 60);
    QCOMPARE(told["training_pieces"].toInt(), 24);
    QCOMPARE(told["held_out_pieces"].toInt(), 12);
    // hum and hiss differ by 8 nepers over the bands: a network that learns anything tells them apart; chance is one half
    QVERIFY2(told["family_error"].toDouble() <= 0.1, result.out);

    const FitLog log(bytesOf(in("learnt/metrics.csv")).toStdString());
    QCOMPARE(log.rows().size(), std::size_t(3));
    QVERIFY(log.best().heldOutLoss < 0.9 * log.rows().front().heldOutLoss);
    QVERIFY(std::abs(told["held_out_loss"].toDouble() - log.best().heldOutLoss) < 1e-6);
    const QJsonObject manifest = QJsonDocument::fromJson(bytesOf(in("learnt/audio-net/manifest.json"))).object();
    const auto weights = manifest["files"].toArray()[0].toObject();
    QCOMPARE(weights["bytes"].toInteger(), QFileInfo(in("learnt/audio-net/weights.safetensors")).size());
    QVERIFY(bytesOf(in("learnt/audio-net/families.csv")).startsWith("true family,hiss,hum\nhiss,6,0\n"));
    // another program reads the picture, and it holds ink of every curve
    QProcess reader;
    reader.start("ffmpeg", {"-v", "error", "-i", in("learnt/curve.png"), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"});
    QVERIFY(reader.waitForFinished(60'000));
    const QByteArray pixels = reader.readAllStandardOutput();
    QVERIFY2(reader.exitCode() == 0 && reader.readAllStandardError().isEmpty(), "the picture is damaged");
    QCOMPARE(pixels.size(), qsizetype(960) * 900 * 3);
    for (const char* colour : {"\x1f\x5f\xbf", "\xe0\x7b\x10", "\x2a\x8c\x3a"}) {
        QVERIFY(pixels.count(QByteArray(colour, 3)) > 500);
    }

    const Result again = runFit(settings, in("learnt"));
    QVERIFY2(again.status == 2 && again.err.contains("holds a training already"), again.err);
    const Result done = runFit(settings, in("learnt"), true);
    QVERIFY2(done.status == 0, done.err);
    QCOMPARE(done.out, result.out);
    const Result other =
        runFit(config("other.json", R"("data": [")" + in("data").toUtf8() + R"("], "steps": 61)"), in("learnt"), true);
    QVERIFY2(other.status == 2 && other.err.contains("other settings"), other.err);
}

void TestFit::killedAndResumedItMakesTheSame() {
    const QString settings = config("kill.json", R"("data": [")" + in("data").toUtf8() + R"("], "steps": 60, "every": 10)");
    const Result whole = runFit(settings, in("whole"));
    QVERIFY2(whole.status == 0, whole.err);

    int kills = 0;
    for (const int rows : {2, 4}) { // in the middle of a step, and once more after going on
        QProcess process;
        process.start(MORPHONY_TRAIN, fitArguments(settings, in("killed"), kills > 0));
        QTRY_VERIFY_WITH_TIMEOUT(bytesOf(in("killed/metrics.csv")).count('\n') > rows, 120'000);
        process.kill();
        QVERIFY(process.waitForFinished());
        kills += process.exitStatus() == QProcess::CrashExit;
    }
    QCOMPARE(kills, 2);
    QVERIFY(bytesOf(in("killed/metrics.csv")) != bytesOf(in("whole/metrics.csv")));
    const Result resumed = runFit(settings, in("killed"), true);
    QVERIFY2(resumed.status == 0, resumed.err);
    QCOMPARE(bytesOf(in("killed/metrics.csv")), bytesOf(in("whole/metrics.csv")));
    QVERIFY(bytesOf(in("killed/audio-net/weights.safetensors")) == bytesOf(in("whole/audio-net/weights.safetensors")));
    QCOMPARE(bytesOf(in("killed/curve.png")), bytesOf(in("whole/curve.png")));
    QVERIFY(!QFile::exists(in("killed/state.safetensors.unfinished")));
}

void TestFit::stopsWhenHeldOutPiecesGetWorse() {
    const QString settings =
        config("stop.json", R"("data": [")" + in("swapped").toUtf8() + R"("], "steps": 400, "every": 10, "patience": 3)");
    const Result result = runFit(settings, in("stopped"));
    QVERIFY2(result.status == 0, result.err);
    const QJsonObject told = QJsonDocument::fromJson(result.out).object();
    QVERIFY2(told["stopped_early"].toBool(), result.out);
    QCOMPARE(told["steps"].toInt(), told["best_step"].toInt() + 30);
}

void TestFit::refusesWhatItCannotTrainWith() {
    const auto saying = [&](const QByteArray& more) {
        const Result result = runFit(config("bad.json", more), in("bad"));
        return QByteArray::number(result.status) + " " + result.err;
    };
    QVERIFY(saying(R"("steps": 3)").contains("\"data\": the names of folders"));
    QVERIFY(saying(R"("data": ["/no/such"])").startsWith("3 "));
    QDir().mkpath(in("empty"));
    const QByteArray empty = in("empty").toUtf8();
    QVERIFY(saying("\"data\": [\"" + empty + "\"]").contains("holds no shard-"));
    const QByteArray data = "\"data\": [\"" + in("data").toUtf8() + "\"]";
    QVERIFY(saying(data + R"(, "batch": 5)").contains("an even number"));
    QVERIFY(saying(data + R"(, "precision": "int8")").contains("\"bfloat16\""));
    QVERIFY(saying(data + R"(, "stepps": 5)").contains("it is not known"));
    writeToyShard(in("broken").toStdString(), 6, false, true);
    QVERIFY(saying("\"data\": [\"" + in("broken").toUtf8() + "\"]")
                .contains("spectrogram of 1 holds values that are not finite"));
    write(in("empty/shard-00000.safetensors"), "nonsense");
    QVERIFY(saying("\"data\": [\"" + empty + "\"]").startsWith("3 "));
    QVERIFY(!QFile::exists(in("bad/state.safetensors")));
}

QTEST_GUILESS_MAIN(TestFit)
#include "test_fit.moc"
