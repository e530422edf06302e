// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/loudness.h"
#include "morph/excerpt.h"
#include "morph/gate_make_up.h"
#include "morph/limiter_make_up.h"
#include "music_excerpt.h"

#include <array>
#include <QTest>
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
    return {std::make_shared<BufferSource>(std::move(source), kRate),
            std::make_shared<BufferSource>(std::move(layer), kRate)};
}

MixLaw lawFor(const std::vector<std::shared_ptr<const AudioSource>>& layers, JobContext& context) {
    MixLaw law;
    law.layers.push_back({Curve({{0.0, 1.0}, {1.0, 0.0}}), Aspect::Timbre, true});
    law.layers.push_back({Curve({{0.0, 0.0}, {1.0, 1.0}}), Aspect::Timbre, true});
    law.loudness = MixLoudness(layers, context).matrix();
    return law;
}

double lufs(const AudioBuffer& audio, SampleRate rate = kRate) {
    LoudnessMeter meter(rate, audio.channels());
    meter.add(audio.view());
    return meter.summary().integratedLufs;
}

/// Loudness of the whole mix, the limiter included.
double mixedLufs(const MixLaw& law, const std::vector<std::shared_ptr<const AudioSource>>& layers, double strength = 1.0) {
    LayerMixer mixer(std::make_shared<MixLaw>(law), layers[0]->sampleRate(), 2);
    mixer.reset({strength, {}, {}, {}});
    const AudioBuffer first = readAll(*layers[0]);
    const AudioBuffer second = readAll(*layers[1]);
    AudioBuffer out(2, first.frames());
    const std::array views{first.view(), second.view()};
    mixer.process(views, out.view());
    return lufs(out, layers[0]->sampleRate());
}

} // namespace

class TestMakeUp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void costsNothingWhereTheLimiterRests() {
        JobContext context;
        const auto layers = layersAt(0.05F);
        const Curve curve = limiterMakeUp(lawFor(layers, context), excerptsOf(layers, context), kRate, context);
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
        law.limiterMakeUp = limiterMakeUp(law, excerptsOf(layers, context), kRate, context);
        QVERIFY(law.limiterMakeUp(0.0) == 1.0);
        // 0.2 LU: what five rounds leave over, and the excerpt's edges
        const double after = mixedLufs(law, layers);
        QVERIFY2(std::abs(after - source) < 0.2, qPrintable(QString::number(after - source)));
    }

    // A source that is soft for long stretches, which the layer fills with music 4 LU below its own mean: those count in
    // the loudness of the mix and not in that of the source.
    void whatFillsAQuietSourceIsMadeUpFor() {
        const auto concerto = test::musicExcerpt(test::kConcerto, 30.0, 20.0);
        const auto funk = test::musicExcerpt(test::kFunk, 30.0, 20.0);
        if (!concerto || !funk) {
            QSKIP("the Debian packages gamine-data and davegnukem-data are not installed");
        }
        AudioBuffer source = readAll(*concerto);
        AudioBuffer layer = readAll(*funk);
        for (int c = 0; c < 2; ++c) {
            for (std::size_t n = 0; n < static_cast<std::size_t>(source.frames()); ++n) {
                const bool soft = 10 * n > 4 * static_cast<std::size_t>(source.frames());
                source.channel(c)[n] *= soft ? 0.03F : 0.5F;
                layer.channel(c)[n] *= soft ? 0.12F : 0.2F;
            }
        }
        JobContext context;
        const SampleRate rate = concerto->sampleRate();
        const std::vector<std::shared_ptr<const AudioSource>> layers{
            std::make_shared<BufferSource>(std::move(source), rate),
            std::make_shared<BufferSource>(std::move(layer), rate)};
        const double wanted = measureLoudness(*layers[0], context).integratedLufs;
        MixLaw law = lawFor(layers, context);
        // else there is nothing to make up for, and this test could not fail
        QVERIFY2(mixedLufs(law, layers) < wanted - 0.8, qPrintable(QString::number(mixedLufs(law, layers) - wanted)));
        law.gateMakeUp = gateMakeUp(law, MixLoudness(layers, context));
        QCOMPARE(law.gateMakeUp(0.0), 1.0);
        for (const double strength : {0.2, 0.5, 0.7, 1.0}) {
            const double away = mixedLufs(law, layers, strength) - wanted;
            // 0.3 LU: a stretch passes the gate between two of the curve's points
            QVERIFY2(std::abs(away) < 0.3, qPrintable(QString("%1: %2").arg(strength).arg(away)));
        }
    }

    void neverRaisesByMoreThanThreeDecibels() {
        JobContext context;
        const auto layers = layersAt(6.0F); // far over full scale: hopeless
        const Curve curve = limiterMakeUp(lawFor(layers, context), excerptsOf(layers, context), kRate, context);
        QVERIFY(curve(1.0) <= gainFromDb(3.0) + 1e-9);
    }
};

QTEST_APPLESS_MAIN(TestMakeUp)
#include "test_make_up.moc"
