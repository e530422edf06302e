// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "dsp/layer_mixer.h"
#include "dsp/loudness.h"
#include "dsp_signals.h"
#include "ebur128_judge.h"
#include "music_excerpt.h"

#include <QTest>

using namespace morphony;

namespace {

std::shared_ptr<MixLaw> crossfade(int layers) {
    auto law = std::make_shared<MixLaw>();
    for (int i = 0; i < layers; ++i) {
        // equal steps: layer i is alone at i / (layers - 1)
        std::vector<Curve::Point> points;
        for (int k = 0; k < layers; ++k) {
            points.push_back({static_cast<double>(k) / (layers - 1), k == i ? 1.0 : 0.0});
        }
        law->layers.push_back({.gain = Curve(points)});
    }
    return law;
}

std::vector<float> gainsOf(const MixLaw& law, const DialSetting& setting) {
    std::vector<float> gains(law.layers.size());
    law.gains(setting, gains);
    return gains;
}

/// Mixes everything in blocks; `settings(at)` is asked before each block. Without the delay.
template <typename Settings>
AudioBuffer mixed(LayerMixer& mixer, const std::vector<AudioBuffer>& layers, FrameCount block, const Settings& settings) {
    const FrameCount frames = layers[0].frames();
    const int channels = layers[0].channels();
    AudioBuffer whole(channels, frames + mixer.latency());
    const AudioBuffer silence(channels, block);
    for (FrameCount at = 0; at < whole.frames();) {
        // blocks end where the layers end, so that silence can stand in behind them
        const FrameCount end = std::min(at < frames ? frames : whole.frames(), at + block);
        std::vector<ConstAudioView> views;
        for (const AudioBuffer& layer : layers) {
            views.push_back(at < frames ? layer.view().slice({at, end}) : silence.view().slice({0, end - at}));
        }
        mixer.setTarget(settings(at));
        mixer.process(views, whole.view().slice({at, end}));
        at = end;
    }
    AudioBuffer out(channels, frames);
    out.view().copyFrom(whole.view().slice({mixer.latency(), whole.frames()}));
    return out;
}

} // namespace

class TestLayerMixer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void curves() {
        QCOMPARE(Curve()(0.3), 0.3);
        QCOMPARE(Curve()(7.0), 1.0);
        const Curve curve({{0.2, 1.0}, {0.6, 3.0}});
        QCOMPARE(curve(0.0), 1.0);
        QCOMPARE(curve(0.2), 1.0);
        QCOMPARE(curve(0.4), 2.0);
        QCOMPARE(curve(0.6), 3.0);
        QCOMPARE(curve(1.0), 3.0);
        QCOMPARE(Curve({{0.5, 4.0}})(0.9), 4.0);
        QVERIFY_EXCEPTION_THROWN(Curve(std::vector<Curve::Point>{}), EngineError);
        QVERIFY_EXCEPTION_THROWN(Curve({{0.5, 0.0}, {0.5, 1.0}}), EngineError);
    }

    void aspectsFollowTheDialUnlessSet() {
        DialSetting setting{.strength = 0.5, .rhythm = 0.0};
        QCOMPARE(setting.of(Aspect::Timbre), 0.5);
        QCOMPARE(setting.of(Aspect::Rhythm), 0.0);
        QVERIFY(!setting.isSource());
        QVERIFY((DialSetting{.strength = 0.0}.isSource()));
        QVERIFY((DialSetting{.strength = 1.0, .timbre = 0.0, .rhythm = 0.0, .harmony = 0.0}.isSource()));
        QVERIFY((!DialSetting{.strength = 0.0, .harmony = 0.1}.isSource()));
    }

    void lawFollowsAspectsCalibrationAndKeptLayers() {
        auto law = crossfade(2);
        law->layers[1].aspect = Aspect::Rhythm;
        law->layers.push_back({.gain = Curve({{0.0, 0.0}, {1.0, 0.7}}), .followsDial = false});
        law->calibration = Curve({{0.0, 0.0}, {0.5, 0.2}, {1.0, 1.0}});
        // the source's layer brings 0.8 of what is kept, so 0.1 of it is taken back
        QCOMPARE(gainsOf(*law, {.strength = 0.5}), (std::vector<float>{0.8F, 0.2F, static_cast<float>(0.7 - 0.8)}));
        QCOMPARE(gainsOf(*law, {.strength = 0.5, .rhythm = 1.0}),
                 (std::vector<float>{0.8F, 1.0F, static_cast<float>(0.7 - 0.8)}));
        QCOMPARE(gainsOf(*law, {.strength = 0.0}), (std::vector<float>{1.0F, 0.0F, 0.0F}));
    }

    void makeUpGain() {
        auto law = crossfade(2);
        law->loudness = {0.04, 0.0, 0.0, 0.01}; // the second layer is 6 dB softer and unrelated
        QCOMPARE(gainsOf(*law, {.strength = 1.0})[1], 2.0F);
        // halfway the energy is 0.25 * 0.05, so the gain is sqrt(0.04 / 0.0125)
        QVERIFY(std::abs(gainsOf(*law, {.strength = 0.5})[0] - 0.5 * std::sqrt(3.2)) < 1e-6);
        law->loudness = {1.0, -1.0, -1.0, 1.0}; // opposite phase: nothing is left at the middle
        QVERIFY(std::abs(gainsOf(*law, {.strength = 0.5})[0] - 0.5 * gainFromDb(12.0)) < 1e-6);
        law->loudness = {0.0, 0.0, 0.0, 0.5}; // a silent source
        QCOMPARE(gainsOf(*law, {.strength = 1.0})[1], 1.0F);
        law->loudness = {0.01, 0.0, 0.0, 1.0}; // a louder layer is brought down as far as it takes
        QVERIFY(std::abs(gainsOf(*law, {.strength = 1.0})[1] - 0.1) < 1e-7);
    }

    /// Source = kept (power 0.03) + the rest (0.01), unrelated; the morph of the rest is 9.5 dB louder than the rest. The
    /// kept part stays at 1 at every setting, and the morph alone makes the whole as loud as the source.
    void makeUpLeavesWhatIsKeptAlone() {
        auto law = crossfade(2);
        law->layers.push_back({.gain = Curve::constant(1.0), .followsDial = false});
        law->loudness = {0.04, 0.0, 0.03, 0.0, 0.09, 0.0, 0.03, 0.0, 0.03};
        for (const double strength : {0.1, 0.5, 0.9, 1.0}) {
            const auto gains = gainsOf(*law, {.strength = strength});
            QVERIFY2(std::abs(gains[0] + gains[2] - 1.0F) < 1e-6F, "of the kept part"); // rounding of floats
            const double rest = 0.01 * gains[0] * gains[0] + 0.09 * gains[1] * gains[1];
            QVERIFY2(std::abs(rest - 0.01) < 1e-7, qPrintable(QString::number(rest)));
        }
        law->loudness = {0.04, 0.0, 0.05, 0.0, 0.09, 0.0, 0.05, 0.0, 0.07}; // kept alone louder than the whole
        QVERIFY(gainsOf(*law, {.strength = 1.0})[1] >= static_cast<float>(gainFromDb(-12.0)) * 0.999F);
    }

    void sourceComesOutBitForBit() {
        LayerMixer mixer(crossfade(3), {44'100}, 2);
        // above the ceiling of -1 dBTP: the source is not to be touched all the same
        const std::vector<AudioBuffer> layers{test::bufferOf({test::noise(9'000), test::noise(9'000, 2)}),
                                              test::bufferOf({test::noise(9'000, 3), test::noise(9'000, 4)}),
                                              test::bufferOf({test::noise(9'000, 5), test::noise(9'000, 6)})};
        const AudioBuffer out = mixed(mixer, layers, 256, [](FrameCount) { return DialSetting{}; });
        for (int c = 0; c < 2; ++c) {
            QVERIFY(std::ranges::equal(out.channel(c), layers[0].channel(c)));
        }
    }

    void sourceIsBitForBitAgainTenMillisecondsAfterTheDialComesBack() {
        LayerMixer mixer(crossfade(2), {48'000}, 1);
        const std::vector<AudioBuffer> layers{test::bufferOf({test::noise(30'000)}),
                                              test::bufferOf({test::noise(30'000, 3)})};
        const AudioBuffer out = mixed(mixer, layers, 100, [](FrameCount at) {
            return DialSetting{.strength = at >= 5'000 && at < 10'000 ? 0.7 : 0.0};
        });
        QVERIFY(std::equal(layers[0].channel(0).begin(), layers[0].channel(0).begin() + 5'000, out.channel(0).begin()));
        QVERIFY(!std::equal(layers[0].channel(0).begin() + 5'000, layers[0].channel(0).begin() + 10'000,
                            out.channel(0).begin() + 5'000));
        QVERIFY(std::equal(layers[0].channel(0).begin() + 10'000 + 480, layers[0].channel(0).end(),
                           out.channel(0).begin() + 10'480));
    }

    void gainsAreRampedOverFiveMilliseconds() {
        LayerMixer mixer(crossfade(2), {44'100}, 1);
        const std::vector<AudioBuffer> layers{test::bufferOf({std::vector<float>(4'000, 0.5F)}),
                                              test::bufferOf({std::vector<float>(4'000, -0.5F)})};
        const AudioBuffer out =
            mixed(mixer, layers, 128, [](FrameCount at) { return DialSetting{.strength = at >= 1'024 ? 1.0 : 0.0}; });
        // 221 frames from +0.5 to -0.5: each step is 1 / 221
        for (std::size_t i = 1; i < 4'000; ++i) {
            QVERIFY(std::abs(out.channel(0)[i] - out.channel(0)[i - 1]) < 1.001F / 221.0F);
        }
        QCOMPARE(out.channel(0)[1'024], 0.5F);
        QVERIFY(out.channel(0)[1'025] < 0.5F);
        QVERIFY(out.channel(0)[1'024 + 220] > -0.5F);
        QCOMPARE(out.channel(0)[1'024 + 221], -0.5F);
    }

    void turningTheDialInEveryBlockStaysSmooth() {
        LayerMixer mixer(crossfade(4), {44'100}, 1);
        std::vector<AudioBuffer> layers;
        for (const float level : {0.5F, -0.5F, 0.25F, -0.1F}) {
            layers.push_back(test::bufferOf({std::vector<float>(50'000, level)}));
        }
        // a jerky hand: a new place every 64 frames, well before the ramp before has ended
        const AudioBuffer out =
            mixed(mixer, layers, 64, [](FrameCount at) { return DialSetting{.strength = (at / 64 * 37 % 101) / 100.0}; });
        for (std::size_t i = 1; i < 50'000; ++i) {
            // at most the whole span of 1.0 in 221 frames
            QVERIFY(std::abs(out.channel(0)[i] - out.channel(0)[i - 1]) < 1.001F / 221.0F);
        }
    }

    void doesNotDependOnTheBlocks() {
        const std::vector<AudioBuffer> layers{test::bufferOf({test::noise(20'000)}),
                                              test::bufferOf({test::noise(20'000, 3)}),
                                              test::bufferOf({test::noise(20'000, 8)})};
        const auto setting = [](FrameCount at) { return DialSetting{.strength = at >= 6'000 ? 0.8 : 0.1}; };
        std::vector<AudioBuffer> outs;
        for (const FrameCount block : {1, 50, 1'000, 3'000}) { // all of them divide 6,000
            LayerMixer mixer(crossfade(3), {44'100}, 1);
            mixer.reset({.strength = 0.1});
            outs.push_back(mixed(mixer, layers, block, setting));
        }
        for (const AudioBuffer& out : outs) {
            QVERIFY(std::ranges::equal(out.channel(0), outs[0].channel(0)));
        }
    }

    void everySettingIsAsLoudAsTheSourceAndBelowTheCeiling() {
        const auto source = test::musicExcerpt(test::kConcerto, 30.0, 12.0);
        const auto other = test::musicExcerpt(test::kFunk, 10.0, 12.0);
        if (!source || !other || source->sampleRate() != other->sampleRate() || source->channels() != other->channels()) {
            QSKIP("the Debian packages gamine-data and davegnukem-data are not installed");
        }
        const std::vector<AudioBuffer> layers{readAll(*source), readAll(*other)};
        auto law = crossfade(2);
        JobContext context;
        const std::vector<std::shared_ptr<const AudioSource>> sources{source, other};
        law->loudness = MixLoudness(sources, context).matrix();
        const int hz = source->sampleRate().hz;
        const double wanted = test::judge(layers[0].view(), hz).integratedLufs;
        for (const double strength : {0.1, 0.3, 0.5, 0.7, 0.9, 1.0}) {
            LayerMixer mixer(law, {hz}, 2);
            mixer.reset({.strength = strength});
            const AudioBuffer out =
                mixed(mixer, layers, 512, [&](FrameCount) { return DialSetting{.strength = strength}; });
            const test::Judgement result = test::judge(out.view(), hz);
            qInfo("strength %.1f: %+.2f LU, %.2f dBTP", strength, result.integratedLufs - wanted, result.truePeakDbtp);
            // the law gates by the source, the judge by the mix; neither piece pauses here, so they hardly part
            QVERIFY(std::abs(result.integratedLufs - wanted) < 0.2);
            auto lower = std::make_shared<MixLaw>(*law);
            lower->ceilingDbtp = -12.0; // some 3 dB below the peaks of the mix
            LayerMixer limiting(lower, {hz}, 2);
            limiting.reset({.strength = strength});
            const AudioBuffer quieter =
                mixed(limiting, layers, 512, [&](FrameCount) { return DialSetting{.strength = strength}; });
            const double peak = test::judge(quieter.view(), hz).truePeakDbtp;
            QVERIFY2(peak <= -11.9 && peak > -12.1, qPrintable(QString::number(peak)));
        }
    }

    void tooManyLayersAreRefused() {
        QVERIFY_EXCEPTION_THROWN(LayerMixer(crossfade(33), {44'100}, 2), EngineError);
        QVERIFY_EXCEPTION_THROWN(LayerMixer(std::make_shared<MixLaw>(), {44'100}, 2), EngineError);
    }
};

QTEST_APPLESS_MAIN(TestLayerMixer)
#include "test_layer_mixer.moc"
