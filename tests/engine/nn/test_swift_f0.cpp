// SPDX-License-Identifier: GPL-3.0-or-later
#include "music_excerpt.h"
#include "nn/kernels.h"
#include "nn/swift_f0/swift_f0.h"
#include "signals.h"

#include <QFile>
#include <QTest>

#include <cmath>
#include <cstring>

using namespace morphony;

class TestSwiftF0 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsThePublishedNetwork();
    void chunksLeaveNoSeam();
    void allInstructionsGiveTheSameRows();
};

void TestSwiftF0::equalsThePublishedNetwork() {
    // model.onnx of swift-f0 0.3.0 run by onnxruntime 1.31.1; see tests/data/make_references.py
    const auto stereo = test::musicExcerpt(test::kConcerto, 60.0, 8.0);
    QVERIFY2(stereo, "gamine-data is not installed");
    const AudioBuffer all = readAll(*stereo);
    AudioBuffer mono(1, (all.frames() + 2) / 3);
    for (std::size_t i = 0; i < mono.channel(0).size(); ++i) {
        mono.channel(0)[i] = (all.channel(0)[3 * i] + all.channel(1)[3 * i]) / 2.0F;
    }
    JobContext context;
    const auto found = SwiftF0().estimate(BufferSource(std::move(mono), SwiftF0::kRate), context);

    QFile file(MORPHONY_TEST_DATA "/swift_f0_concerto.f32");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    std::vector<float> expected(static_cast<std::size_t>(bytes.size()) / sizeof(float));
    std::memcpy(expected.data(), bytes.constData(), expected.size() * sizeof(float));
    QCOMPARE(found.size(), expected.size() / 2);
    float surest = 0.0F;
    for (std::size_t i = 0; i < found.size(); ++i) {
        // single precision in another order: 1e-5 was seen; half a cent where the likeliest step is the same
        QVERIFY2(std::abs(found[i].confidence - expected[2 * i + 1]) < 1e-3F, qPrintable(QString::number(i)));
        QVERIFY2(std::abs(std::log2(found[i].hz / expected[2 * i])) < 0.5 / 1200.0, qPrintable(QString::number(i)));
        surest = std::max(surest, found[i].confidence);
    }
    QVERIFY(surest > 0.9F);
}

void TestSwiftF0::chunksLeaveNoSeam() {
    // the same tone in faint noise, 100 frames later: other frames then lie at the ends of the chunks of 3.6 s
    constexpr FrameCount kLater = 100;
    AudioBuffer tone = signals::sine(330.0, SwiftF0::kRate, 16'000 * 10);
    const AudioBuffer noise = signals::noise(tone.frames(), 1, 1e-3);
    AudioBuffer later(1, tone.frames() + kLater * SwiftF0::kHop);
    for (std::size_t i = 0; i < tone.channel(0).size(); ++i) {
        tone.channel(0)[i] += noise.channel(0)[i];
        later.channel(0)[i + kLater * SwiftF0::kHop] = tone.channel(0)[i];
    }
    JobContext context;
    const SwiftF0 network;
    const auto found = network.estimate(BufferSource(std::move(tone), SwiftF0::kRate), context);
    const auto foundLater = network.estimate(BufferSource(std::move(later), SwiftF0::kRate), context);
    for (std::size_t i = 20; i + 20 < found.size(); ++i) { // before, one sees the beginning of the piece, the other silence
        QCOMPARE(found[i].hz, foundLater[i + kLater].hz);
        QCOMPARE(found[i].confidence, foundLater[i + kLater].confidence);
        QVERIFY(std::abs(found[i].hz - 330.0F) < 3.0F && found[i].confidence > 0.5F);
    }
}

void TestSwiftF0::allInstructionsGiveTheSameRows() {
    if (!hasAvx2AndFma()) {
        QSKIP("this processor has one set of instructions only");
    }
    using namespace swift_f0;
    const AudioBuffer values = signals::noise(4096);
    std::vector<std::vector<float>> results;
    for (const RowLoop loop : {baselineRow(), avx2Row()}) {
        RowTask task;
        task.in = values.channel(0).data() + 8;
        task.inPlane = 700;
        task.inStep = 90;
        task.channels = 5;
        task.firstTap = 1;
        task.tapCount = 6;
        task.kernelBins = 7;
        task.kernelFrames = 3;
        task.weights = values.channel(0).data() + 1000;
        task.bias = values.channel(0).data() + 2000;
        task.residual = values.channel(0).data() + 3000;
        std::vector<float> out(4 * 60, -1.0F);
        task.out = out.data();
        task.outPlane = 60;
        task.frames = 2 * kFramesAtOnce;
        loop(task);
        results.push_back(std::move(out));
    }
    for (std::size_t i = 0; i < results[0].size(); ++i) {
        QVERIFY(std::abs(results[0][i] - results[1][i]) < 1e-5F); // 90 products below 1
    }
    QVERIFY(std::ranges::any_of(results[0], [](float value) { return value > 0.5F; }));
    QCOMPARE(results[0][50], -1.0F); // past the frames
}

QTEST_APPLESS_MAIN(TestSwiftF0)
#include "test_swift_f0.moc"
