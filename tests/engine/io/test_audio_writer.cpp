// SPDX-License-Identifier: GPL-3.0-or-later
#include "io_test_support.h"
#include "signals.h"

using namespace morphony;
using namespace morphony::iotest;

Q_DECLARE_METATYPE(morphony::SampleFormat)

class TestAudioWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void losslessRoundTripIsExact_data() {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<SampleFormat>("depth");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("rate");
        for (const int rate : {8000, 11025, 44100, 48000, 96000, 192000}) {
            for (const int channels : {1, 2, 3, 6, 8, 64}) {
                const auto add = [&](const char* ending, const char* name, SampleFormat depth) {
                    QTest::addRow("%s-%s-%dch-%d", ending, name, channels, rate) << ending << depth << channels << rate;
                };
                add("wav", "16", SampleFormat::Pcm16);
                add("wav", "24", SampleFormat::Pcm24);
                add("wav", "float", SampleFormat::Float32);
                if (channels <= 8) {
                    add("flac", "16", SampleFormat::Pcm16);
                    add("flac", "24", SampleFormat::Pcm24);
                }
            }
        }
    }
    void losslessRoundTripIsExact() {
        QFETCH(QString, ending);
        QFETCH(SampleFormat, depth);
        QFETCH(int, channels);
        QFETCH(int, rate);
        const int bits = depth == SampleFormat::Pcm16 ? 16 : depth == SampleFormat::Pcm24 ? 24 : 0;
        auto audio = signals::noise(10'007, channels, 1.0, bits);
        audio.channel(0)[5] = -1.0F; // full scale below: libsndfile's own conversion would miss it by one step
        const QTemporaryDir folder;
        const auto file = in(folder, ("x." + ending.toStdString()).c_str());
        writeAll(file, audio, {rate}, {.sampleFormat = depth});
        const auto back = readAll(file);
        QCOMPARE(back.info.sampleRate.hz, rate);
        QCOMPARE(*back.info.frames, audio.frames());
        QVERIFY(same(back.audio.view(), audio.view()));
        QCOMPARE(filesIn(folder.path().toStdString()), 1);
    }

    void oneFrameAndSilenceRoundTrip() {
        const QTemporaryDir folder;
        for (const FrameCount frames : {1, 2, 48000}) {
            for (const char* ending : {"a.wav", "a.flac"}) {
                const AudioBuffer audio(2, frames);
                writeAll(in(folder, ending), audio, {44100}, {.overwrite = true});
                QVERIFY(same(readAll(in(folder, ending)).audio.view(), audio.view()));
            }
        }
    }

    void clipsAndNeverWraps() {
        AudioBuffer audio(1, 6);
        std::ranges::copy(std::array{1.0F, 1.5F, -1.5F, 1e30F, std::numeric_limits<float>::infinity(), std::nanf("")},
                          audio.channel(0).begin());
        const QTemporaryDir folder;
        writeAll(in(folder, "a.wav"), audio, {48000}, {.sampleFormat = SampleFormat::Pcm16});
        const auto back = readAll(in(folder, "a.wav")).audio;
        const float top = 32767.0F / 32768.0F;
        const std::array expected{top, top, -1.0F, top, 0.0F, 0.0F}; // what is not a number is silence
        QVERIFY(std::ranges::equal(back.channel(0), expected));
    }

    void ditherIsTriangularRepeatableAndKeepsSilence() {
        // a constant a quarter step above zero: without dither all samples would be 0
        AudioBuffer audio(1, 200'000);
        std::ranges::fill(audio.channel(0), 0.25F / 32768.0F);
        std::ranges::fill(audio.channel(0).first(1000), 0.0F);
        const QTemporaryDir folder;
        const AudioWriteSettings settings{.sampleFormat = SampleFormat::Pcm16, .overwrite = true};
        writeAll(in(folder, "a.wav"), audio, {48000}, settings);
        const auto once = bytesOf(in(folder, "a.wav"));
        {
            AudioWriter pieces(in(folder, "b.wav"), {48000}, 1, settings);
            for (FrameCount at = 0; at < audio.frames(); at += 777) {
                pieces.write(ConstAudioView(audio.view()).slice({at, std::min(audio.frames(), at + 777)}));
            }
            pieces.commit();
        }
        QVERIFY(once == bytesOf(in(folder, "b.wav")));
        const auto back = readAll(in(folder, "a.wav")).audio;
        double sum = 0.0;
        double squares = 0.0;
        for (const float sample : back.channel(0).subspan(1000)) {
            sum += sample * 32768.0;
            squares += sample * 32768.0 * sample * 32768.0;
        }
        QVERIFY(std::ranges::all_of(back.channel(0).first(1000), [](float x) { return x == 0.0F; }));
        // mean: 0.25 exactly with dither, standard error 0.55 / sqrt(199000) = 0.0012. Power: triangular dither makes the
        // total error's power constant, 1/4 of a squared step, plus the squared mean
        QVERIFY2(std::abs(sum / 199'000.0 - 0.25) < 0.006, qPrintable(QString::number(sum / 199'000.0)));
        QVERIFY2(std::abs(squares / 199'000.0 - (0.25 + 0.0625)) < 0.006, qPrintable(QString::number(squares / 199'000.0)));
    }

    void withoutCommitNothingIsLeft() {
        const QTemporaryDir folder;
        for (const char* name : {"a.wav", "a.flac", "a.mp3", "a.ogg"}) {
            AudioWriter writer(in(folder, name), {44100}, 2, {});
            writer.write(signals::noise(50'000, 2, 0.5).view());
        }
        QCOMPARE(filesIn(folder.path().toStdString()), 0);
    }

    void refusesWhatItCannotWrite() {
        const QTemporaryDir folder;
        const auto kindFor = [&](const std::filesystem::path& file, int channels, const AudioWriteSettings& settings) {
            const auto error = errorOf([&] { const AudioWriter writer(file, {44100}, channels, settings); });
            return error ? static_cast<int>(error->kind()) : 0;
        };
        const int usage = static_cast<int>(ErrorKind::BadUsage);
        const int unwritable = static_cast<int>(ErrorKind::OutputUnwritable);
        QCOMPARE(kindFor(in(folder, "a.aiff"), 2, {}), usage);
        QCOMPARE(kindFor(in(folder, "a"), 2, {}), usage);
        QCOMPARE(kindFor(in(folder, "a.flac"), 9, {}), usage);
        QCOMPARE(kindFor(in(folder, "a.flac"), 2, {.sampleFormat = SampleFormat::Float32}), usage);
        QCOMPARE(kindFor(in(folder, "a.mp3"), 2, {.kbps = 500}), usage);
        QCOMPARE(kindFor(in(folder, "a.ogg"), 2, {.kbps = 8}), usage);
        QCOMPARE(kindFor(in(folder, "nowhere/a.wav"), 2, {}), unwritable);
        putBytes(in(folder, "a.wav"), "mine");
        QCOMPARE(kindFor(in(folder, "a.wav"), 2, {}), unwritable);
        QCOMPARE(bytesOf(in(folder, "a.wav")), std::string("mine"));
        QCOMPARE(filesIn(folder.path().toStdString()), 1);
    }

    void lossyRoundTripKeepsPlaceAndSound_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("kbps");
        for (const int kbps : {64, 128, 192, 320}) {
            QTest::addRow("mp3 %d", kbps) << "a.mp3" << 2 << 44100 << kbps;
        }
        for (const int kbps : {96, 160, 256, 500}) {
            QTest::addRow("ogg %d", kbps) << "a.ogg" << 2 << 44100 << kbps;
        }
        QTest::addRow("mp3 mono 22050") << "a.mp3" << 1 << 22050 << 64;
        QTest::addRow("mp3 48000") << "a.mp3" << 2 << 48000 << 320;
        QTest::addRow("ogg mono 8000") << "a.ogg" << 1 << 8000 << 48;
        QTest::addRow("ogg 6 channels") << "a.ogg" << 6 << 48000 << 450;
        QTest::addRow("ogg 96000") << "a.ogg" << 2 << 96000 << 256;
    }
    void lossyRoundTripKeepsPlaceAndSound() {
        QFETCH(QString, name);
        QFETCH(int, channels);
        QFETCH(int, rate);
        QFETCH(int, kbps);
        // a tone with a slow swell, so that a shift in time would lower the correlation
        auto audio = signals::sine(440.0, {rate}, rate * 4, channels, 0.4);
        for (int c = 0; c < channels; ++c) {
            for (std::size_t i = 0; i < audio.channel(c).size(); ++i) {
                audio.channel(c)[i] *= 0.5F + 0.5F * std::sin(static_cast<float>(i) * 12.0F / static_cast<float>(rate));
            }
        }
        const QTemporaryDir folder;
        const auto file = in(folder, name.toUtf8().constData());
        writeAll(file, audio, {rate}, {.kbps = kbps});
        const auto back = readAll(file);
        QCOMPARE(back.info.channels, channels);
        QCOMPARE(back.info.sampleRate.hz, rate);
        QCOMPARE(back.audio.frames(), audio.frames()); // encoder delay and padding are taken off again
        for (int c = 0; c < channels; ++c) {
            if (channels == 6 && c == 3) {
                continue; // the low-frequency channel, which Vorbis codes below some 200 Hz only
            }
            // a tone is easy: every codec here keeps it to better than 30 dB, a correlation of 0.9995; one sample of
            // shift at 440 Hz / 44.1 kHz costs 0.002
            const double r = correlation(back.audio.channel(c), audio.channel(c));
            QVERIFY2(r > 0.999, qPrintable(QString::number(r)));
        }
        if (name == "a.mp3") { // constant: the size is the bitrate, but for the header frame and padding
            const double bits = 8.0 * static_cast<double>(std::filesystem::file_size(file));
            QVERIFY2(std::abs(bits / 4.0 / 1000.0 - kbps) < 0.06 * kbps, qPrintable(QString::number(bits / 4000.0)));
        }
    }

    void mp3BendsTheShapeAndSaysSo() {
        const QTemporaryDir folder;
        AudioWriter writer(in(folder, "a.mp3"), {96000}, 6, {});
        const auto audio = signals::sine(1000.0, {96000}, 96000, 6, 0.5);
        writer.write(audio.view());
        writer.commit();
        QVERIFY(writer.notes().find("96000") != std::string::npos);
        QVERIFY(writer.notes().find("6 channels") != std::string::npos);
        const auto back = readAll(in(folder, "a.mp3"));
        QCOMPARE(back.info.channels, 2);
        QCOMPARE(back.info.sampleRate.hz, 48000);
        QCOMPARE(back.audio.frames(), FrameCount{48000});
    }

    void exactCopyInAnyFormatHasNoNotes() {
        const QTemporaryDir folder;
        AudioWriter writer(in(folder, "a.wav"), {96000}, 6, {});
        writer.write(AudioBuffer(6, 10).view());
        writer.commit();
        QCOMPARE(writer.notes(), std::string());
    }

    void ordinaryWavIsNotRf64() {
        const QTemporaryDir folder;
        writeAll(in(folder, "a.wav"), signals::noise(1000, 2), {48000});
        QCOMPARE(bytesOf(in(folder, "a.wav")).substr(0, 4), std::string("RIFF"));
    }

    void sameAudioGivesSameBytes_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"a.wav", "a.flac", "a.mp3", "a.ogg"}) {
            QTest::addRow("%s", name) << name;
        }
    }
    void sameAudioGivesSameBytes() {
        QFETCH(QString, name);
        const QTemporaryDir folder;
        const auto file = in(folder, name.toUtf8().constData());
        const auto audio = signals::noise(30'000, 2, 0.3);
        writeAll(file, audio, {44100});
        const auto first = bytesOf(file);
        QTest::qWait(1100); // past a second: time stamps and seeds taken from the clock change
        writeAll(file, audio, {44100}, {.overwrite = true});
        QVERIFY(first == bytesOf(file));
    }
};

QTEST_GUILESS_MAIN(TestAudioWriter)
#include "test_audio_writer.moc"
