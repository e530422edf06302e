// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "dsp/integrated_loudness.h"
#include "dsp/loudness.h"
#include "dsp_signals.h"
#include "ebur128_judge.h"
#include "music_excerpt.h"

#include <QTest>

#include <sched.h>

using namespace morphony;

namespace {

using Layers = std::vector<std::shared_ptr<const AudioSource>>;

double lufsOf(const std::vector<double>& matrix, const std::vector<double>& gains) {
    double energy = 0.0;
    for (std::size_t i = 0; i < gains.size(); ++i) {
        for (std::size_t j = 0; j < gains.size(); ++j) {
            energy += gains[i] * gains[j] * matrix[i * gains.size() + j];
        }
    }
    return -0.691 + dbFromPower(energy);
}

AudioBuffer mixOf(const Layers& layers, const std::vector<double>& gains) {
    AudioBuffer mix(layers[0]->channels(), layers[0]->frames());
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
        const AudioBuffer audio = readAll(*layers[layer]);
        for (int c = 0; c < mix.channels(); ++c) {
            for (std::size_t i = 0; i < mix.channel(c).size(); ++i) {
                mix.channel(c)[i] += static_cast<float>(gains[layer]) * audio.channel(c)[i];
            }
        }
    }
    return mix;
}

std::vector<double> matrixOf(const Layers& layers) {
    JobContext context;
    return MixLoudness(layers, context).matrix();
}

std::vector<float> scaled(std::vector<float> values, float gain) {
    for (float& value : values) {
        value *= gain;
    }
    return values;
}

} // namespace

class TestLoudness : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void calibrationTone() {
        // EBU Tech 3341: a stereo sine of 1 kHz at -23 dBFS measures -23 LUFS, +-0.1 LU
        const auto tone = test::sine(5 * 48'000, 1'000.0, 48'000.0, gainFromDb(-23.0));
        JobContext context;
        const LoudnessSummary summary = measureLoudness(*test::sourceOf({tone, tone}, 48'000), context);
        QVERIFY2(std::abs(summary.integratedLufs + 23.0) < 0.1, qPrintable(QString::number(summary.integratedLufs)));
        QVERIFY(std::abs(summary.truePeakDbtp + 23.0) < 0.1);
        QVERIFY(std::abs(dbFromGain(summary.samplePeak) + 23.0) < 0.01);
        QVERIFY(summary.rangeLu < 0.1);
    }

    void summaryEqualsLibebur128OnMusic() {
        const auto music = test::musicExcerpt(test::kFunk, 5.0, 10.0);
        if (!music) {
            QSKIP("the Debian package davegnukem-data is not installed");
        }
        const test::Judgement expected = test::judge(readAll(*music).view(), music->sampleRate().hz);
        JobContext context;
        const LoudnessSummary summary = measureLoudness(*music, context);
        QCOMPARE(summary.integratedLufs, expected.integratedLufs);
        QCOMPARE(summary.rangeLu, expected.rangeLu);
        // the same filter, in single precision here and in double there
        QVERIFY2(std::abs(summary.truePeakDbtp - expected.truePeakDbtp) < 1e-3,
                 qPrintable(QString("%1 %2").arg(summary.truePeakDbtp).arg(expected.truePeakDbtp)));
    }

    void truePeakEqualsLibebur128AtEveryRate_data() {
        QTest::addColumn<int>("rate");
        for (const int rate : {8'000, 44'100, 48'000, 96'000, 192'000}) {
            QTest::addRow("%d Hz", rate) << rate;
        }
    }
    void truePeakEqualsLibebur128AtEveryRate() {
        QFETCH(int, rate);
        const auto source = test::sourceOf({test::noise(20'000), test::noise(20'000, 4)}, rate);
        JobContext context;
        QVERIFY(std::abs(measureLoudness(*source, context).truePeakDbtp -
                         test::judge(readAll(*source).view(), rate).truePeakDbtp) < 1e-3);
    }

    void silenceAndShortPieces() {
        JobContext context;
        for (const std::size_t samples : {std::size_t{1}, std::size_t{1'000}, std::size_t{100'000}}) {
            const LoudnessSummary summary = measureLoudness(*test::sourceOf({std::vector<float>(samples)}), context);
            QCOMPARE(summary.integratedLufs, -70.0);
            QCOMPARE(summary.rangeLu, 0.0);
            QCOMPARE(summary.truePeakDbtp, -200.0);
            QCOMPARE(matrixOf({test::sourceOf({std::vector<float>(samples)})}), std::vector<double>{0.0});
        }
        QVERIFY_EXCEPTION_THROWN(LoudnessMeter({44'100}, 65), EngineError);
    }

    /// Both cut the piece into the same blocks; 0.01 LU is what blocks that end some frames apart make.
    void integratedLoudnessEqualsTheMeters() {
        const auto music = test::musicExcerpt(test::kConcerto, 30.0, 20.0);
        if (!music) {
            QSKIP("gamine-data is not installed");
        }
        JobContext context;
        const double expected = measureLoudness(*music, context).integratedLufs;
        QVERIFY(std::abs(integratedLufs(*music, context) - expected) < 0.01);
        // and does not depend on how the piece comes
        IntegratedLoudness odd(music->sampleRate(), 2);
        const AudioBuffer samples = readAll(*music);
        for (FrameCount at = 0; at < samples.frames(); at += 1234) {
            odd.add(samples.view().slice({at, std::min(samples.frames(), at + 1234)}));
        }
        QVERIFY(std::abs(odd.lufs() - expected) < 0.01);
        QCOMPARE(integratedLufs(*test::sourceOf({std::vector<float>(1'000)}), context), -70.0);
        QCOMPARE(integratedLufs(*test::sourceOf({std::vector<float>{}}), context), -70.0);
    }

    void meterResets() {
        LoudnessMeter meter({44'100}, 1);
        meter.add(test::bufferOf({test::noise(44'100)}).view());
        QVERIFY(meter.momentaryLufs() > -10.0);
        meter.reset();
        QCOMPARE(meter.momentaryLufs(), -70.0);
        QCOMPARE(meter.summary().samplePeak, 0.0);
    }

    void matrixEqualsPyloudnorm_data() {
        // pyloudnorm 0.2.0, Meter(rate, filter_class="DeMan"), on the same noise: the left alone, then both
        QTest::addColumn<int>("rate");
        QTest::addColumn<double>("mono");
        QTest::addColumn<double>("stereo");
        QTest::newRow("22.05 kHz") << 22'050 << -22.176276 << -21.684091;
        QTest::newRow("44.1 kHz") << 44'100 << -21.969244 << -21.476794;
        QTest::newRow("48 kHz") << 48'000 << -21.957450 << -21.464039;
        QTest::newRow("96 kHz") << 96'000 << -21.890364 << -21.390192;
    }
    void matrixEqualsPyloudnorm() {
        QFETCH(int, rate);
        QFETCH(double, mono);
        QFETCH(double, stereo);
        const auto count = static_cast<std::size_t>(5 * rate);
        auto left = scaled(test::noise(count), 0.1F);
        for (std::size_t i = static_cast<std::size_t>(rate); i < static_cast<std::size_t>(2 * rate); ++i) {
            left[i] *= 0.01F; // a pause that the gate has to leave out
        }
        const auto right = scaled(test::noise(count, 99), 0.05F);
        // sums in single precision here, in double there
        QVERIFY(std::abs(lufsOf(matrixOf({test::sourceOf({left}, rate)}), {1.0}) - mono) < 1e-4);
        QVERIFY(std::abs(lufsOf(matrixOf({test::sourceOf({left, right}, rate)}), {1.0}) - stereo) < 1e-4);
    }

    void matrixPredictsTheLoudnessOfMixes() {
        // A source without long pauses, and layers that are made of it, as the engines make them: filtered and delayed
        // copies. The gate is the source's, the judge's is the mix's own; blocks near the gate weigh little: 0.2 LU.
        const auto music = test::musicExcerpt(test::kConcerto, 30.0, 20.0);
        if (!music) {
            QSKIP("the Debian package gamine-data is not installed");
        }
        const AudioBuffer audio = readAll(*music);
        AudioBuffer dull(2, audio.frames());
        AudioBuffer thin(2, audio.frames());
        for (int c = 0; c < 2; ++c) {
            float low = 0.0F;
            for (std::size_t i = 0; i < audio.channel(c).size(); ++i) {
                low += 0.05F * (audio.channel(c)[i] - low);
                dull.channel(c)[i] = 2.0F * low;
                thin.channel(c)[i] = audio.channel(c)[i < 441 ? 0 : i - 441] - low;
            }
        }
        const Layers layers{music, std::make_shared<BufferSource>(dull, music->sampleRate()),
                            std::make_shared<BufferSource>(thin, music->sampleRate())};
        const std::vector<double> matrix = matrixOf(layers);
        for (const std::vector<double>& gains : std::vector<std::vector<double>>{
                 {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0.5, 0.5, 0}, {0.7, -0.4, 0.2}, {0.3, 0.3, 0.3}, {0, 0.6, 1.4}}) {
            const double expected = test::judge(mixOf(layers, gains).view(), music->sampleRate().hz).integratedLufs;
            const double predicted = lufsOf(matrix, gains);
            qInfo("measured %.3f, predicted %.3f", expected, predicted);
            QVERIFY(std::abs(predicted - expected) < 0.2);
        }
        // the source itself: the same gate, so only rounding (libebur128 takes no tenth that is cut short either)
        QVERIFY(std::abs(lufsOf(matrix, {1, 0, 0}) - test::judge(audio.view(), music->sampleRate().hz).integratedLufs) <
                0.005);
    }

    void channelWeightsAreLibebur128s() {
        for (int channels = 1; channels <= 8; ++channels) {
            for (int loud = 0; loud < channels; ++loud) {
                std::vector<std::vector<float>> rows(static_cast<std::size_t>(channels), std::vector<float>(30'000));
                rows[static_cast<std::size_t>(loud)] = test::noise(30'000);
                const auto source = test::sourceOf(rows, 22'050);
                const double expected = test::judge(readAll(*source).view(), 22'050).integratedLufs;
                const double found = lufsOf(matrixOf({source}), {1.0});
                const QString what =
                    QString("channel %1 of %2: %3, expected %4").arg(loud).arg(channels).arg(found).arg(expected);
                QVERIFY2(std::isfinite(expected) ? std::abs(found - expected) < 0.005 : found < -100.0, qPrintable(what));
            }
        }
    }

    void matrixOfAShortPieceIsItsMean() {
        const auto source = test::sourceOf({scaled(test::sine(4'410, 1'000.0, 44'100.0), 0.1F)});
        const auto twice = test::sourceOf({scaled(test::sine(4'410, 1'000.0, 44'100.0), 0.2F)});
        const std::vector<double> matrix = matrixOf({source, twice});
        QVERIFY(std::abs(lufsOf(matrix, {1.0, 0.0}) + 23.0) < 0.3); // 1 kHz at -20 dBFS of one channel, with its onset
        QVERIFY(std::abs(matrix[3] / matrix[0] - 4.0) < 1e-5);
        QVERIFY(std::abs(matrix[1] / matrix[0] - 2.0) < 1e-5);
        QVERIFY(matrixOf({test::sourceOf({{0.5F}})})[0] > 0.0);
    }

    void matrixIsTheSameForAnyNumberOfThreads() {
        const Layers layers{test::sourceOf({test::noise(200'000), test::noise(200'000, 5)}),
                            test::sourceOf({test::noise(200'000, 6), test::noise(200'000, 7)})};
        const std::vector<double> all = matrixOf(layers);
        cpu_set_t before;
        QCOMPARE(sched_getaffinity(0, sizeof before, &before), 0);
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(sched_getcpu()), &one);
        QCOMPARE(sched_setaffinity(0, sizeof one, &one), 0);
        const std::vector<double> alone = matrixOf(layers);
        sched_setaffinity(0, sizeof before, &before);
        QCOMPARE(alone, all);
    }

    void layersOfDifferentShapesAreRefused() {
        QVERIFY_EXCEPTION_THROWN(matrixOf({test::sourceOf({test::noise(9)}), test::sourceOf({test::noise(8)})}),
                                 EngineError);
        QCOMPARE(matrixOf({}).size(), 0U);
    }

    void cancels() {
        JobContext context;
        context.cancel();
        const Layers layers{test::sourceOf({test::noise(100'000)})};
        QVERIFY_EXCEPTION_THROWN((void)measureLoudness(*layers[0], context), JobCancelled);
        QVERIFY_EXCEPTION_THROWN((void)MixLoudness(layers, context).matrix(), JobCancelled);
    }
};

QTEST_APPLESS_MAIN(TestLoudness)
#include "test_loudness.moc"
