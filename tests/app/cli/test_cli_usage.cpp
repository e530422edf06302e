// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli_runner.h"

#include <algorithm>
#include <csignal>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <unistd.h>

using namespace morphony::test;

class TestCliUsage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helpIsOnEverything_data();
    void helpIsOnEverything();
    void versionIsPrinted();
    void badUsageIsStatus2_data();
    void badUsageIsStatus2();
    void enginesAreListed();
    void promptsAreUnderstood();
    void devicesAreListed();
    void modelsAreListed();
    void aBrokenModelIsTold();
    void fullStandardOutputIsStatus5();
    void closedPipeIsStatus5();
};

void TestCliUsage::helpIsOnEverything_data() {
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QString>("word");
    QTest::newRow("program") << QStringList{} << "models";
    QTest::newRow("morph") << QStringList{"morph"} << "--variants";
    QTest::newRow("render") << QStringList{"render"} << "RECIPE";
    QTest::newRow("analyze") << QStringList{"analyze"} << "FILE";
    QTest::newRow("compare") << QStringList{"compare"} << "RESULT";
    QTest::newRow("engines") << QStringList{"engines"} << "--json";
    QTest::newRow("devices") << QStringList{"devices"} << "--json";
    QTest::newRow("models") << QStringList{"models"} << "list";
    QTest::newRow("models list") << QStringList{"models", "list"} << "--json";
}

void TestCliUsage::helpIsOnEverything() {
    QFETCH(const QStringList, command);
    QFETCH(const QString, word);
    const CliRunner cli;
    for (const char* flag : {"--help", "-h"}) {
        const auto result = cli.run(command + QStringList{flag});
        COMPARE_STATUS(result, 0);
        QVERIFY(result.out.contains(word.toUtf8()));
        QCOMPARE(result.err, QByteArray());
    }
}

void TestCliUsage::versionIsPrinted() {
    const auto result = CliRunner().run({"--version"});
    COMPARE_STATUS(result, 0);
    QVERIFY2(QString(result.out).contains(QRegularExpression("^morphony-cli \\d+\\.\\d+\\.\\d+\n$")), result.out);
}

void TestCliUsage::badUsageIsStatus2_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("words"); // that the sentence must hold
    const auto row = [](const char* name, const QStringList& arguments, const char* words) {
        QTest::newRow(name) << arguments << QByteArray(words);
    };
    const auto morph = [&](const char* name, const QStringList& more, const char* words) {
        row(name, QStringList{"morph", "song.wav", "--style", "style.wav", "-o", "out.wav"} + more, words);
    };
    row("nothing", {}, "a command is missing");
    row("unknown command", {"frobnicate"}, "'frobnicate'");
    row("a later command", {"batch", "list.jsonl"}, "'batch'");
    row("no prompt", {"understand"}, "TEXT");
    row("empty prompt", {"understand", ""}, "The prompt is empty");
    row("a prompt about nothing", {"understand", "xkcd qwertz"}, "the nearest styles are");
    row("no models command", {"models"}, "a command is missing");
    row("unknown models command", {"models", "frobnicate"}, "'frobnicate'");
    row("no source", {"morph", "--style", "style.wav", "-o", "out.wav"}, "SOURCE");
    row("no output", {"morph", "song.wav", "--style", "style.wav"}, "--output");
    row("no target", {"morph", "song.wav", "-o", "out.wav"}, "style track");
    row("empty source", {"morph", "", "--style", "style.wav", "-o", "out.wav"}, "SOURCE: the name is empty");
    row("unknown ending", {"morph", "song.wav", "--style", "style.wav", "-o", "out.doc"}, ".flac");
    row("no ending", {"morph", "song.wav", "--style", "style.wav", "-o", "out"}, ".flac");
    row("compare one file", {"compare", "song.wav"}, "RESULT");
    row("render nothing", {"render", "-o", "out.wav"}, "RECIPE");
    row("render to an unknown ending", {"render", "recipe.json", "-o", "out.doc"}, ".flac");
    row("a word too many", {"engines", "all"}, "all");
    morph("unknown option", {"--frobnicate"}, "--frobnicate");
    morph("option without value", {"--seed"}, "--seed");
    morph("option twice", {"--seed", "1", "--seed", "2"}, "--seed");
    morph("second source", {"other.wav"}, "other.wav");
    morph("strength above 1", {"--strength", "1.01"}, "--strength: '1.01' is not a number from 0 to 1");
    morph("strength below 0", {"--strength", "-0.1"}, "--strength: '-0.1'");
    morph("strength nan", {"--strength", "nan"}, "--strength: 'nan'");
    morph("strength with comma", {"--strength", "0,5"}, "--strength: '0,5'");
    morph("timbre", {"--timbre", "2"}, "--timbre: '2'");
    morph("rhythm", {"--rhythm", "x"}, "--rhythm: 'x'");
    morph("harmony", {"--harmony", ""}, "--harmony: ''");
    morph("unknown stem", {"--keep", "vocals,flute"}, "--keep: 'flute' is not vocals, drums, bass or other");
    morph("content above everything", {"--keep-content", "101"},
          "--keep-content: '101' is not a whole number from 0 to 100");
    morph("bad time", {"--from", "1:75"}, "--from: '1:75'");
    morph("region backwards", {"--from", "0:10", "--to", "5"}, "--to: the region must end after it begins");
    morph("empty region", {"--from", "5", "--to", "5"}, "--to: the region must end after it begins");
    morph("crop of nothing", {"--crop"}, "--crop");
    morph("no variants", {"--variants", "0"}, "--variants: '0' is not a whole number from 1 to 99");
    morph("too many variants", {"--variants", "100"}, "--variants: '100'");
    morph("half a variant", {"--variants", "1.5"}, "--variants: '1.5'");
    morph("negative seed", {"--seed", "-1"}, "--seed: '-1'");
    morph("seed too large", {"--seed", "18446744073709551616"}, "--seed: '18446744073709551616'");
    morph("unknown device", {"--device", "tpu"}, "--device: 'tpu' is not auto, cpu or cuda");
    morph("unknown engine", {"--engine", "frobnicator"}, "frobnicator");
    morph("setting without value", {"--set", "key"}, "--set: 'key' is not of the form key=value");
    morph("setting without key", {"--set", "=1"}, "--set: '=1'");
    morph("setting twice", {"--set", "a=1", "--set", "a=2"}, "--set: 'a' is given twice");
    morph("bits unknown", {"--bits", "17"}, "--bits: '17' is not 16, 24 or 32f");
    morph("bit rate of WAV", {"--kbps", "128"}, "--kbps");
    morph("score of an engine without", {"--midi", "out.mid"}, "--midi");
    morph("report over the result", {"--report", "out.wav"}, "--report: 'out.wav' would be written twice");
    row("bits of MP3", {"morph", "a.wav", "--style", "b.wav", "-o", "o.mp3", "--bits", "16"}, "--bits");
    row("float FLAC", {"morph", "a.wav", "--style", "b.wav", "-o", "o.flac", "--bits", "32f"}, "--bits: FLAC");
    row("MP3 bit rate too high", {"morph", "a.wav", "--style", "b.wav", "-o", "o.mp3", "--kbps", "400"}, "--kbps: '400'");
    row("OGG bit rate too low", {"morph", "a.wav", "--style", "b.wav", "-o", "o.ogg", "--kbps", "20"}, "--kbps: '20'");
}

void TestCliUsage::badUsageIsStatus2() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, words);
    const CliRunner cli;
    const auto result = cli.run(arguments);
    COMPARE_STATUS(result, 2);
    QCOMPARE(result.out, QByteArray());
    QVERIFY2(isOneSentence(result.err, words), result.err);
    QCOMPARE(cli.entries(), QStringList());
}

void TestCliUsage::enginesAreListed() {
    const CliRunner cli;
    const auto text = cli.run({"engines"});
    COMPARE_STATUS(text, 0);
    QVERIFY(text.out.contains("mosaic"));

    const auto json = cli.run({"engines", "--json"});
    COMPARE_STATUS(json, 0);
    const auto list = QJsonDocument::fromJson(json.out).object()["engines"].toArray();
    QVERIFY(!list.isEmpty());
    const auto mosaic = list.first().toObject();
    QCOMPARE(mosaic["id"].toString(), QString("mosaic"));
    QCOMPARE(mosaic["available"].toBool(), true);
    QCOMPARE(mosaic["targets"].toArray(), QJsonArray{"style track"});
}

void TestCliUsage::promptsAreUnderstood() {
    const CliRunner cli;
    const auto text = cli.run({"understand", "80s funk, no drums"});
    COMPARE_STATUS(text, 0);
    QVERIFY(text.out.contains("80s-funk 100 %") && text.out.contains("no instrument Drums"));

    const auto json = cli.run({"understand", "80s funk, no drums, keep the vocals", "--json"});
    COMPARE_STATUS(json, 0);
    const auto object = QJsonDocument::fromJson(json.out).object();
    QCOMPARE(object["styles"].toArray().first().toObject()["id"].toString(), QString("80s-funk"));
    QCOMPARE(object["era"].toInt(), 1980);
    QCOMPARE(object["without"].toArray().first().toObject()["id"].toString(), QString("drums"));
    QCOMPARE(object["keep_stems"].toArray(), QJsonArray{"vocals"});
    const auto reading = object["understood"].toArray().first().toObject();
    QCOMPARE(reading["text"].toString(), QString("80s funk"));
    QCOMPARE(reading["how"].toString(), QString("exact"));
}

void TestCliUsage::devicesAreListed() {
    const CliRunner cli;
    const auto text = cli.run({"devices"});
    COMPARE_STATUS(text, 0);
    QVERIFY(text.out.contains("cpu"));

    const auto json = cli.run({"devices", "--json"});
    COMPARE_STATUS(json, 0);
    const auto object = QJsonDocument::fromJson(json.out).object();
    QCOMPARE(object["compute"].toArray().first().toObject()["id"].toString(), QString("cpu"));
    QVERIFY(object["audio"].isArray());
}

void TestCliUsage::modelsAreListed() {
    CliRunner cli;
    cli.setEnvironment("XDG_DATA_HOME", cli.path("data"));
    const auto text = cli.run({"models", "list"});
    COMPARE_STATUS(text, 0);
    QVERIFY(text.out.contains("basic-pitch")); // comes with the set-up

    QDir().mkpath(cli.path("data/morphony/models/tiny"));
    cli.write("data/morphony/models/tiny/manifest.json",
              R"({"version": "2", "licence": "CC0", "enables": "A test.", "files": [{"name": "w", "bytes": 3}]})");
    cli.write("data/morphony/models/tiny/w", "abc");
    const auto json = cli.run({"models", "list", "--json"});
    COMPARE_STATUS(json, 0);
    const QJsonArray models = QJsonDocument::fromJson(json.out).object()["models"].toArray();
    const auto tiny = std::ranges::find_if(models, [](const QJsonValue& each) { return each["name"] == "tiny"; });
    QVERIFY(tiny != models.end());
    const QJsonObject model = tiny->toObject();
    QCOMPARE(model["bytes"].toInt(), 3);
    QCOMPARE(model["licence"].toString(), QString("CC0"));
    QCOMPARE(model["problem"].toString(), QString());
}

void TestCliUsage::aBrokenModelIsTold() {
    CliRunner cli;
    cli.setEnvironment("XDG_DATA_HOME", cli.path("data"));
    QDir().mkpath(cli.path("data/morphony/models/broken"));
    cli.write("data/morphony/models/broken/manifest.json", "{");
    const auto text = cli.run({"models", "list"});
    COMPARE_STATUS(text, 0);
    QVERIFY2(text.out.contains("cannot be used: manifest.json is not a JSON object"), text.out);
}

void TestCliUsage::fullStandardOutputIsStatus5() {
    CliRunner cli;
    cli.setStandardOutput("/dev/full");
    for (const QStringList& command : {QStringList{"engines"}, {"--help"}, {"models", "list", "--json"}}) {
        const auto result = cli.run(command);
        COMPARE_STATUS(result, 5);
        QVERIFY2(isOneSentence(result.err, "standard output cannot be written"), result.err);
    }
}

void TestCliUsage::closedPipeIsStatus5() {
    CliRunner cli;
    cli.setChildModifier([] {
        int ends[2];
        if (pipe(ends) == 0) {
            dup2(ends[1], STDOUT_FILENO);
            close(ends[0]);
            close(ends[1]);
        }
    });
    const auto result = cli.run({"engines"});
    COMPARE_STATUS(result, 5);
    QVERIFY2(isOneSentence(result.err, "standard output cannot be written"), result.err);
}

QTEST_GUILESS_MAIN(TestCliUsage)
#include "test_cli_usage.moc"
