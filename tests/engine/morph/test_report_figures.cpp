// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph_material.h"

#include "morph/report.h"
#include "dsp/sample_statistics.h"
#include "morph/timbre_distance.h"

#include <QtTest>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};

AudioBuffer sum(AudioBuffer a, const AudioBuffer& b) {
    for (int c = 0; c < a.channels(); ++c) {
        std::ranges::transform(a.channel(c), b.channel(c), a.channel(c).begin(), std::plus{});
    }
    return a;
}

} // namespace

class TestReportFigures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // librosa 0.11.0 (stft with zero padding, filters.mel, power_to_db), scipy 1.17.1 (fft.dct, linalg.sqrtm) on the same
    // samples. Single precision spectra against double: 0.1 %.
    void timbreDistanceAgreesWithLibrosaAndScipy() {
        const BufferSource noise(signals::noise(44'100, 1, 0.5), kRate);
        const BufferSource tone(sum(signals::sine(440.0, kRate, 44'100), signals::noise(44'100, 1, 0.01, 0, 2)), kRate);
        JobContext context;
        const TimbreProfile a = timbreProfile(noise, 16'000.0, 60.0, {context});
        const TimbreProfile b = timbreProfile(tone, 16'000.0, 60.0, {context});
        const auto near = [](double value, double expected) {
            return std::abs(value - expected) < 1e-3 * std::abs(expected);
        };
        QVERIFY2(near(a.coefficients.mean[0], -2.087133), qPrintable(QString::number(a.coefficients.mean[0], 'g', 9)));
        QVERIFY2(near(b.coefficients.mean[0], 35.852066), qPrintable(QString::number(b.coefficients.mean[0], 'g', 9)));
        QVERIFY(near(b.coefficients.covariance(0, 0), 125.498166));
        QVERIFY2(near(*timbreDistance(a, b), 85.260389), qPrintable(QString::number(*timbreDistance(a, b), 'g', 9)));
        QVERIFY(*timbreDistance(a, a) < 1e-4);
        QVERIFY(!timbreDistance(a, timbreProfile(BufferSource(AudioBuffer(1, 44'100), kRate), 16'000.0, 60.0, {context})));
    }

    void timbreDistanceIsFreeOfLevel() {
        AudioBuffer quiet = pluckedNotes(3.0, kRate, 2, 1.0, 52, 0.01);
        const BufferSource loud(quiet, kRate);
        for (int c = 0; c < 2; ++c) {
            for (float& sample : quiet.channel(c)) {
                sample *= 0.1F;
            }
        }
        JobContext context;
        const auto profile = [&](const AudioSource& audio) { return timbreProfile(audio, 16'000.0, 60.0, {context}); };
        QVERIFY(*timbreDistance(profile(loud), profile(BufferSource(quiet, kRate))) < 0.05); // of some 30 between tracks
    }

    void samplesAreCounted() {
        AudioBuffer buffer(2, 44'100); // ten blocks of 100 ms, the first five silent
        for (FrameCount n = 22'050; n < 44'100; ++n) {
            const double turns = 441.0 * static_cast<double>(n) / 44'100.0;
            buffer.channel(0)[static_cast<std::size_t>(n)] = static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * turns));
            buffer.channel(1)[static_cast<std::size_t>(n)] = static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * (turns + 0.1)));
        }
        JobContext context;
        SampleStatistics figures = sampleStatistics(BufferSource(buffer, kRate), context);
        QCOMPARE(figures.silenceShare, 0.5);
        QCOMPARE(figures.clippedShare, 0.0);
        QVERIFY(std::abs(*figures.stereoCorrelation - std::cos(2 * std::numbers::pi * 0.1)) < 1e-4); // whole turns: exact
        buffer.channel(0)[3] = 1.0F;
        buffer.channel(1)[4] = -1.5F;
        figures = sampleStatistics(BufferSource(buffer, kRate), context);
        QCOMPARE(figures.clippedShare, 2.0 / 88'200.0);
        QVERIFY(!sampleStatistics(BufferSource(signals::sine(440, kRate, 4410), kRate), context).stereoCorrelation);
    }

    void rollOffOfNoiseAndTone() {
        JobContext context;
        // flat spectrum: 95 % of the band; the estimate from 4 s of noise scatters by well under 1 %
        const double noise = *rollOffHz(BufferSource(signals::noise(4 * 44'100), kRate), context);
        QVERIFY2(std::abs(noise / (0.95 * 22'050.0) - 1.0) < 0.01, qPrintable(QString::number(noise)));
        const double tone = *rollOffHz(BufferSource(signals::sine(1000.0, kRate, 44'100), kRate), context);
        QVERIFY2(std::abs(tone - 1000.0) < 22.0, qPrintable(QString::number(tone))); // two bins
        QVERIFY(!rollOffHz(BufferSource(AudioBuffer(1, 100), kRate), context));
    }

    void comparesPiecesOfOtherLengthAndRate() {
        const auto a = shared(pluckedNotes(3.0, kRate, 2, 1.0, 52, 0.001), kRate);
        const auto b = shared(pluckedNotes(2.0, {48'000}, 1, 1.0, 52, 0.001), {48'000});
        JobContext context;
        const Report report = compareAudio(a, b, nullptr, context);
        QCOMPARE(report.secondsSource, 3.0);
        QCOMPARE(report.secondsResult, 2.0);
        QVERIFY2(*report.content.chromaCosineSoft > 0.97, qPrintable(QString::number(*report.content.chromaCosineSoft)));
        QVERIFY(!report.style_.gapCovered && !report.quality.stereoCorrelation);
        const Report self = compareAudio(a, a, b, context);
        QCOMPARE(*self.content.chromaCosine, 1.0);
        QCOMPARE(*self.quality.bandwidthRatio, 1.0);
        QVERIFY(std::abs(*self.style_.gapCovered) < 1e-9);
    }

    void silenceAndSingleSamplesAreCompared() {
        JobContext context;
        for (const FrameCount frames : {FrameCount{1}, FrameCount{44'100}}) {
            const auto silence = shared(AudioBuffer(1, frames), kRate);
            const Report report = compareAudio(silence, silence, silence, context);
            QVERIFY(!report.style_.gapCovered && !report.quality.bandwidthRatio);
            QCOMPARE(report.quality.silenceShare, 1.0);
            QVERIFY(!report.toJson().empty());
        }
    }
};

QTEST_APPLESS_MAIN(TestReportFigures)
#include "test_report_figures.moc"
