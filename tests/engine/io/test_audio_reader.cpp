// SPDX-License-Identifier: GPL-3.0-or-later
#include "io_test_support.h"
#include "signals.h"

#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

using namespace morphony;
using namespace morphony::iotest;

namespace {

/// What the ffmpeg program (5.1.9 of Debian 12) makes of the first audio track, as 32-bit floats.
AudioBuffer ffmpegDecode(const std::filesystem::path& file, int channels) {
    const auto raw = std::filesystem::path(file).replace_extension("f32");
    if (!ffmpeg({"-i", q(file), "-map", "0:a:0", "-f", "f32le", "-c:a", "pcm_f32le", q(raw)})) {
        return {};
    }
    const auto bytes = bytesOf(raw);
    const auto frames = static_cast<FrameCount>(bytes.size() / sizeof(float)) / channels;
    AudioBuffer audio(channels, frames);
    for (FrameCount i = 0; i < frames; ++i) {
        for (int c = 0; c < channels; ++c) {
            std::memcpy(&audio.channel(c)[static_cast<std::size_t>(i)],
                        bytes.data() + sizeof(float) * static_cast<std::size_t>(i * channels + c), sizeof(float));
        }
    }
    return audio;
}

std::string le32(std::uint32_t value) { return {reinterpret_cast<const char*>(&value), 4}; }

} // namespace

class TestAudioReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        // two seconds of Bach and a tone per channel are what the formats below are made of
        QVERIFY(std::filesystem::exists(kBrandenburg));
        QVERIFY2(ffmpeg({"-ss", "20", "-t", "2", "-i", kBrandenburg, "-ar", "48000", "-c:a", "pcm_s16le", q(bach())}),
                 "the ffmpeg program is needed (Debian package ffmpeg)");
    }

    [[nodiscard]] std::filesystem::path bach() const { return in(m_folder, "bach.wav"); }

    void agreesWithFfmpeg_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("coding");
        QTest::addColumn<QString>("container");
        QTest::addColumn<QString>("codec");
        QTest::addColumn<bool>("video");
        const QStringList picture{"-f", "lavfi", "-i", "testsrc=size=64x64:rate=10:duration=2"};
        const auto add = [&](const char* name, const QStringList& coding, const char* container, const char* codec,
                             bool video = false) {
            QTest::addRow("%s %s", name, codec)
                << name << (video ? picture + coding : coding) << container << codec << video;
        };
        add("a.m4a", {"-c:a", "aac", "-b:a", "192k"}, "M4A", "AAC");
        add("alac.m4a", {"-c:a", "alac"}, "M4A", "ALAC");
        add("a.aac", {"-c:a", "aac"}, "AAC", "AAC");
        add("a.mp4", {"-c:v", "mpeg4", "-c:a", "aac"}, "MP4", "AAC", true);
        add("a.mkv", {"-c:v", "mpeg4", "-c:a", "flac"}, "Matroska", "FLAC", true);
        add("vorbis.mkv", {"-c:a", "libvorbis"}, "Matroska", "VORBIS");
        add("a.webm", {"-c:a", "libopus"}, "Matroska", "OPUS");
        add("a.avi", {"-c:v", "mpeg4", "-c:a", "libmp3lame"}, "AVI", "MP3", true);
        add("a.wma", {"-c:a", "wmav2"}, "ASF", "WMAV2");
        add("a.ac3", {"-c:a", "ac3"}, "AC3", "AC3");
        add("a.opus", {"-c:a", "libopus"}, "Ogg Opus", "Opus");
        add("a.ogg", {"-c:a", "libvorbis"}, "Ogg Vorbis", "Vorbis");
        add("a.flac", {"-c:a", "flac"}, "FLAC", "PCM 16");
        add("a.mp3", {"-c:a", "libmp3lame", "-b:a", "192k"}, "MP3", "MP3");
        add("a.aiff", {"-c:a", "pcm_s24be"}, "AIFF", "PCM 24");
        add("a.wav", {"-c:a", "pcm_f64le"}, "WAV", "float 64");
        add("8bit.wav", {"-c:a", "pcm_u8"}, "WAV", "PCM 8");
    }
    void agreesWithFfmpeg() {
        QFETCH(QString, name);
        QFETCH(QStringList, coding);
        QFETCH(QString, container);
        QFETCH(QString, codec);
        QFETCH(bool, video);
        const auto file = in(m_folder, name.toUtf8().constData());
        QVERIFY(ffmpeg(QStringList{"-i", q(bach())} + coding + QStringList{q(file)}));
        // under a name that says nothing: content decides
        const auto nameless = in(m_folder, "nameless");
        std::filesystem::rename(file, nameless);
        const auto ours = readAll(nameless);
        const auto theirs = ffmpegDecode(nameless, 2);
        QCOMPARE(QString::fromStdString(ours.info.container), container);
        QCOMPARE(QString::fromStdString(ours.info.codec), codec);
        QCOMPARE(ours.info.hasVideo, video);
        QCOMPARE(ours.info.channels, 2);
        QCOMPARE(ours.info.sampleRate.hz, 48000);
        QVERIFY2(ours.audio.frames() == theirs.frames(),
                 qPrintable(QString("%1 frames, ffmpeg has %2").arg(ours.audio.frames()).arg(theirs.frames())));
        // another decoder of the same lossy stream (libvorbis, mpg123, libopus) differs by its rounding, well below a
        // 16-bit step of 3.1e-5; ffmpeg's own vorbis and mp3 decoders measured 6e-6 and less from them. Opus decodes to
        // 16 bits in some builds, hence a step for all
        const double worst = worstDifference(ours.audio.view(), theirs.view());
        QVERIFY2(worst < 4e-5, qPrintable(QString::number(worst)));
    }

    void firstAudioTrackOfSeveral() {
        const auto file = in(m_folder, "two.mkv");
        const auto tone = in(m_folder, "tone.wav");
        writeAll(tone, signals::sine(440.0, {48000}, 96000, 1, 0.25), {48000}, {.sampleFormat = SampleFormat::Pcm16});
        QVERIFY(ffmpeg({"-i", q(tone), "-i", q(bach()), "-map", "0:a", "-map", "1:a", "-c:a", "flac", "-disposition:a:1",
                        "default", "-disposition:a:0", "0", q(file)}));
        const auto ours = readAll(file);
        QCOMPARE(ours.info.channels, 1);
        QVERIFY(same(ours.audio.view(), readAll(tone).audio.view()));
    }

    void channelsComeInWavOrder_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("codec");
        QTest::addRow("vorbis") << "c.ogg"
                                << "libvorbis";
        QTest::addRow("opus") << "c.opus"
                              << "libopus";
        QTest::addRow("flac") << "c.flac"
                              << "flac";
        QTest::addRow("aac") << "c.m4a"
                             << "aac";
        QTest::addRow("vorbis in mkv") << "c.mkv"
                                       << "libvorbis";
    }
    void channelsComeInWavOrder() {
        QFETCH(QString, name);
        QFETCH(QString, codec);
        // 60 Hz, which even the low-frequency channel keeps, sounds on one channel after the other
        AudioBuffer audio(6, 6 * 12000);
        const auto tone = signals::sine(60.0, {48000}, 12000);
        for (int c = 0; c < 6; ++c) {
            std::ranges::copy(tone.channel(0), audio.channel(c).begin() + c * 12000);
        }
        const auto wav = in(m_folder, "six.wav");
        writeAll(wav, audio, {48000}, {.sampleFormat = SampleFormat::Pcm16, .overwrite = true});
        const auto file = in(m_folder, name.toUtf8().constData());
        // codecs know 5.1 with side speakers by another name: name the one with back speakers
        QVERIFY(ffmpeg({"-i", q(wav), "-af", "aformat=channel_layouts=5.1", "-c:a", codec, "-b:a", "384k", q(file)}));
        const auto back = readAll(file).audio;
        QCOMPARE(back.channels(), 6);
        for (int c = 0; c < 6; ++c) {
            const double r = correlation(back.channel(c), audio.channel(c));
            QVERIFY2(r > 0.98, qPrintable(QString("channel %1: %2").arg(c).arg(r))); // 0 where two are swapped
        }
    }

    void manyChannelsThroughFfmpeg() {
        // Matroska's PCM goes through ffmpeg; 13 and 64 channels have no named speakers
        for (const int channels : {3, 13, 64}) {
            const auto audio = signals::noise(20'000, channels, 0.9, 16);
            const auto wav = in(m_folder, "many.wav");
            const auto mkv = in(m_folder, "many.mkv");
            writeAll(wav, audio, {44100}, {.sampleFormat = SampleFormat::Pcm16, .overwrite = true});
            QVERIFY(ffmpeg({"-i", q(wav), "-c:a", "pcm_s16le", q(mkv)}));
            QVERIFY(same(readAll(mkv).audio.view(), audio.view()));
        }
    }

    void trackerModule() {
        const std::filesystem::path module = "/usr/share/games/pekka-kana-2/data/music/song01.xm";
        QVERIFY2(std::filesystem::exists(module), "Debian package pekka-kana-2-data is needed");
        const auto reader = openAudio(module);
        QCOMPARE(reader->info().container, std::string("XM module"));
        QCOMPARE(reader->info().channels, 2);
        QCOMPARE(reader->info().sampleRate.hz, 48000);
        const auto ours = readAll(module).audio;
        // the length is an estimate: libopenmpt lets the last notes ring for another tenth of a second
        QVERIFY(std::abs(static_cast<double>(ours.frames() - *reader->info().frames)) < 9600.0);
        double power = 0.0;
        for (const float x : ours.channel(0)) {
            power += static_cast<double>(x) * x;
        }
        QVERIFY(power / static_cast<double>(ours.frames()) > 1e-4); // there is music in it, above -40 dB
    }

    void malformed_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("readable"); ///< some audio comes out; otherwise one clear sentence
        const auto add = [](const char* name, const std::string& bytes, bool readable = false) {
            QTest::addRow("%s", name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())) << readable;
        };
        const auto wav = bytesOf(bach());
        const auto made = [&](const char* name, const QStringList& coding) {
            const auto file = in(m_folder, name);
            return ffmpeg(QStringList{"-i", q(bach())} + coding + QStringList{q(file)}) ? bytesOf(file) : std::string();
        };
        const auto header = [](std::uint16_t channels, std::uint32_t rate, std::uint32_t dataBytes,
                               std::uint16_t bits = 16) {
            const std::uint16_t block = static_cast<std::uint16_t>(channels * bits / 8);
            std::string text = "RIFF" + le32(dataBytes + 36) + "WAVEfmt " + le32(16) + std::string("\1\0", 2);
            text += std::string(reinterpret_cast<const char*>(&channels), 2) + le32(rate) + le32(rate * block);
            text += std::string(reinterpret_cast<const char*>(&block), 2) +
                    std::string(reinterpret_cast<const char*>(&bits), 2);
            return text + "data" + le32(dataBytes);
        };
        add("one byte", "R");
        add("text", "This is a shopping list, not music. Milk, bread, butter.\n");
        add("zeros", std::string(100'000, '\0'));
        add("noise", [] {
            const auto samples = signals::noise(50'000);
            return std::string(reinterpret_cast<const char*>(samples.channel(0).data()), 200'000);
        }());
        add("only a WAV header", header(2, 44100, 0));
        add("WAV header with huge sizes", header(2, 44100, 0xFFFFFFF0U) + std::string(4000, 'x'), true);
        add("WAV of no channels", header(0, 44100, 400) + std::string(400, 'x'));
        add("WAV of 65535 channels", header(0xFFFF, 44100, 400) + std::string(400, 'x'));
        add("WAV of 65 channels", header(65, 44100, 1300) + std::string(1300, 'x'));
        add("WAV at 0 Hz", header(2, 0, 400) + std::string(400, 'x'));
        add("WAV at 4 GHz", header(2, 0xFFFFFFFFU, 400) + std::string(400, 'x'));
        add("WAV at 384 kHz", header(2, 384000, 400) + std::string(400, 'x'));
        add("WAV header alone, cut", wav.substr(0, 30));
        add("WAV cut in the middle", wav.substr(0, wav.size() / 2), true);
        add("two WAVs behind each other", wav + wav, true);
        const struct {
            const char* name;
            QStringList coding;
        } formats[] = {{"m.flac", {}},
                       {"m.mp3", {}},
                       {"m.ogg", {"-c:a", "libvorbis", "-page_duration", "100000"}},
                       {"m.opus", {"-c:a", "libopus"}},
                       {"m.mkv", {"-c:a", "flac"}},
                       {"m.aac", {"-c:a", "aac"}},
                       {"faststart.m4a", {"-c:a", "aac", "-movflags", "+faststart"}}};
        for (const auto& format : formats) {
            const auto whole = made(format.name, format.coding);
            QVERIFY(!whole.empty());
            add((std::string("half of ") + format.name).c_str(), whole.substr(0, whole.size() / 2), true);
            auto hole = whole; // a damaged sector
            std::fill_n(hole.begin() + static_cast<std::ptrdiff_t>(hole.size() / 2), 512, '\xA5');
            add((std::string("hole in ") + format.name).c_str(), hole, true);
        }
        add("M4A without its index", made("late.m4a", {"-c:a", "aac"}).substr(0, 10'000));
        add("picture", made("p.png", {"-filter_complex", "showwavespic=s=64x64", "-frames:v", "1"}));
        add("video without sound",
            made("v.mp4", {"-f", "lavfi", "-i", "testsrc=size=64x64:rate=10:duration=1", "-map", "1:v", "-c:v", "mpeg4"}));
        add("playlist of another file",
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n" + bach().string() + "\n#EXT-X-ENDLIST\n");
        add("list of another file", "ffconcat version 1.0\nfile " + bach().string() + "\n");
        add("MIDI", std::string("MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0\0\4\0\xFF\x2F\0", 26));
    }
    void malformed() {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, readable);
        const auto file = in(m_folder, "broken.mp3"); // the wrong ending, too
        putBytes(file, bytes.toStdString());
        FrameCount frames = 0;
        bool finite = true;
        const auto error = errorOf([&] {
            const auto decoded = readAll(file);
            frames = decoded.audio.frames();
            for (int c = 0; c < decoded.audio.channels(); ++c) {
                finite = finite && std::ranges::all_of(decoded.audio.channel(c), [](float x) { return std::isfinite(x); });
            }
        });
        QVERIFY(finite);
        if (readable) {
            QVERIFY2(!error, error ? error->what() : "");
            QVERIFY(frames > 0);
        } else {
            QVERIFY(error.has_value());
            QCOMPARE(static_cast<int>(error->kind()), static_cast<int>(ErrorKind::InputUnreadable));
            QVERIFY2(QByteArray(error->what()).startsWith(("Cannot read " + file.string() + ": ").c_str()), error->what());
        }
    }

    void cutInTheMiddleYieldsHalf() {
        const auto whole = bytesOf(bach());
        const auto file = in(m_folder, "half.wav");
        putBytes(file, whole.substr(0, whole.size() / 2));
        const auto half = readAll(file).audio;
        const auto expected = readAll(bach()).audio;
        QVERIFY(std::abs(static_cast<double>(half.frames()) - static_cast<double>(expected.frames()) / 2) < 100);
        QVERIFY(same(half.view(), ConstAudioView(expected.view()).slice({0, half.frames()})));
    }

    void notANumberIsSilence() {
        // the writer cannot make such a file, so it is patched in
        const auto file = in(m_folder, "nan.wav");
        writeAll(file, signals::sine(440.0, {44100}, 100), {44100});
        auto bytes = bytesOf(file);
        const std::array bad{std::nanf(""), std::numeric_limits<float>::infinity(),
                             -std::numeric_limits<float>::infinity()};
        std::memcpy(bytes.data() + bytes.size() - sizeof bad, bad.data(), sizeof bad);
        putBytes(file, bytes);
        const auto audio = readAll(file).audio;
        QCOMPARE(audio.channel(0)[97], 0.0F);
        QCOMPARE(audio.channel(0)[98], 0.0F);
        QCOMPARE(audio.channel(0)[99], 0.0F);
        QVERIFY(audio.channel(0)[96] != 0.0F);
    }

    void whatIsNotAFile() {
        const auto sentence = [](const std::filesystem::path& file) {
            const auto error = errorOf([&] { (void)openAudio(file); });
            return error && error->kind() == ErrorKind::InputUnreadable ? std::string(error->what()) : std::string();
        };
        const auto contains = [](const std::string& text, const char* part) {
            return text.find(part) != std::string::npos;
        };
        QVERIFY(contains(sentence(in(m_folder, "nowhere.wav")), "no such file"));
        QVERIFY(contains(sentence(m_folder.path().toStdString()), "folder"));
        putBytes(in(m_folder, "empty.wav"), "");
        QVERIFY(contains(sentence(in(m_folder, "empty.wav")), "empty"));
        QVERIFY(contains(sentence("/dev/zero"), "device"));
        const auto pipe = in(m_folder, "pipe.wav");
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY(contains(sentence(pipe), "pipe")); // and does not wait for a writer
        if (::geteuid() != 0) {                    // root may read everything
            putBytes(in(m_folder, "secret.wav"), "x");
            std::filesystem::permissions(in(m_folder, "secret.wav"), std::filesystem::perms::none);
            QVERIFY(contains(sentence(in(m_folder, "secret.wav")), "permission"));
        }
        QVERIFY(contains(sentence("/proc/self/cmdline"), "empty"));
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestAudioReader)
#include "test_audio_reader.moc"
