// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/f0.h"
#include "core/engine_error.h"
#include "signals.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};

/// A hummed glide: five harmonics that fall off, gliding from one pitch to another over `seconds`.
AudioBuffer hum(double fromHz, double toHz, double seconds) {
    AudioBuffer out(2, framesOf(seconds, kRate));
    double turns = 0.0;
    for (std::size_t i = 0; i < out.channel(0).size(); ++i) {
        const double share = static_cast<double>(i) / static_cast<double>(out.frames());
        turns += fromHz * std::pow(toHz / fromHz, share) / kRate.hz;
        double value = 0.0;
        for (int harmonic = 1; harmonic <= 5; ++harmonic) {
            value += std::sin(2.0 * std::numbers::pi * harmonic * turns) / (harmonic * harmonic);
        }
        out.channel(0)[i] = out.channel(1)[i] = static_cast<float>(0.3 * value);
    }
    return out;
}

PitchContour contourOf(AudioBuffer buffer, const F0Settings& settings = {}) {
    JobContext context;
    return pitchContour(BufferSource(std::move(buffer), kRate), context, settings);
}

double voicedShare(const PitchContour& contour) {
    const auto voiced = std::ranges::count_if(contour.frames, [](const PitchFrame& frame) { return frame.hz > 0.0F; });
    return static_cast<double>(voiced) / static_cast<double>(contour.frames.size());
}

} // namespace

class TestF0 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsAGlide() {
        const PitchContour contour = contourOf(hum(110.0, 440.0, 4.0));
        QCOMPARE(contour.hop, 0.016);
        QCOMPARE(contour.frames.size(), std::size_t(250));
        for (std::size_t i = 5; i + 5 < contour.frames.size(); ++i) {
            const double expected = 110.0 * std::pow(4.0, static_cast<double>(i) * contour.hop / 4.0);
            const double cents = 1200.0 * std::log2(contour.frames[i].hz / expected);
            // the network's steps are 70 cents, refined between neighbours: a quarter of a semitone at worst
            QVERIFY2(std::abs(cents) < 25.0, qPrintable(QString("frame %1: %2 cents off").arg(i).arg(cents)));
        }
    }

    void silenceAndNoiseAreUnvoiced() {
        QCOMPARE(voicedShare(contourOf(AudioBuffer(1, 44'100 * 2))), 0.0);
        QVERIFY(voicedShare(contourOf(signals::noise(44'100 * 4, 1, 0.3))) < 0.05);
    }

    void silenceAroundAVoiceIsUnvoiced() {
        AudioBuffer padded(1, 44'100 * 3);
        const AudioBuffer voice = hum(220.0, 220.0, 1.0);
        std::ranges::copy(voice.channel(0), padded.channel(0).begin() + 44'100);
        const PitchContour contour = contourOf(std::move(padded));
        for (std::size_t i = 0; i < contour.frames.size(); ++i) {
            const double time = static_cast<double>(i) * contour.hop;
            if (time < 0.9 || time > 2.1) { // half a window's reach around the edges is left open
                QCOMPARE(contour.frames[i].hz, 0.0F);
            } else if (time > 1.1 && time < 1.9) {
                QVERIFY(std::abs(contour.frames[i].hz - 220.0F) < 2.0F);
            }
        }
    }

    void aRangeExcludesOtherVoices() {
        QCOMPARE(voicedShare(contourOf(hum(110.0, 110.0, 2.0), {.lowestHz = 500.0F})), 0.0);
        QVERIFY(voicedShare(contourOf(hum(110.0, 110.0, 2.0), {.highestHz = 500.0F})) > 0.95);
        QCOMPARE(voicedShare(contourOf(hum(110.0, 110.0, 2.0), {.lowestHz = 100.1F, .highestHz = 100.2F})), 0.0);
    }

    void shortPiecesHaveAFrame() {
        QCOMPARE(contourOf(AudioBuffer(1, 1)).frames.size(), std::size_t(1));
        QCOMPARE(contourOf(AudioBuffer(1, 0)).frames.size(), std::size_t(1));
    }

    void stopsWhenCancelled() {
        JobContext context;
        context.cancel();
        QVERIFY_EXCEPTION_THROWN(std::ignore = pitchContour(BufferSource(AudioBuffer(1, 44'100), kRate), context),
                                 JobCancelled);
    }
};

QTEST_APPLESS_MAIN(TestF0)
#include "test_f0.moc"
