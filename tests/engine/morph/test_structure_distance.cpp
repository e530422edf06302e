// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph_material.h"

#include "morph/structure_distance.h"
#include "morph/timbre_distance.h"

#include <QTest>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};
constexpr double kLimitHz = 16'000.0;

StructureProfile structureOf(const AudioBuffer& audio) {
    JobContext context;
    return structureProfile(BufferSource(audio, kRate), kLimitHz, 60.0, {context});
}

TimbreProfile timbreOf(const AudioBuffer& audio) {
    JobContext context;
    return timbreProfile(BufferSource(audio, kRate), kLimitHz, 60.0, {context});
}

/// Treble up by some 20 dB: a difference with the sample before, in part.
AudioBuffer brighter(const AudioBuffer& audio) {
    AudioBuffer result(audio.channels(), audio.frames());
    for (int c = 0; c < audio.channels(); ++c) {
        float before = 0.0F;
        for (std::size_t i = 0; i < audio.channel(c).size(); ++i) {
            result.channel(c)[i] = audio.channel(c)[i] - 0.9F * before;
            before = audio.channel(c)[i];
        }
    }
    return result;
}

/// Bursts of noise that die away over `decay` seconds, twice a second.
AudioBuffer bursts(double decay) {
    AudioBuffer noise = signals::noise(kRate.hz * 10, 1, 0.4, 0, 5);
    FrameCount n = 0;
    for (float& sample : noise.channel(0)) {
        sample *= static_cast<float>(0.01 + std::exp(-static_cast<double>(n++ % (kRate.hz / 2)) / kRate.hz / decay));
    }
    return noise;
}

} // namespace

class TestStructureDistance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // An equaliser adds a constant to each band, which is taken away again; what is left comes from bands whose gain is not
    // flat within them. To timbre it is another sound.
    void doesNotHearAnEqualiser() {
        const AudioBuffer piece = pluckedNotes(10.0, kRate, 2, 1.2, 52, 0.003);
        const AudioBuffer equalised = brighter(piece);
        const double structure = *structureDistance(structureOf(piece), structureOf(equalised));
        const double other = *structureDistance(structureOf(piece), structureOf(bursts(0.1)));
        QVERIFY2(structure < 0.1 * other, qPrintable(QString("%1 of %2").arg(structure).arg(other)));
        QVERIFY(*timbreDistance(timbreOf(piece), timbreOf(equalised)) > 1.0);
    }

    void hearsHowSoundsDieAway() {
        const auto struck = structureOf(bursts(0.05));
        const double nearer = *structureDistance(struck, structureOf(bursts(0.07)));
        const double farther = *structureDistance(struck, structureOf(bursts(0.3)));
        QVERIFY2(nearer > 0.0 && farther > 2.0 * nearer, qPrintable(QString("%1, %2").arg(nearer).arg(farther)));
    }

    void isADistance() {
        const auto a = structureOf(pluckedNotes(6.0, kRate, 1, 1.0, 52, 0.01));
        const auto b = structureOf(bursts(0.2));
        QCOMPARE(*structureDistance(a, a), 0.0);
        QVERIFY(*structureDistance(a, b) > 0.0);
        QVERIFY(std::abs(*structureDistance(a, b) - *structureDistance(b, a)) < 1e-9);
        QVERIFY(!structureDistance(a, structureOf(AudioBuffer(1, kRate.hz))));
        QVERIFY(structureDistance(a, structureOf(pluckedNotes(0.02, kRate, 1, 1.0, 52, 0.01)))); // a frame or two
    }
};

QTEST_APPLESS_MAIN(TestStructureDistance)
#include "test_structure_distance.moc"
