// SPDX-License-Identifier: GPL-3.0-or-later
// Filters and room of the instruments' effects, on sines and an impulse.
#include "dsp/biquad.h"
#include "dsp/reverb.h"
#include "signals.h"

#include <QTest>

using namespace morphony;

namespace {

constexpr SampleRate kRate{48'000};

/// Gain in dB of a sine that has gone through the filter, once it has settled.
double gainDb(Biquad filter, double hz) {
    AudioBuffer audio = signals::sine(hz, kRate, kRate.hz, 2);
    const AudioBuffer before = audio;
    filter.process(audio.view());
    double in = 0.0, out = 0.0;
    for (std::size_t n = 24'000; n < 48'000; ++n) {
        in += before.channel(1)[n] * before.channel(1)[n];
        out += audio.channel(1)[n] * audio.channel(1)[n];
    }
    return 10.0 * std::log10(out / in);
}

} // namespace

class TestEffectFilters : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filters_data() {
        QTest::addColumn<double>("found");
        QTest::addColumn<double>("expected");
        // the prototypes' own values: 1 / sqrt(2) at the corner, 12 dB an octave beyond it, shelves whole two octaves away
        QTest::newRow("low pass, corner") << gainDb(Biquad::lowPass(1000.0, 0.7071, kRate, 2), 1000.0) << -3.01;
        QTest::newRow("low pass, below") << gainDb(Biquad::lowPass(1000.0, 0.7071, kRate, 2), 100.0) << 0.0;
        QTest::newRow("low pass, above") << gainDb(Biquad::lowPass(1000.0, 0.7071, kRate, 2), 4000.0) << -24.6;
        QTest::newRow("high pass, corner") << gainDb(Biquad::highPass(200.0, 0.7071, kRate, 2), 200.0) << -3.01;
        QTest::newRow("high pass, below") << gainDb(Biquad::highPass(200.0, 0.7071, kRate, 2), 50.0) << -24.1;
        QTest::newRow("band pass, peak") << gainDb(Biquad::bandPass(1000.0, 2.0, kRate, 2), 1000.0) << 0.0;
        QTest::newRow("low shelf, below") << gainDb(Biquad::lowShelf(400.0, 6.0, kRate, 2), 40.0) << 6.0;
        QTest::newRow("low shelf, above") << gainDb(Biquad::lowShelf(400.0, 6.0, kRate, 2), 8000.0) << 0.0;
        QTest::newRow("high shelf, above") << gainDb(Biquad::highShelf(2000.0, 5.0, kRate, 2), 16000.0) << 5.0;
        QTest::newRow("high shelf, below") << gainDb(Biquad::highShelf(2000.0, 5.0, kRate, 2), 100.0) << 0.0;
    }
    /// Half a dB: the bilinear transform bends the curve between corner and Nyquist.
    void filters() {
        QFETCH(double, found);
        QFETCH(double, expected);
        QVERIFY2(std::abs(found - expected) < 0.5, std::to_string(found).c_str());
    }

    /// An impulse in a room of one second: 15 ms of nothing, then a tail that falls by 60 dB within a second; the highs
    /// fall faster, so it may be shorter, but not half.
    void theRoomDecays() {
        AudioBuffer audio(2, 3 * kRate.hz);
        audio.channel(0)[0] = 1.0F;
        Reverb room(1.0, kRate);
        for (FrameCount at = 0; at < audio.frames(); at += 480) {
            room.process(audio.view().slice({at, at + 480}));
        }
        const auto level = [&](double from, double to) {
            double sum = 1e-30;
            for (auto n = static_cast<std::size_t>(from * kRate.hz); n < static_cast<std::size_t>(to * kRate.hz); ++n) {
                sum += audio.channel(0)[n] * audio.channel(0)[n] + audio.channel(1)[n] * audio.channel(1)[n];
            }
            return 10.0 * std::log10(sum / (to - from));
        };
        QVERIFY(level(0.0, 0.04) < -150.0); // the pre-delay and the shortest line
        const double fall = level(0.1, 0.2) - level(0.6, 0.7);
        QVERIFY2(fall > 25.0 && fall < 60.0, std::to_string(fall).c_str());
        QVERIFY(level(2.5, 3.0) < level(0.1, 0.2) - 100.0);
    }
};

QTEST_APPLESS_MAIN(TestEffectFilters)
#include "test_effect_filters.moc"
