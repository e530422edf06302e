// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "dsp/beat_spectrogram.h"
#include "signals.h"

#include <QTest>

#include <array>
#include <map>

using namespace morphony;

class TestBeatSpectrogram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Reference: madmom 0.16.1 on the same samples: SignalProcessor, FramedSignalProcessor(1411, 441),
    // ShortTimeFourierTransformProcessor, FilteredSpectrogramProcessor(24, 30, 17000, norm_filters=True),
    // LogarithmicSpectrogramProcessor(mul=1, add=1)
    void equalsMadmom() {
        const BufferSource noise(signals::noise(22'050, 1, 0.25), BeatSpectrogram::kRate);
        const BeatSpectrogram spectrogram(noise);
        QCOMPARE(spectrogram.frameCount(), 50);
        std::vector<float> bands(50 * BeatSpectrogram::kBands);
        spectrogram.read(0, bands);
        constexpr std::array<std::size_t, 6> kColumns{0, 1, 12, 50, 100, 135};
        const std::map<std::size_t, std::array<double, 6>> expected{
            {0, {0.263355, 0.295643, 0.332450, 0.293322, 0.321359, 0.503263}},
            {1, {0.141471, 0.258053, 0.406268, 0.420459, 0.568819, 0.594455}},
            {25, {0.308850, 0.451964, 0.359911, 0.679681, 0.573413, 0.639118}},
            {49, {0.549098, 0.665294, 0.409028, 0.616310, 0.465657, 0.600037}}};
        for (const auto& [frame, values] : expected) {
            for (std::size_t i = 0; i < kColumns.size(); ++i) {
                const double found = bands[frame * BeatSpectrogram::kBands + kColumns[i]];
                QVERIFY2(std::abs(found - values[i]) < 5e-6,
                         qPrintable(QString::number(found))); // FFTs of single precision
            }
        }
    }

    void piecesAreTheSameBits() {
        const BufferSource noise(signals::noise(30'000, 1, 0.25), BeatSpectrogram::kRate);
        const BeatSpectrogram spectrogram(noise);
        const auto frames = static_cast<std::size_t>(spectrogram.frameCount());
        std::vector<float> whole(frames * BeatSpectrogram::kBands);
        spectrogram.read(0, whole);
        std::vector<float> one(BeatSpectrogram::kBands);
        for (std::size_t t = 0; t < frames; t += 7) {
            spectrogram.read(static_cast<FrameCount>(t), one);
            QVERIFY(
                std::ranges::equal(one, std::span(whole).subspan(t * BeatSpectrogram::kBands, BeatSpectrogram::kBands)));
        }
    }

    void refusesOtherRates() {
        const BufferSource noise(signals::noise(100), SampleRate{44'100});
        QVERIFY_EXCEPTION_THROWN(BeatSpectrogram{noise}, EngineError);
    }
};

QTEST_APPLESS_MAIN(TestBeatSpectrogram)
#include "test_beat_spectrogram.moc"
