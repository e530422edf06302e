// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph_material.h"

#include "core/engine_error.h"
#include "core/parallel.h"
#include "morph/gaussian.h"
#include "morph/mosaic/mosaic_engine.h"
#include "morph/style_sections.h"
#include "morph/timbre_distance.h"

#include <QTest>

#include <atomic>
#include <sched.h>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};

std::vector<Layer> run(const std::shared_ptr<const AudioSource>& source, const std::shared_ptr<const AudioSource>& style,
                       const MorphRequest& request, std::uint64_t seed, JobContext& context) {
    const LoadedAudio track{.file = {}, .info = {}, .hash = {}, .audio = source};
    return MosaicEngine().morph({source, style, request, track, {0, source->frames()}}, seed, context).layers;
}

std::vector<Layer> morphed(const std::shared_ptr<const AudioSource>& source,
                           const std::shared_ptr<const AudioSource>& style, std::uint64_t seed = 1) {
    JobContext context;
    return run(source, style, MorphRequest{}, seed, context);
}

/// What the layers make of the source at a dial setting, loudness and limiter left out.
AudioBuffer mixed(const AudioSource& source, const std::vector<Layer>& layers, const DialSetting& setting) {
    MixLaw law;
    law.layers.push_back(MosaicEngine().sourceGain());
    for (const Layer& layer : layers) {
        law.layers.push_back(layer.gain);
    }
    std::vector<float> gains(law.layers.size());
    law.gains(setting, gains);
    AudioBuffer mix(source.channels(), source.frames());
    for (std::size_t i = 0; i < gains.size(); ++i) {
        const AudioBuffer audio = readAll(i == 0 ? source : *layers[i - 1].audio);
        for (int c = 0; c < mix.channels(); ++c) {
            std::ranges::transform(audio.channel(c), mix.channel(c), mix.channel(c).begin(),
                                   [gain = gains[i]](float sample, float sum) { return sum + gain * sample; });
        }
    }
    return mix;
}
AudioBuffer mixed(const AudioSource& source, const std::vector<Layer>& layers, double strength) {
    return mixed(source, layers, DialSetting{strength, {}, {}, {}});
}

/// An AudioSource that asks its job to stop at the given read, and counts the reads after that.
class StoppingSource final : public AudioSource {
public:
    StoppingSource(std::shared_ptr<const AudioSource> inner, JobContext& context, int stopAt)
        : m_inner(std::move(inner)), m_context(context), m_stopAt(stopAt) {}
    SampleRate sampleRate() const override { return m_inner->sampleRate(); }
    int channels() const override { return m_inner->channels(); }
    FrameCount frames() const override { return m_inner->frames(); }
    void read(FrameCount position, AudioView out) const override {
        if (++reads == m_stopAt) {
            m_context.cancel();
        }
        m_inner->read(position, out);
    }
    mutable std::atomic<int> reads{0};

private:
    std::shared_ptr<const AudioSource> m_inner;
    JobContext& m_context;
    int m_stopAt;
};

double rms(const AudioBuffer& buffer) {
    double sum = 0.0;
    for (int c = 0; c < buffer.channels(); ++c) {
        for (const float sample : buffer.channel(c)) {
            sum += static_cast<double>(sample) * sample;
        }
    }
    return std::sqrt(sum / std::max<double>(1.0, static_cast<double>(buffer.channels() * buffer.frames())));
}

} // namespace

class TestMosaic : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Figures of an independent implementation: numpy 2.4.6 (numpy.cov, numpy.linalg.eigh) on 40 vectors of 3 values.
    // Double precision on both sides, so 1e-9 leaves room for the order of sums alone.
    void mongeMapAgreesWithNumpy() {
        const auto statistics = [](auto&& value) {
            Gaussian g{{0, 0, 0}, SquareMatrix(3)};
            for (int t = 0; t < 40; ++t) {
                for (int k = 0; k < 3; ++k) {
                    g.mean[static_cast<std::size_t>(k)] += value(t, k) / 40.0;
                }
            }
            for (int t = 0; t < 40; ++t) {
                for (int i = 0; i < 3; ++i) {
                    for (int j = 0; j < 3; ++j) {
                        g.covariance(i, j) += (value(t, i) - g.mean[static_cast<std::size_t>(i)]) *
                                              (value(t, j) - g.mean[static_cast<std::size_t>(j)]) / 39.0;
                    }
                }
            }
            for (int i = 0; i < 3; ++i) {
                g.covariance(i, i) += 1.0;
            }
            return g;
        };
        const Gaussian from = statistics([](int t, int k) { return 10.0 * std::sin(0.37 * t * (k + 1)) + 3.0 * k; });
        const Gaussian to =
            statistics([](int t, int k) { return 6.0 * std::cos(0.23 * t * (k + 2)) - 2.0 * k + 0.5 * std::sin(t); });
        const AffineMap map = mongeMap(from, to);
        constexpr double kSlope[3][3] = {{0.612606097432, 0.012638361002, 0.023807182812},
                                         {0.012638361002, 0.619463568663, 0.015160536734},
                                         {0.023807182812, 0.015160536734, 0.644897515115}};
        for (int i = 0; i < 3; ++i) {
            for (int j = 0; j < 3; ++j) {
                QVERIFY(std::abs(map.slope(i, j) - kSlope[i][j]) < 1e-9);
            }
        }
        QVERIFY(std::abs(map.from[2] - 5.966626128812) < 1e-9);
        QVERIFY(std::abs(map.to[2] + 4.075753951084) < 1e-9);
    }

    // The ends of the straight way are its two Gaussians, and half of it is half the distance from either.
    void geodesicIsStraight() {
        Gaussian a{{0, 1}, SquareMatrix(2)};
        Gaussian b{{4, -2}, SquareMatrix(2)};
        a.covariance(0, 0) = 9.0;
        a.covariance(1, 1) = 1.0;
        a.covariance(0, 1) = a.covariance(1, 0) = 1.5;
        b.covariance(0, 0) = 2.0;
        b.covariance(1, 1) = 5.0;
        b.covariance(0, 1) = b.covariance(1, 0) = -1.0;
        QVERIFY(frechetSquared(geodesicPoint(a, b, 0.0), a) < 1e-12);
        QVERIFY(frechetSquared(geodesicPoint(a, b, 1.0), b) < 1e-9); // two roots in a row
        const Gaussian half = geodesicPoint(a, b, 0.5);
        const double whole = std::sqrt(frechetSquared(a, b));
        QVERIFY(std::abs(std::sqrt(frechetSquared(a, half)) - whole / 2.0) < 1e-6);
        QVERIFY(std::abs(std::sqrt(frechetSquared(half, b)) - whole / 2.0) < 1e-6);
    }

    void layersHaveTheSourcesShape_data() {
        QTest::addColumn<int>("sourceHz");
        QTest::addColumn<int>("styleHz");
        QTest::addColumn<int>("channels");
        QTest::addColumn<double>("seconds");
        QTest::newRow("mono 8 kHz") << 8'000 << 44'100 << 1 << 1.0;
        QTest::newRow("style at 8 kHz") << 96'000 << 8'000 << 2 << 1.0;
        QTest::newRow("192 kHz, three channels") << 192'000 << 48'000 << 3 << 0.5;
        QTest::newRow("shorter than a window") << 44'100 << 44'100 << 2 << 0.01;
    }
    void layersHaveTheSourcesShape() {
        QFETCH(int, sourceHz);
        QFETCH(int, styleHz);
        QFETCH(int, channels);
        QFETCH(double, seconds);
        const auto source = shared(pluckedNotes(seconds, {sourceHz}, channels, 2.0, 52, 0.001), {sourceHz});
        const auto style = shared(pluckedNotes(1.0, {styleHz}, 2, 0.5, 60, 0.02), {styleHz});
        const auto layers = morphed(source, style);
        QVERIFY(!layers.empty());
        for (const Layer& layer : layers) {
            QCOMPARE(layer.audio->frames(), source->frames());
            QCOMPARE(layer.audio->channels(), channels);
            QCOMPARE(layer.audio->sampleRate().hz, sourceHz);
        }
        const double level = rms(mixed(*source, layers, 1.0)) / rms(readAll(*source));
        QVERIFY2(level > 0.3 && level < 3.0, qPrintable(QString::number(level))); // as loud by K-weighting, not by RMS
    }

    void silenceStaysSilence() {
        const auto style = shared(pluckedNotes(1.0, kRate, 2, 0.5, 60, 0.02), kRate);
        for (const FrameCount frames : {FrameCount{1}, FrameCount{44'100}}) {
            for (const Layer& layer : morphed(shared(AudioBuffer(2, frames), kRate), style)) {
                QCOMPARE(rms(readAll(*layer.audio)), 0.0);
            }
        }
    }

    void oneSampleIsKept() {
        AudioBuffer click(1, 1);
        click.channel(0)[0] = 0.5F;
        const auto source = shared(click, kRate);
        const auto layers = morphed(source, shared(pluckedNotes(1.0, kRate, 1, 1.0, 60, 0.01), kRate));
        const float sample = mixed(*source, layers, 1.0).channel(0)[0];
        QVERIFY(std::isfinite(sample) && sample > 0.03F && sample < 8.0F); // within the cap of 24 dB
    }

    void silentStyleIsRefusedInWords() {
        const auto source = shared(pluckedNotes(1.0, kRate, 1, 1.0, 60, 0.01), kRate);
        QVERIFY_EXCEPTION_THROWN(morphed(source, shared(AudioBuffer(1, 44'100), kRate)), EngineError);
    }

    // A piece in its own style has nowhere to go: the maps are identities up to rounding and what the caps leave.
    void ownStyleChangesNothing() {
        const AudioBuffer notes = pluckedNotes(6.0, kRate, 2, 1.0, 57, 0.005);
        const auto source = shared(notes, kRate);
        const auto layers = morphed(source, source);
        for (const double strength : {0.2, 0.5, 0.8, 1.0}) {
            AudioBuffer difference = mixed(*source, layers, strength);
            for (int c = 0; c < 2; ++c) {
                for (std::size_t i = 0; i < difference.channel(c).size(); ++i) {
                    difference.channel(c)[i] -= notes.channel(c)[i];
                }
            }
            QVERIFY2(rms(difference) < 1e-3 * rms(notes), qPrintable(QString::number(rms(difference) / rms(notes))));
        }
    }

    // With the rhythm at the source's, its own drums are heard beside the style's colour; with the timbre at the source's,
    // its lasting sound beside the style's drums. At one setting for all, the source's drums play no part of their own.
    void aspectsAreApart() {
        const auto source = shared(pluckedNotes(4.0, kRate, 1, 1.8, 52, 0.003), kRate);
        const auto layers = morphed(source, shared(pluckedNotes(8.0, kRate, 1, 0.7, 52, 0.03), kRate));
        MixLaw law;
        law.layers.push_back(MosaicEngine().sourceGain());
        for (const Layer& layer : layers) {
            law.layers.push_back(layer.gain);
        }
        QCOMPARE(law.layers.size(), std::size_t{7});
        const auto gains = [&](const DialSetting& setting) {
            std::vector<float> values(law.layers.size());
            law.gains(setting, values);
            return values;
        };
        const auto sourcesDrums = [](const std::vector<float>& values) { return values[0] + values[5] + values[6]; };
        for (const double strength : {0.1, 0.5, 1.0}) {
            const auto all = gains({strength, {}, {}, {}});
            QCOMPARE(all[5] + all[6], 0.0F);
        }
        const auto ownDrums = gains({1.0, {}, 0.0, {}});
        QCOMPARE(ownDrums.front(), 0.0F);
        QCOMPARE(sourcesDrums(ownDrums), 1.0F);
        const auto ownTimbre = gains({1.0, 0.0, {}, {}});
        QCOMPARE(ownTimbre.front(), 1.0F);
        QCOMPARE(sourcesDrums(ownTimbre), 0.0F);
        for (std::size_t i = 1; i < 5; ++i) {
            const bool drums = layers[i - 1].role == LayerRole::Drums;
            QVERIFY((drums ? ownDrums : ownTimbre)[i] == 0.0F);
        }
    }

    // The end of the dial must come much nearer to a style with another tilt and more noise, its middle half as much.
    void dialApproachesTheStyle() {
        const auto source = shared(pluckedNotes(8.0, kRate, 2, 1.8, 52, 0.003), kRate);
        const auto style = shared(pluckedNotes(8.0, kRate, 2, 1.0, 52, 0.01), kRate);
        const auto layers = morphed(source, style);
        JobContext context;
        const auto profile = [&](const AudioSource& audio) { return timbreProfile(audio, 16'000.0, 60.0, {context}); };
        const TimbreProfile target = profile(*style);
        const double before = *timbreDistance(profile(*source), target);
        const double half = *timbreDistance(profile(BufferSource(mixed(*source, layers, 0.5), kRate)), target);
        const double whole = *timbreDistance(profile(BufferSource(mixed(*source, layers, 1.0), kRate)), target);
        QVERIFY2(half < 0.8 * before, qPrintable(QString("%1 of %2").arg(half).arg(before)));
        QVERIFY2(whole < 0.6 * before && whole < half, qPrintable(QString("%1 of %2").arg(whole).arg(before)));
    }

    void sameSeedSameBitsOnOneAndAllProcessors() {
        const auto source = shared(pluckedNotes(15.0, kRate, 2, 1.5, 52, 0.003), kRate); // three blocks of frames
        const auto style = shared(pluckedNotes(30.0, kRate, 1, 0.5, 60, 0.02), kRate);
        const auto all = morphed(source, style, 7);
        cpu_set_t before;
        QCOMPARE(sched_getaffinity(0, sizeof before, &before), 0);
        cpu_set_t one;
        CPU_ZERO(&one);
        for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu) {
            if (CPU_ISSET(cpu, &before)) {
                CPU_SET(cpu, &one);
            }
        }
        QCOMPARE(sched_setaffinity(0, sizeof one, &one), 0);
        const auto single = morphed(source, style, 7);
        QCOMPARE(sched_setaffinity(0, sizeof before, &before), 0);
        for (std::size_t i = 0; i < all.size(); ++i) {
            QVERIFY(sameBits(readAll(*all[i].audio), readAll(*single[i].audio)));
        }
        // another seed listens to other sections, which differ here by their notes and decays
        QVERIFY(!sameBits(readAll(*all[0].audio), readAll(*morphed(source, style, 8)[0].audio)));
    }

    void seedsDrawSectionsOfTheirOwn() {
        const double framesASecond = 86.0;
        QCOMPARE(styleSections(20'000, framesASecond, 1, 600.0).size(), std::size_t{1});
        const auto two = styleSections(20'000, framesASecond, 2, 600.0);
        QVERIFY(two == styleSections(20'000, framesASecond, 2, 600.0));
        QVERIFY(two != styleSections(20'000, framesASecond, 3, 600.0));
        FrameCount last = 0;
        FrameCount sum = 0;
        for (const FrameRange& range : two) {
            QVERIFY(range.begin >= last && !range.empty() && range.end <= 20'000);
            last = range.end;
            sum += range.size();
        }
        QVERIFY(sum > 20'000 / 4 && sum < 20'000 / 2); // a third, in whole sections
        // three hours are thinned out to what is asked for
        FrameCount spread = 0;
        for (const FrameRange& range : styleSections(930'000, framesASecond, 1, 600.0)) {
            spread += range.size();
        }
        QVERIFY(static_cast<double>(spread) <= 600.0 * framesASecond + 1.0);
        QCOMPARE(styleSections(1, framesASecond, 5, 600.0).size(), std::size_t{1});
    }

    // Every block of work starts with one read of 65,536 frames or fewer; after a cancel each of the threads may finish
    // the one read it is in, and begin no more than one other.
    void cancelStopsWithinABlock() {
        const auto music = shared(pluckedNotes(60.0, kRate, 2, 1.5, 52, 0.003), kRate);
        for (const int stopAt : {2, 20, 60}) {
            JobContext context;
            const auto source = std::make_shared<StoppingSource>(music, context, stopAt);
            const MorphRequest request;
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(run(source, music, request, 1, context)), JobCancelled);
            QVERIFY2(source->reads <= stopAt + 2 * availableProcessors(), qPrintable(QString::number(source->reads)));
        }
    }

    void settingsAreChecked() {
        const auto source = shared(pluckedNotes(1.0, kRate, 1, 1.0, 60, 0.01), kRate);
        JobContext context;
        for (const char* value : {"2", "37", "loud", "18 dB", "", "nan"}) {
            MorphRequest request;
            request.settings["cap"] = value;
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(run(source, source, request, 1, context)), EngineError);
        }
    }
};

QTEST_APPLESS_MAIN(TestMosaic)
#include "test_mosaic.moc"
