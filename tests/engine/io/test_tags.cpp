// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/tags.h"
#include "io_test_support.h"
#include "signals.h"

#include <QProcess>

using namespace morphony;
using namespace morphony::iotest;

namespace {

/// A one-pixel PNG, made by ffmpeg so that it is a valid picture.
std::string smallPicture(const QTemporaryDir& folder) {
    const auto file = in(folder, "cover.png");
    return ffmpeg({"-f", "lavfi", "-i", "color=red:size=8x8", "-frames:v", "1", q(file)}) ? bytesOf(file) : std::string();
}

Tags sampleTags(std::string cover) {
    return {"Ærø – 夜の歌", "Søren Übermut", "Первый альбом", "1984", "Funk", "3", std::move(cover), "image/png"};
}

void compare(const Tags& got, const Tags& expected) {
    QCOMPARE(QString::fromStdString(got.title), QString::fromStdString(expected.title));
    QCOMPARE(QString::fromStdString(got.artist), QString::fromStdString(expected.artist));
    QCOMPARE(QString::fromStdString(got.album), QString::fromStdString(expected.album));
    QCOMPARE(QString::fromStdString(got.date), QString::fromStdString(expected.date));
    QCOMPARE(QString::fromStdString(got.genre), QString::fromStdString(expected.genre));
    QCOMPARE(QString::fromStdString(got.track), QString::fromStdString(expected.track));
    QVERIFY(got.cover == expected.cover);
    QCOMPARE(got.coverType, expected.coverType);
}

} // namespace

class TestTags : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void carriedOver_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        for (const char* from : {"a.mp3", "a.flac", "a.ogg", "a.wav"}) {
            for (const char* to : {"b.mp3", "b.flac", "b.ogg", "b.wav"}) {
                QTest::addRow("%s to %s", from, to) << from << to;
            }
        }
    }
    void carriedOver() {
        QFETCH(QString, from);
        QFETCH(QString, to);
        const QTemporaryDir folder;
        const auto cover = smallPicture(folder);
        QVERIFY(!cover.empty());
        const auto audio = signals::sine(440.0, {44100}, 44100, 2);
        const auto source = in(folder, from.toUtf8().constData());
        const auto target = in(folder, to.toUtf8().constData());
        writeAll(source, audio, {44100});
        QVERIFY(readTags(source).empty());
        QVERIFY(writeTags(source, sampleTags(cover)));
        compare(readTags(source), sampleTags(cover));

        writeAll(target, audio, {44100}, {.tagsFrom = source});
        compare(readTags(target), sampleTags(cover));
        const auto plain = in(folder, ("plain-" + to.toStdString()).c_str());
        writeAll(plain, audio, {44100});
        QVERIFY(same(readAll(target).audio.view(), readAll(plain).audio.view())); // the sound is the same with tags
    }

    void readableByAnotherProgram_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"a.mp3", "a.flac", "a.ogg", "a.wav"}) {
            QTest::addRow("%s", name) << name;
        }
    }
    void readableByAnotherProgram() { // ffprobe 5.1.9 of Debian 12
        QFETCH(QString, name);
        const QTemporaryDir folder;
        const auto source = in(folder, "source.flac");
        const auto target = in(folder, name.toUtf8().constData());
        writeAll(source, signals::sine(440.0, {44100}, 44100, 2), {44100});
        QVERIFY(writeTags(source, sampleTags(smallPicture(folder))));
        writeAll(target, signals::sine(440.0, {44100}, 44100, 2), {44100}, {.tagsFrom = source});
        QProcess probe;
        probe.start("ffprobe", {"-v", "error", "-show_entries", "format_tags:stream_tags:stream=codec_name", q(target)});
        QVERIFY(probe.waitForFinished());
        const auto text = QString::fromUtf8(probe.readAllStandardOutput());
        QVERIFY2(text.contains(QString::fromUtf8("Ærø – 夜の歌")), qPrintable(text));
        QVERIFY2(text.contains(QString::fromUtf8("Søren Übermut")), qPrintable(text));
        if (name !=
            "a.wav") { // where a picture belongs is not agreed upon for WAV: ID3v2, which ffprobe does not look into
            QVERIFY2(text.contains("codec_name=png"), qPrintable(text));
        }
    }

    void fromAVideoFile() {
        const QTemporaryDir folder;
        const auto wav = in(folder, "a.wav");
        writeAll(wav, signals::sine(440.0, {44100}, 44100, 2), {44100}, {.sampleFormat = SampleFormat::Pcm16});
        const auto m4a = in(folder, "a.m4a");
        QVERIFY(ffmpeg(
            {"-i", q(wav), "-c:a", "aac", "-metadata", QString::fromUtf8("title=Ærø"), "-metadata", "artist=Me", q(m4a)}));
        QCOMPARE(readTags(m4a).title, std::string("Ærø"));
        QCOMPARE(readTags(m4a).artist, std::string("Me"));
    }

    void noTagsIsNoError() {
        const QTemporaryDir folder;
        QVERIFY(readTags(in(folder, "nowhere.mp3")).empty());
        QVERIFY(readTags(folder.path().toStdString()).empty());
        putBytes(in(folder, "text.mp3"), "not music");
        QVERIFY(readTags(in(folder, "text.mp3")).empty());
        AudioWriter writer(in(folder, "a.wav"), {44100}, 1, {.tagsFrom = in(folder, "nowhere.mp3")});
        writer.write(AudioBuffer(1, 10).view());
        writer.commit();
        QCOMPARE(writer.notes(), std::string());
    }
};

QTEST_GUILESS_MAIN(TestTags)
#include "test_tags.moc"
