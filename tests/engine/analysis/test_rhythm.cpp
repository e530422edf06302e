// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rhythm.h"
#include "core/engine_error.h"
#include "io/resampled.h"
#include "music_excerpt.h"
#include "signals.h"

#include <QTest>

#include <cmath>
#include <functional>
#include <numbers>
#include <random>

using namespace morphony;

namespace {

constexpr SampleRate kRate{22'050};

/// A drummer's bar: a kick on the downbeat, a snare on the other beats (on the second and fourth louder), hats on the
/// half beats, and a bass note and a chord that change with every bar.
struct Drums {
    std::vector<double> beats;
    int beatsPerBar = 4;
};

void hit(std::vector<float>& out, double time, double hz, double noise, double decay, double level, std::mt19937& random) {
    std::uniform_real_distribution<double> uniform(-1.0, 1.0);
    const auto from = static_cast<std::size_t>(time * kRate.hz);
    for (std::size_t i = 0; i < static_cast<std::size_t>(0.3 * kRate.hz) && from + i < out.size(); ++i) {
        const double t = static_cast<double>(i) / kRate.hz;
        const double tone = std::sin(2.0 * std::numbers::pi * hz * t);
        out[from + i] +=
            static_cast<float>(level * std::exp(-t / decay) * ((1.0 - noise) * tone + noise * uniform(random)));
    }
}

void hold(std::vector<float>& out, double from, double to, double hz, double level) {
    const auto end = std::min(out.size(), static_cast<std::size_t>(to * kRate.hz));
    for (auto i = static_cast<std::size_t>(from * kRate.hz); i < end; ++i) {
        const double t = static_cast<double>(i) / kRate.hz - from;
        const double envelope = level * std::exp(-t) * std::min(1.0, t / 0.005);
        for (int partial = 1; partial <= 4; ++partial) {
            out[i] += static_cast<float>(envelope / partial * std::sin(2.0 * std::numbers::pi * hz * partial * t));
        }
    }
}

std::shared_ptr<const AudioSource> played(const Drums& drums, double seconds) {
    std::vector<float> out(static_cast<std::size_t>(seconds * kRate.hz), 0.0F);
    std::mt19937 random(1);
    const std::vector<double> roots{110.0, 146.8, 164.8, 130.8};
    for (std::size_t i = 0; i + 1 < drums.beats.size(); ++i) {
        const double time = drums.beats[i];
        const double length = drums.beats[i + 1] - time;
        const auto index = static_cast<int>(i) % drums.beatsPerBar;
        const std::size_t bar = i / static_cast<std::size_t>(drums.beatsPerBar);
        if (index == 0) {
            hit(out, time, 55.0, 0.05, 0.12, 0.7, random);
            const double root = roots[bar % roots.size()];
            for (const double ratio : {0.5, 1.0, 1.5, 2.52}) {
                hold(out, time, time + length * drums.beatsPerBar, root * ratio, 0.07);
            }
        } else {
            hit(out, time, 180.0, 0.8, 0.06, index % 2 == 1 ? 0.4 : 0.2, random);
        }
        hit(out, time, 4'000.0, 1.0, 0.02, 0.12, random);
        hit(out, time + length / 2.0, 4'000.0, 1.0, 0.02, 0.10, random);
    }
    AudioBuffer buffer(1, static_cast<FrameCount>(out.size()));
    std::ranges::copy(out, buffer.channel(0).begin());
    return std::make_shared<BufferSource>(std::move(buffer), kRate);
}

/// Beats from `from` to `to` seconds at the tempo that `bpm` says for each time.
std::vector<double> beatsAt(double from, double to, const std::function<double(double)>& bpm) {
    std::vector<double> beats;
    for (double time = from; time < to; time += 60.0 / bpm(time)) {
        beats.push_back(time);
    }
    return beats;
}

/// mir_eval's F1 with its window of 70 ms, without trimming.
double f1(const std::vector<double>& reference, const std::vector<double>& found) {
    std::size_t hits = 0;
    std::size_t next = 0;
    for (const double time : reference) {
        while (next < found.size() && found[next] < time - 0.07) {
            ++next;
        }
        if (next < found.size() && found[next] <= time + 0.07) {
            ++hits;
            ++next;
        }
    }
    return 2.0 * static_cast<double>(hits) / static_cast<double>(reference.size() + found.size());
}

std::vector<double> everyBar(const Drums& drums) {
    std::vector<double> downbeats;
    for (std::size_t i = 0; i < drums.beats.size(); i += static_cast<std::size_t>(drums.beatsPerBar)) {
        downbeats.push_back(drums.beats[i]);
    }
    return downbeats;
}

Rhythm rhythmOf(const AudioSource& source) {
    JobContext context;
    return analyseRhythm(source, context);
}

void verifyNoBeat(AudioBuffer buffer) {
    const Rhythm rhythm = rhythmOf(BufferSource(std::move(buffer), kRate));
    QVERIFY2(rhythm.beatConfidence < kLeastBeatConfidence, qPrintable(QString::number(rhythm.beatConfidence)));
    QVERIFY(rhythm.beats.empty() && rhythm.downbeats.empty() && rhythm.tempoCurve.empty() && rhythm.meter.empty());
    QVERIFY(!rhythm.tempoBpm);
    QCOMPARE(rhythm.beatsPerBar, 0);
}

void verifyFound(const Drums& drums, const Rhythm& rhythm) {
    // all but a beat or two at either end
    QVERIFY2(f1(drums.beats, rhythm.beats) > 0.95, qPrintable(QString::number(f1(drums.beats, rhythm.beats))));
    const double bars = f1(everyBar(drums), rhythm.downbeats);
    QVERIFY2(bars > 0.9, qPrintable(QString::number(bars)));
    QCOMPARE(rhythm.beatsPerBar, drums.beatsPerBar);
    QVERIFY(rhythm.beatConfidence > 0.5);
    for (const double downbeat : rhythm.downbeats) {
        QVERIFY(std::ranges::find(rhythm.beats, downbeat) != rhythm.beats.end());
    }
}

} // namespace

class TestRhythm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void steadyTempo_data() {
        QTest::addColumn<double>("bpm");
        QTest::addColumn<int>("beatsPerBar");
        QTest::newRow("84 in 4") << 84.0 << 4;
        QTest::newRow("120 in 4") << 120.0 << 4;
        QTest::newRow("147 in 4") << 147.0 << 4;
        QTest::newRow("132 in 3") << 132.0 << 3;
    }
    void steadyTempo() {
        QFETCH(const double, bpm);
        QFETCH(const int, beatsPerBar);
        const Drums drums{beatsAt(0.3, 40.0, [bpm](double) { return bpm; }), beatsPerBar};
        const Rhythm rhythm = rhythmOf(*played(drums, 40.0));
        verifyFound(drums, rhythm);
        QVERIFY(rhythm.tempoBpm);
        // beats are found to 20 ms, the median over the piece is finer
        QVERIFY2(std::abs(*rhythm.tempoBpm / bpm - 1.0) < 0.01, qPrintable(QString::number(*rhythm.tempoBpm)));
        QCOMPARE(rhythm.meter, std::to_string(beatsPerBar) + "/4");
    }

    void tempoThatDrifts() {
        const auto bpm = [](double time) { return 105.0 + 0.5 * time; };
        const Drums drums{beatsAt(0.3, 50.0, bpm), 4};
        const Rhythm rhythm = rhythmOf(*played(drums, 50.0));
        verifyFound(drums, rhythm);
        for (const TempoPoint& point : rhythm.tempoCurve) {
            QVERIFY2(std::abs(point.bpm / bpm(point.time) - 1.0) < 0.06, qPrintable(QString::number(point.time)));
        }
    }

    void tempoThatJumps() {
        const auto bpm = [](double time) { return time < 30.0 ? 96.0 : 126.0; };
        const Drums drums{beatsAt(0.3, 60.0, bpm), 4};
        const Rhythm rhythm = rhythmOf(*played(drums, 60.0));
        verifyFound(drums, rhythm);
        QVERIFY(std::abs(rhythm.tempoCurve[20].bpm / 96.0 - 1.0) < 0.04);
        QVERIFY(std::abs(rhythm.tempoCurve[rhythm.tempoCurve.size() - 10].bpm / 126.0 - 1.0) < 0.04);
        QVERIFY(rhythm.tempoConfidence < 0.8); // one value does not say it
    }

    void noBeatsInALongSilence() {
        Drums drums{beatsAt(0.3, 30.0, [](double) { return 120.0; }), 4};
        const auto after = beatsAt(50.3, 80.0, [](double) { return 120.0; });
        const auto first = played(drums, 80.0);
        const auto second = played({after, 4}, 80.0);
        AudioBuffer buffer = readAll(*first);
        const AudioBuffer more = readAll(*second);
        std::ranges::transform(buffer.channel(0), more.channel(0), buffer.channel(0).begin(), std::plus<>());
        const Rhythm rhythm = rhythmOf(BufferSource(std::move(buffer), kRate));
        const auto inside = std::ranges::count_if(rhythm.beats, [](double time) { return time > 33.0 && time < 48.0; });
        QCOMPARE(inside, 0);
        drums.beats.insert(drums.beats.end(), after.begin(), after.end());
        QVERIFY(f1(drums.beats, rhythm.beats) > 0.9);
    }

    // Reference: madmom 0.16.1, RNNDownBeatProcessor and DBNDownBeatTrackingProcessor([3, 4]), on this minute of funk: a
    // beat every 0.4379 s from 0.16 s on, bars of four from 1.04 s on
    void agreesWithMadmomOnFunk() {
        const auto music = test::musicExcerpt(test::kFunk, 20.0, 31.0);
        if (!music) {
            QSKIP("the Debian package davegnukem-data is not installed");
        }
        JobContext context;
        const Rhythm rhythm = analyseRhythm(*resampledMono(*music, kRate, context), context);
        const Drums madmom{beatsAt(1.04, 30.9, [](double) { return 60.0 / 0.4379; }), 4};
        const auto found = std::ranges::lower_bound(rhythm.beats, 0.95);
        // a beat missed or added at either end leaves 0.97
        QVERIFY(f1(madmom.beats, std::vector<double>(found, rhythm.beats.end())) > 0.96);
        QVERIFY(f1(everyBar(madmom), rhythm.downbeats) > 0.93);
        QCOMPARE(rhythm.meter, "4/4");
        QVERIFY(std::abs(*rhythm.tempoBpm - 137.0) < 0.7); // half a per cent
    }

    void nothingIsInvented() {
        verifyNoBeat(AudioBuffer(1, 30 * kRate.hz));
        verifyNoBeat(signals::noise(30 * kRate.hz, 1, 0.3));
        verifyNoBeat(signals::noise(30 * kRate.hz, 1, 0.003));
        verifyNoBeat(signals::sine(440.0, kRate, 30 * kRate.hz));
        verifyNoBeat(AudioBuffer(1, 0));
        verifyNoBeat(AudioBuffer(1, 1));
    }

    void oneSecondIsTooLittle() {
        verifyNoBeat(readAll(*played({beatsAt(0.0, 1.0, [](double) { return 120.0; }), 4}, 1.0)));
    }

    void cancels() {
        JobContext context;
        context.cancel();
        const auto source = played({beatsAt(0.3, 10.0, [](double) { return 120.0; }), 4}, 10.0);
        QVERIFY_EXCEPTION_THROWN((void)analyseRhythm(*source, context), JobCancelled);
    }
};

QTEST_APPLESS_MAIN(TestRhythm)
#include "test_rhythm.moc"
