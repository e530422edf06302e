// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "nn/basic_pitch/basic_pitch.h"
#include "nn/kernels.h"
#include "music_excerpt.h"
#include "signals.h"

#include <QFile>
#include <QTest>

#include <cmath>
#include <random>
#include <sched.h>

using namespace morphony;

namespace {

/// Eight seconds of the concerto at 22,050 Hz: the mean of the channels, every other sample. The aliasing does no harm
/// here, and no resampler stands between this and the reference.
std::shared_ptr<const AudioSource> concerto() {
    const auto stereo = test::musicExcerpt(test::kConcerto, 60.0, 8.0);
    if (!stereo) {
        return nullptr;
    }
    const AudioBuffer all = readAll(*stereo);
    AudioBuffer mono(1, all.frames() / 2);
    for (std::size_t i = 0; i < mono.channel(0).size(); ++i) {
        mono.channel(0)[i] = (all.channel(0)[2 * i] + all.channel(1)[2 * i]) / 2.0F;
    }
    return std::make_shared<BufferSource>(std::move(mono), BasicPitch::kRate);
}

NotePosteriors transcribed(const AudioSource& audio) {
    JobContext context;
    return BasicPitch().transcribe(audio, context);
}

std::shared_ptr<const AudioSource> sourceOf(AudioBuffer buffer) {
    return std::make_shared<BufferSource>(std::move(buffer), BasicPitch::kRate);
}

} // namespace

class TestBasicPitch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsThePublishedNetwork();
    void allInstructionsGiveTheSame();
    void theNumberOfThreadsChangesNothing();
    void silenceHasNoNotes();
    void aToneIsOneNote();
    void framesAndTimesFit();
    void stopsWhenCancelled();
};

void TestBasicPitch::equalsThePublishedNetwork() {
    // nmp.onnx of basic-pitch 0.4.0 run by onnxruntime 1.31.1, every 16th frame; see tests/data/make_references.py
    const auto audio = concerto();
    QVERIFY2(audio, "gamine-data is not installed");
    QFile file(MORPHONY_TEST_DATA "/basic_pitch_concerto.u16");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    std::vector<std::uint16_t> expected(static_cast<std::size_t>(bytes.size()) / 2);
    std::memcpy(expected.data(), bytes.constData(), expected.size() * 2);

    const NotePosteriors found = transcribed(*audio);
    QCOMPARE((found.frames + 15) / 16, expected.size() / (2 * NotePosteriors::kKeys));
    double worst = 0.0;
    float loudest = 0.0F;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const std::size_t frame = i / (2 * NotePosteriors::kKeys) * 16;
        const std::size_t key = i % NotePosteriors::kKeys;
        const float value = i / NotePosteriors::kKeys % 2 == 0 ? found.noteAt(frame, key) : found.onsetAt(frame, key);
        worst = std::max(worst, std::abs(static_cast<double>(value) - NotePosteriors::valueOf(expected[i])));
        loudest = std::max(loudest, value);
    }
    QVERIFY(loudest > 0.7F);
    // single precision in another order, through a logarithm of powers down to 1e-10: 2e-4 was seen
    QVERIFY2(worst < 1e-3, qPrintable(QString::number(worst)));
}

void TestBasicPitch::allInstructionsGiveTheSame() {
    if (!hasAvx2AndFma()) {
        QSKIP("this processor has one set of instructions only");
    }
    const TensorFile weights = openModel("basic-pitch");
    std::vector<float> map(basic_pitch::kFrames * basic_pitch::kMapStride);
    std::mt19937 random(1);
    std::normal_distribution<float> values(0.5F, 0.5F);
    for (std::size_t t = 0; t < basic_pitch::kFrames; ++t) {
        for (std::size_t bin = 0; bin < basic_pitch::kBins; ++bin) {
            map[t * basic_pitch::kMapStride + basic_pitch::kMapPad + bin] = values(random);
        }
    }
    std::vector<std::vector<float>> results;
    for (const auto* layers : {&basic_pitch::baselineLayers(), &basic_pitch::avx2Layers()}) {
        const basic_pitch::Network network(weights, *layers);
        basic_pitch::Network::Workspace work;
        std::vector<float> out(2 * basic_pitch::kKept * basic_pitch::kKeys);
        network.run(map, std::span(out).first(out.size() / 2), std::span(out).last(out.size() / 2), work);
        results.push_back(std::move(out));
    }
    for (std::size_t i = 0; i < results[0].size(); ++i) {
        // sums of up to 672 products of order 1 with and without fused multiply-adds
        QVERIFY(std::abs(results[0][i] - results[1][i]) < 1e-4F);
    }
}

void TestBasicPitch::theNumberOfThreadsChangesNothing() {
    const auto audio = sourceOf(signals::noise(22'050 * 12, 1, 0.3));
    const NotePosteriors several = transcribed(*audio);
    cpu_set_t all;
    QCOMPARE(sched_getaffinity(0, sizeof all, &all), 0);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int cpu = 0; CPU_COUNT(&one) == 0; ++cpu) {
        if (CPU_ISSET(cpu, &all)) {
            CPU_SET(cpu, &one);
        }
    }
    QCOMPARE(sched_setaffinity(0, sizeof one, &one), 0);
    const NotePosteriors alone = transcribed(*audio);
    QCOMPARE(sched_setaffinity(0, sizeof all, &all), 0);
    QVERIFY(several == alone);
}

void TestBasicPitch::silenceHasNoNotes() {
    for (const double amplitude : {0.0, 1e-4}) { // digital silence; noise at -80 dB
        const NotePosteriors found = transcribed(*sourceOf(signals::noise(22'050 * 4, 1, amplitude)));
        QCOMPARE(std::ranges::max(found.note), std::uint16_t(0));
        QCOMPARE(std::ranges::max(found.onset), std::uint16_t(0));
    }
}

void TestBasicPitch::aToneIsOneNote() {
    const NotePosteriors found = transcribed(*sourceOf(signals::sine(440.0, BasicPitch::kRate, 22'050 * 4)));
    const std::size_t middle = found.frames / 2;
    for (std::size_t key = 0; key < NotePosteriors::kKeys; ++key) {
        const bool a4 = key + NotePosteriors::kLowestPitch == 69;
        QVERIFY2(a4 ? found.noteAt(middle, key) > 0.5F : found.noteAt(middle, key) < 0.3F,
                 qPrintable(QString::number(key)));
    }
}

void TestBasicPitch::framesAndTimesFit() {
    QCOMPARE(transcribed(*sourceOf(AudioBuffer(1, 1))).frames, std::size_t(1));
    QCOMPARE(transcribed(*sourceOf(AudioBuffer(1, 256))).frames, std::size_t(1));
    QCOMPARE(transcribed(*sourceOf(AudioBuffer(1, 257))).frames, std::size_t(2));
    QCOMPARE(transcribed(*sourceOf(AudioBuffer(1, 0))).frames, std::size_t(0));
    const auto second = transcribed(*sourceOf(AudioBuffer(1, 22'050 * 60))).frames;
    QVERIFY(NotePosteriors::timeOf(second - 1) < 60.0);
    QVERIFY(NotePosteriors::timeOf(second) > 60.0 - 256.0 / 22'050.0);
    for (std::size_t frame = 0; frame < 1000; ++frame) {
        QCOMPARE(NotePosteriors::frameAt(NotePosteriors::timeOf(frame) + 1e-6), frame);
    }
    QCOMPARE(NotePosteriors::frameAt(-1.0), std::size_t(0));
}

void TestBasicPitch::stopsWhenCancelled() {
    JobContext context;
    context.cancel();
    const auto audio = sourceOf(signals::noise(22'050 * 4));
    QVERIFY_EXCEPTION_THROWN(std::ignore = BasicPitch().transcribe(*audio, context), JobCancelled);
}

QTEST_APPLESS_MAIN(TestBasicPitch)
#include "test_basic_pitch.moc"
