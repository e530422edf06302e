// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "dsp/stft.h"
#include "dsp_signals.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace morphony;

namespace {

std::vector<float> resynthesise(const AudioSource& source, StftShape shape, FrameRange range, int channel = 0) {
    StftAnalyser analyser(source, shape);
    StftSynthesiser synthesiser(shape, source.frames(), range);
    std::vector<float> out;
    for (FrameCount t = synthesiser.firstFrame(); t < synthesiser.endFrame(); ++t) {
        analyser.transform(t);
        std::ranges::copy(analyser.bins(channel), synthesiser.bins().begin());
        const auto done = synthesiser.addFrame();
        out.insert(out.end(), done.begin(), done.end());
    }
    return out;
}

} // namespace

class TestStft : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fftOfACosineIsOneBinAndComesBack() {
        Fft fft(1024);
        for (std::size_t i = 0; i < 1024; ++i) {
            fft.timeData()[i] =
                static_cast<float>(std::cos(2.0 * std::numbers::pi * 7.0 * static_cast<double>(i) / 1024.0));
        }
        const std::vector<float> before(fft.timeData().begin(), fft.timeData().end());
        fft.forward();
        for (std::size_t k = 0; k < 513; ++k) {
            // float rounding over 1,024 terms stays below 1e-4 of the peak of 512
            QVERIFY(std::abs(fft.binData()[k] - std::complex<float>(k == 7 ? 512.0F : 0.0F)) < 0.01F);
        }
        fft.inverse();
        for (std::size_t i = 0; i < 1024; ++i) {
            QVERIFY(std::abs(fft.timeData()[i] / 1024.0F - before[i]) < 1e-6F);
        }
    }

    void fftOfAnOddSize() {
        // BeatNet's frames have 1,411 samples; there and back is exact to single precision's rounding over log2(n) steps
        Fft fft(1411);
        QCOMPARE(fft.bins(), 706);
        for (std::size_t i = 0; i < 1411; ++i) {
            fft.timeData()[i] = static_cast<float>(i % 7) - 3.0F;
        }
        fft.forward();
        fft.inverse();
        for (std::size_t i = 0; i < 1411; ++i) {
            QVERIFY(std::abs(fft.timeData()[i] / 1411.0F - (static_cast<float>(i % 7) - 3.0F)) < 1e-4F);
        }
    }

    void fftRefusesNoSamples() {
        QVERIFY_EXCEPTION_THROWN(Fft(0), EngineError);
        QVERIFY_EXCEPTION_THROWN(Fft(1), EngineError);
    }

    void plansMayBeMadeFromManyThreads() {
        std::vector<std::jthread> threads;
        std::atomic<int> wrong{0};
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&wrong, i] {
                for (int size = 64; size <= 4096; size *= 2) {
                    Fft fft(size);
                    fft.timeData()[static_cast<std::size_t>(i)] = 1.0F; // an impulse: every bin has magnitude 1
                    fft.forward();
                    wrong += std::abs(std::abs(fft.binData()[3]) - 1.0F) > 1e-5F ? 1 : 0;
                }
            });
        }
        threads.clear();
        QCOMPARE(wrong.load(), 0);
    }

    void equalsLibrosa() {
        // librosa 0.11.0: stft(x, n_fft=1024, hop_length=256, center=True, pad_mode="constant"), in double precision
        struct Value {
            FrameCount frame;
            std::size_t bin;
            std::complex<float> expected;
        };
        const std::vector<Value> values{{0, 0, {5.1086418F, 0.0F}},         {0, 100, {-1.0523828F, -4.0884338F}},
                                        {5, 3, {2.6805066F, -14.8392487F}}, {20, 511, {14.9344225F, -0.7273760F}},
                                        {39, 512, {6.9382338F, 0.0F}},      {39, 17, {-6.0071510F, 0.7271858F}}};
        const auto source = test::sourceOf({test::noise(10'000)});
        StftAnalyser analyser(*source, {1024, 256});
        QCOMPARE(analyser.frameCount(), 40);
        for (const Value& value : values) {
            analyser.transform(value.frame);
            // single precision: some 1e-7 of the frame's norm of about 20
            QVERIFY2(std::abs(analyser.bins(0)[value.bin] - value.expected) < 2e-5F,
                     qPrintable(QString("frame %1 bin %2").arg(value.frame).arg(value.bin)));
        }
    }

    void framesDoNotDependOnTheOrderTheyAreAskedIn() {
        // longer than one block, so that blocks are read at different places
        const auto source = test::sourceOf({test::noise(200'000)});
        StftAnalyser rising(*source, {4096, 1024});
        StftAnalyser jumping(*source, {4096, 1024});
        for (FrameCount t = 0; t < rising.frameCount(); ++t) {
            rising.transform(t);
            jumping.transform((t * 37) % rising.frameCount());
            jumping.transform(t);
            QVERIFY(std::ranges::equal(rising.bins(0), jumping.bins(0)));
        }
    }

    void resynthesisIsExactToRounding_data() {
        QTest::addColumn<int>("samples");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("hop");
        for (const int samples : {1, 2, 255, 256, 257, 1023, 4096, 5000, 100'003}) {
            QTest::addRow("%d samples, 1024/256", samples) << samples << 1024 << 256;
        }
        QTest::newRow("hop that does not divide the size") << 30'001 << 1000 << 171;
        QTest::newRow("short hop") << 5'000 << 512 << 1;
        QTest::newRow("the sizes of the engines") << 200'000 << 16'384 << 4'096;
    }
    void resynthesisIsExactToRounding() {
        QFETCH(int, samples);
        QFETCH(int, size);
        QFETCH(int, hop);
        const std::vector<float> left = test::noise(static_cast<std::size_t>(samples));
        const std::vector<float> right = test::noise(static_cast<std::size_t>(samples), 99);
        const auto source = test::sourceOf({left, right});
        const std::vector<float> out = resynthesise(*source, {size, hop}, {0, samples}, 1);
        QCOMPARE(out.size(), right.size());
        float worst = 0.0F;
        for (std::size_t i = 0; i < out.size(); ++i) {
            worst = std::max(worst, std::abs(out[i] - right[i]));
        }
        // two FFTs in single precision; the last samples may stand at half the window's height
        QVERIFY2(worst < 3e-6F, qPrintable(QString::number(worst)));
    }

    void silenceStaysSilence() {
        const auto source = test::sourceOf({std::vector<float>(9'000)});
        for (const float value : resynthesise(*source, {1024, 256}, {0, 9'000})) {
            QCOMPARE(value, 0.0F);
        }
    }

    void rangesJoinToTheSameBits() {
        const FrameCount samples = 70'001;
        const auto source = test::sourceOf({test::noise(samples)});
        const std::vector<float> whole = resynthesise(*source, {2048, 512}, {0, samples});
        std::vector<float> joined;
        for (FrameCount begin = 0; begin < samples;) {
            const FrameCount end = std::min(samples, begin + 1 + begin % 9'973);
            const std::vector<float> piece = resynthesise(*source, {2048, 512}, {begin, end});
            QCOMPARE(static_cast<FrameCount>(piece.size()), end - begin);
            joined.insert(joined.end(), piece.begin(), piece.end());
            begin = end;
        }
        QVERIFY(joined == whole);
    }

    void emptyRangeNeedsNoFrame() {
        const StftSynthesiser synthesiser({1024, 256}, 5'000, {100, 100});
        QCOMPARE(synthesiser.firstFrame(), synthesiser.endFrame());
        const auto nothing = std::make_shared<BufferSource>(AudioBuffer(2, 0), SampleRate{44'100});
        QCOMPARE(resynthesise(*nothing, {1024, 256}, {0, 0}).size(), 0U);
    }

    void shapeFollowsTheRate() {
        const StftShape shape{4096, 1024};
        QCOMPARE(shape.scaledTo({44'100}), shape);
        QCOMPARE(shape.scaledTo({48'000}), shape);
        QCOMPARE(shape.scaledTo({192'000}), (StftShape{16'384, 4'096}));
        QCOMPARE(shape.scaledTo({8'000}), (StftShape{1'024, 256}));
        QCOMPARE((StftShape{128, 32}.scaledTo({8'000})), (StftShape{64, 16}));
    }

    void wideHopsAreRefused() {
        QVERIFY_EXCEPTION_THROWN(StftSynthesiser({1024, 512}, 100), EngineError);
        QVERIFY_EXCEPTION_THROWN(StftSynthesiser({1024, 0}, 100), EngineError);
    }
};

QTEST_APPLESS_MAIN(TestStft)
#include "test_stft.moc"
