// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli_runner.h"
#include "test_audio.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace morphony;
using namespace morphony::test;

namespace {

constexpr const char* kConcerto = "/usr/share/games/gamine/sounds/BachJSBrandenburgConcertNo2inFMajorBWV1047mvmt1.ogg";

QJsonObject analysed(const CliRunner& cli, const QString& file) {
    const auto result = cli.run({"analyze", file, "--json"});
    return result.status == 0 ? QJsonDocument::fromJson(result.out).object() : QJsonObject{};
}

} // namespace

class TestCliAnalyze : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        // the first forty seconds of the concerto: in F, with a ritornello that returns
        const auto reader = QFileInfo::exists(kConcerto) ? openAudio(kConcerto) : nullptr;
        if (reader) {
            AudioBuffer audio(reader->info().channels, framesOf(40.0, reader->info().sampleRate));
            for (FrameCount at = 0; at < audio.frames();) {
                const FrameCount got = reader->read(audio.view().slice({at, audio.frames()}));
                QVERIFY(got > 0);
                at += got;
            }
            writeAudioFile(m_cli.path("concerto.wav"), audio);
        }
        writeAudioFile(m_cli.path("silence.wav"), AudioBuffer(2, 12 * kTestRate.hz));
        writeAudioFile(m_cli.path("short.wav"), AudioBuffer(1, 1));
    }

    void everyKeyIsThere() {
        const QJsonObject json = analysed(m_cli, m_cli.path("silence.wav"));
        for (const char* key :
             {"file", "seconds", "tempo_bpm", "tempo_confidence", "meter", "beats", "downbeats", "key", "key_confidence",
              "tuning_cents", "chords", "notes", "melody", "sections", "lufs", "loudness_range", "true_peak_dbtp"}) {
            QVERIFY2(json.contains(key), key);
        }
        QCOMPARE(json["seconds"].toDouble(), 12.0);
    }

    void silenceHasNoMusic() {
        for (const char* file : {"silence.wav", "short.wav"}) {
            const QJsonObject json = analysed(m_cli, m_cli.path(file));
            QVERIFY(json["tempo_bpm"].isNull() && json["meter"].isNull() && json["key"].isNull());
            QVERIFY(json["beats"].toArray().isEmpty() && json["notes"].toArray().isEmpty());
            QVERIFY(json["singing"].isNull());
            for (const QJsonValue& chord : json["chords"].toArray()) {
                QCOMPARE(chord["label"].toString(), QString("N"));
            }
        }
        QVERIFY(m_cli.run({"analyze", m_cli.path("silence.wav")}).out.contains("no beat found"));
    }

    void musicIsKnown() {
        if (!QFileInfo::exists(m_cli.path("concerto.wav"))) {
            QSKIP("gamine-data is not installed");
        }
        const QJsonObject json = analysed(m_cli, m_cli.path("concerto.wav"));
        QCOMPARE(json["key"].toString(), QString("F major")); // as its title says
        QVERIFY(json["notes"].toArray().size() > 100);
        QVERIFY(json["beats"].toArray().size() > 40);         // 60 or more a minute
        const auto chords = json["chords"].toArray();
        QVERIFY(chords.size() > 5);
        QCOMPARE(chords.first()["start"].toDouble(), 0.0);    // they cover the piece without gaps
        QCOMPARE(chords.last()["end"].toDouble(), json["seconds"].toDouble());
        for (qsizetype i = 1; i < chords.size(); ++i) {
            QCOMPARE(chords[i]["start"].toDouble(), chords[i - 1]["end"].toDouble());
        }
        const auto again = analysed(m_cli, m_cli.path("concerto.wav")); // from the cache
        QCOMPARE(again, json);
        QVERIFY(m_cli.run({"analyze", m_cli.path("concerto.wav")}).out.contains("F major"));
    }

    void unreadableIsStatus3() {
        const auto result = m_cli.run({"analyze", m_cli.path("missing.wav")});
        QCOMPARE(result.status, 3);
        QVERIFY(result.out.isEmpty() && result.err.contains("missing.wav"));
    }

private:
    CliRunner m_cli;
};

QTEST_GUILESS_MAIN(TestCliAnalyze)
#include "test_cli_analyze.moc"
