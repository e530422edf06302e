// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/loudness.h"
#include "morph/limiter_make_up.h"

#include <QtTest>
#include <array>
#include <random>

using namespace morphony;

namespace {

constexpr SampleRate kRate{48'000};
constexpr FrameCount kFrames = 6 * 48'000;

/// A dense source (uniform noise: peaks 4.8 dB over its level) and a layer of the same level with far higher peaks
/// (normal noise), as colouring makes of a mastered track.
std::vector<std::shared_ptr<const AudioSource>> layersAt(float amplitude) {
    std::mt19937 random(5);
    std::uniform_real_distribution<float> dense(-amplitude, amplitude);
    std::normal_distribution<float> peaky(0.0F, amplitude / std::sqrt(3.0F));
    AudioBuffer source(2, kFrames);
    AudioBuffer layer(2, kFrames);
    for (int c = 0; c < 2; ++c) {
        std::ranges::generate(source.channel(c), [&] { return dense(random); });
        std::ranges::generate(layer.channel(c), [&] { return peaky(random); });
    }
    return {std::make_shared<BufferSource>(std::move(source), kRate), std::make_shared<BufferSource>(std::move(layer), kRate)};
}

MixLaw lawFor(const std::vector<std::shared_ptr<const AudioSource>>& layers, JobContext& context) {
    MixLaw law;
    law.layers.push_back({Curve({{0.0, 1.0}, {1.0, 0.0}}), Aspect::Timbre, true});
    law.layers.push_back({Curve({{0.0, 0.0}, {1.0, 1.0}}), Aspect::Timbre, true});
    law.loudness = loudnessMatrix(layers, context);
    return law;
}

double lufs(const AudioBuffer& audio) {
    LoudnessMeter meter(kRate, audio.channels());
    meter.add(audio.view());
    return meter.summary().integratedLufs;
}

/// Loudness of the whole mix at full strength, the limiter included.
double mixedLufs(const MixLaw& law, const std::vector<std::shared_ptr<const AudioSource>>& layers) {
    LayerMixer mixer(std::make_shared<MixLaw>(law), kRate, 2);
    mixer.reset({1.0, {}, {}, {}});
    const AudioBuffer first = readAll(*layers[0]);
    const AudioBuffer second = readAll(*layers[1]);
    AudioBuffer out(2, kFrames);
    const std::array views{first.view(), second.view()};
    mixer.process(views, out.view());
    return lufs(out);
}

} // namespace

class TestLimiterMakeUp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void costsNothingWhereTheLimiterRests() {
        JobContext context;
        const auto layers = layersAt(0.05F);
        const Curve curve = limiterMakeUp(lawFor(layers, context), layers, context);
        for (const double strength : {0.0, 0.25, 0.5, 1.0}) {
            QCOMPARE(curve(strength), 1.0);
        }
    }

    void aHotMixIsAsLoudAsItsSource() {
        JobContext context;
        const auto layers = layersAt(0.42F);
        MixLaw law = lawFor(layers, context);
        const double source = lufs(readAll(*layers[0]));
        // else there is nothing to make up for, and this test could not fail
        QVERIFY2(mixedLufs(law, layers) < source - 0.4, qPrintable(QString::number(mixedLufs(law, layers) - source)));
        law.limiterMakeUp = limiterMakeUp(law, layers, context);
        QVERIFY(law.limiterMakeUp(0.0) == 1.0);
        // 0.2 LU: what five rounds leave over, and the excerpt's edges
        const double after = mixedLufs(law, layers);
        QVERIFY2(std::abs(after - source) < 0.2, qPrintable(QString::number(after - source)));
    }

    void neverRaisesByMoreThanThreeDecibels() {
        JobContext context;
        const auto layers = layersAt(6.0F); // far over full scale: hopeless
        const Curve curve = limiterMakeUp(lawFor(layers, context), layers, context);
        QVERIFY(curve(1.0) <= gainFromDb(3.0) + 1e-9);
    }
};

QTEST_APPLESS_MAIN(TestLimiterMakeUp)
#include "test_limiter_make_up.moc"
