// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/fft.h"
#include "dsp/limiter.h"
#include "dsp_signals.h"
#include "ebur128_judge.h"
#include "music_excerpt.h"

#include <QTest>

using namespace morphony;

namespace {

/// The whole signal through a limiter in blocks of `block` frames, without the delay.
AudioBuffer limited(const AudioBuffer& input, int hz, double ceiling, FrameCount block = 512, bool enabled = true) {
    Limiter limiter({hz}, input.channels(), ceiling);
    limiter.reset(enabled);
    AudioBuffer padded(input.channels(), input.frames() + limiter.latency());
    padded.view().slice({0, input.frames()}).copyFrom(input.view());
    for (FrameCount at = 0; at < padded.frames(); at += block) {
        limiter.process(padded.view().slice({at, std::min(at + block, padded.frames())}), enabled);
    }
    AudioBuffer out(input.channels(), input.frames());
    out.view().copyFrom(padded.view().slice({limiter.latency(), padded.frames()}));
    return out;
}

bool same(const AudioBuffer& a, const AudioBuffer& b) {
    for (int c = 0; c < a.channels(); ++c) {
        if (!std::ranges::equal(a.channel(c), b.channel(c))) {
            return false;
        }
    }
    return a.frames() == b.frames();
}

void scale(AudioBuffer& buffer, float gain) {
    for (int c = 0; c < buffer.channels(); ++c) {
        for (float& sample : buffer.channel(c)) {
            sample *= gain;
        }
    }
}

} // namespace

class TestLimiter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sinesBetweenSamplesStayBelowTheCeiling_data() {
        QTest::addColumn<int>("rate");
        QTest::addColumn<double>("relative");
        for (const int rate : {8'000, 44'100, 48'000, 96'000, 192'000}) {
            for (const double relative : {0.01, 0.125, 0.25, 0.3333, 0.41, 0.45}) {
                QTest::addRow("%d Hz, %.2f of it", rate, relative) << rate << relative;
            }
        }
    }
    void sinesBetweenSamplesStayBelowTheCeiling() {
        QFETCH(int, rate);
        QFETCH(double, relative);
        // at a quarter of the rate and 45 degrees the samples stand 3 dB below the peak between them
        const auto wave = test::sine(static_cast<std::size_t>(rate), relative * rate, rate, 1.6, std::numbers::pi / 4);
        AudioBuffer out = limited(test::bufferOf({wave, wave}), rate, -1.0);
        const double peak = test::judge(out.view(), rate).truePeakDbtp;
        QVERIFY2(peak <= -1.0 + 0.1, qPrintable(QString::number(peak)));
        // and not needlessly low: the steady part of the sine reaches the ceiling
        QVERIFY2(peak >= -1.0 - 0.1, qPrintable(QString::number(peak)));
    }

    void hotMusicStaysBelowTheCeiling_data() {
        QTest::addColumn<double>("gainDb");
        QTest::addColumn<double>("ceiling");
        QTest::newRow("a little too hot") << 12.0 << -1.0;
        QTest::newRow("very hot") << 18.0 << -1.0;
        QTest::newRow("far too hot, low ceiling") << 40.0 << -9.0;
    }
    void hotMusicStaysBelowTheCeiling() {
        QFETCH(double, gainDb);
        QFETCH(double, ceiling);
        for (const char* file : {test::kConcerto, test::kFunk}) {
            const auto music = test::musicExcerpt(file, 20.0, 10.0);
            if (!music) {
                QSKIP("the Debian packages gamine-data and davegnukem-data are not installed");
            }
            AudioBuffer hot = readAll(*music);
            scale(hot, static_cast<float>(gainFromDb(gainDb)));
            const AudioBuffer out = limited(hot, music->sampleRate().hz, ceiling);
            const double peak = test::judge(out.view(), music->sampleRate().hz).truePeakDbtp;
            qInfo("%.0f dB: %.3f dBTP", gainDb, peak);
            QVERIFY2(peak <= ceiling + 0.1, qPrintable(QString::number(peak)));
            QVERIFY2(peak >= ceiling - 0.5, qPrintable(QString::number(peak)));
        }
    }

    void hotNoiseAndSquareWavesStayBelowTheCeiling() {
        std::vector<float> square(88'200);
        for (std::size_t i = 0; i < square.size(); ++i) {
            square[i] = i / 100 % 2 == 0 ? 3.0F : -3.0F;
        }
        auto noise = test::noise(88'200);
        std::vector<float> clicks(88'200);
        for (std::size_t i = 500; i < clicks.size(); i += 7'919) {
            clicks[i] = 30.0F;
        }
        for (const auto& signal : {square, noise, clicks}) {
            AudioBuffer loud = test::bufferOf({signal});
            scale(loud, 4.0F);
            const double peak = test::judge(limited(loud, 44'100, -1.0).view(), 44'100).truePeakDbtp;
            QVERIFY2(peak <= -1.0 + 0.1, qPrintable(QString::number(peak)));
        }
    }

    void quietAudioPassesBitForBit() {
        const auto signal = test::noise(50'000);
        AudioBuffer input = test::bufferOf({signal, test::noise(50'000, 7)});
        scale(input, 0.3F);
        QVERIFY(same(limited(input, 44'100, -1.0), input));
    }

    void restsAgainAfterAPeak() {
        // one second after a peak of +12 dB the gain must be exactly 1 again (10 time constants of 60 ms and the hold)
        std::vector<float> signal = test::noise(100'000);
        for (float& sample : signal) {
            sample *= 0.2F;
        }
        signal[1'000] = 4.0F;
        const AudioBuffer input = test::bufferOf({signal});
        const AudioBuffer out = limited(input, 44'100, -1.0);
        QVERIFY(!std::equal(input.channel(0).begin(), input.channel(0).begin() + 5'000, out.channel(0).begin()));
        QVERIFY(std::equal(input.channel(0).begin() + 46'000, input.channel(0).end(), out.channel(0).begin() + 46'000));
    }

    void disabledPassesBitForBitHoweverLoud() {
        AudioBuffer input = test::bufferOf({test::noise(20'000)});
        scale(input, 8.0F);
        QVERIFY(same(limited(input, 44'100, -1.0, 333, false), input));
    }

    void doesNotDependOnTheBlocks() {
        AudioBuffer input = test::bufferOf({test::noise(60'000), test::noise(60'000, 3)});
        for (FrameCount i = 0; i < input.frames(); ++i) {
            // bursts, so that the limiter works, recovers and rests by turns
            const float gain = i / 20'000 % 2 == 0 && i % 20'000 < 3'000 ? 3.0F : 0.1F;
            input.channel(0)[static_cast<std::size_t>(i)] *= gain;
            input.channel(1)[static_cast<std::size_t>(i)] *= gain;
        }
        const AudioBuffer reference = limited(input, 44'100, -1.0, 60'000);
        for (const FrameCount block : {1, 63, 64, 65, 1'000}) {
            QVERIFY2(same(limited(input, 44'100, -1.0, block), reference), qPrintable(QString::number(block)));
        }
    }

    void bassIsNotDistorted() {
        // 50 Hz pushed 6 dB above the ceiling: every harmonic stays 80 dB below the tone, since the gain is held from
        // one half-wave to the next
        constexpr int kSize = 44'100; // a second, so that the tone and its harmonics fall on whole bins
        const AudioBuffer out = limited(test::bufferOf({test::sine(3 * kSize, 50.0, 44'100.0, 2.0)}), 44'100, 0.0);
        Fft fft(kSize);
        std::copy_n(out.channel(0).begin() + 2 * kSize, kSize, fft.timeData().begin());
        fft.forward();
        const float tone = std::abs(fft.binData()[50]);
        for (std::size_t harmonic = 2; harmonic < 20; ++harmonic) {
            QVERIFY2(std::abs(fft.binData()[50 * harmonic]) < 1e-4F * tone, qPrintable(QString::number(harmonic)));
        }
    }

    void gainIsSmooth() {
        // a step of 20 dB in a steady tone: seen on a constant second channel, the gain never moves by more than 2 % per
        // sample (its steepest slope is 2 / look-ahead of 220 frames)
        std::vector<float> step(30'000);
        for (std::size_t i = 10'000; i < 20'000; ++i) {
            step[i] = 8.0F;
        }
        const AudioBuffer out = limited(test::bufferOf({step, std::vector<float>(30'000, 0.1F)}), 44'100, -1.0);
        for (std::size_t i = 1; i < 30'000; ++i) {
            QVERIFY(std::abs(out.channel(1)[i] - out.channel(1)[i - 1]) < 0.1F * 0.02F);
        }
    }

    void silenceAndOneSample() {
        const AudioBuffer silence = test::bufferOf({std::vector<float>(5'000)});
        QVERIFY(same(limited(silence, 44'100, -1.0), silence));
        const AudioBuffer out = limited(test::bufferOf({{5.0F}}), 44'100, -1.0);
        QVERIFY(std::abs(out.channel(0)[0] - gainFromDb(-1.0)) < 0.02);
    }
};

QTEST_APPLESS_MAIN(TestLimiter)
#include "test_limiter.moc"
