// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph_material.h"

#include "dsp/loudness.h"
#include "dsp/sample_statistics.h"
#include "morph/content_figures.h"
#include "morph/report.h"
#include "morph/timbre_distance.h"
#include "music_excerpt.h"

#include <QTest>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};

/// Twenty beats at 120 BPM.
HeardMusic steadyMusic(double confidence) {
    HeardMusic music{{}, KeySpan{{0.0, 10.0}, 2, false, 0.9}};
    for (int i = 0; i < 20; ++i) {
        music.rhythm.beats.push_back(0.5 * i);
    }
    music.rhythm.tempoBpm = 120.0;
    music.rhythm.beatConfidence = confidence;
    return music;
}

} // namespace

class TestReportFigures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // librosa 0.11.0 (stft with zero padding, filters.mel) and numpy 2.4.6 (average and cov with weights, linalg) in double
    // precision on the same excerpts. Single precision spectra here, of which the lowest of 90 dB differ: 0.1 %.
    void timbreDistanceAgreesWithLibrosaAndNumpy() {
        const auto concerto = test::musicExcerpt(test::kConcerto, 30.0, 20.0);
        const auto funk = test::musicExcerpt(test::kFunk, 30.0, 20.0);
        const auto metal = test::musicExcerpt(test::kMetal, 60.0, 20.0);
        if (!concerto || !funk || !metal) {
            QSKIP("the Debian packages gamine-data, davegnukem-data and fretsonfire-songs-sectoid are not installed");
        }
        JobContext context;
        const auto profile = [&](const AudioSource& audio) { return timbreProfile(audio, 16'000.0, 60.0, {context}); };
        const auto near = [](double value, double expected) {
            return std::abs(value - expected) < 1e-3 * std::abs(expected);
        };
        const TimbreProfile a = profile(*concerto);
        const TimbreProfile b = profile(*funk);
        const TimbreProfile c = profile(*metal);
        QVERIFY2(near(a.shape.mean[1], 6.324192), qPrintable(QString::number(a.shape.mean[1], 'g', 9)));
        QVERIFY(near(b.shape.covariance(0, 0), 54.917904));
        QVERIFY2(near(*timbreDistance(a, b), 19.946660), qPrintable(QString::number(*timbreDistance(a, b), 'g', 9)));
        QVERIFY2(near(*timbreDistance(a, c), 19.190268), qPrintable(QString::number(*timbreDistance(a, c), 'g', 9)));
        QVERIFY2(near(*timbreDistance(b, c), 6.835816), qPrintable(QString::number(*timbreDistance(b, c), 'g', 9)));
        QCOMPARE(*timbreDistance(b, a), *timbreDistance(a, b));
        QCOMPARE(*timbreDistance(a, a), 0.0);
        QVERIFY(!timbreDistance(a, timbreProfile(BufferSource(AudioBuffer(1, 44'100), kRate), 16'000.0, 60.0, {context})));
    }

    // numpy 2.4.6 (corrcoef), librosa 0.11.0 (feature.spectral_rolloff of the mean spectrum, n_fft = 4096) and pyloudnorm
    // 0.2.0. The roll-off is a whole bin; pyloudnorm designs its own filters, which come out 0.05 LU lower.
    void levelsAgreeWithNumpyLibrosaAndPyloudnorm() {
        const auto check = [](const char* file, double from, double correlation, double rollOff, double lufs) {
            const auto music = test::musicExcerpt(file, from, 20.0);
            if (!music) {
                QSKIP("the Debian packages gamine-data, davegnukem-data and fretsonfire-songs-sectoid are not installed");
            }
            JobContext context;
            const double foundCorrelation = *sampleStatistics(*music, context).stereoCorrelation;
            QVERIFY2(std::abs(foundCorrelation - correlation) < 1e-6,
                     qPrintable(QString::number(foundCorrelation, 'g', 9)));
            QVERIFY2(std::abs(*rollOffHz(*music, context) - rollOff) < 1e-6,
                     qPrintable(QString::number(*rollOffHz(*music, context))));
            const double foundLufs = measureLoudness(*music, context).integratedLufs;
            QVERIFY2(std::abs(foundLufs - lufs) < 0.1, qPrintable(QString::number(foundLufs)));
        };
        check(test::kConcerto, 30.0, 0.133925913, 3133.0810546875, -21.277582);
        check(test::kFunk, 30.0, 0.756299197, 4069.775390625, -15.154519);
        check(test::kMetal, 60.0, 0.855137677, 872.0947265625, -11.833820);
    }

    void timbreDistanceIsFreeOfLevel() {
        const AudioBuffer notes = pluckedNotes(3.0, kRate, 2, 1.0, 52, 0.01);
        JobContext context;
        const auto profile = [&](float gain) {
            AudioBuffer scaled = notes;
            for (int c = 0; c < 2; ++c) {
                for (float& sample : scaled.channel(c)) {
                    sample *= gain;
                }
            }
            return timbreProfile(BufferSource(std::move(scaled), kRate), 16'000.0, 60.0, {context});
        };
        for (const float gain : {0.1F, 10.0F}) { // 20 dB
            const double distance = *timbreDistance(profile(1.0F), profile(gain));
            QVERIFY2(distance < 0.01, qPrintable(QString::number(distance))); // of some 6 between tracks
        }
    }

    void samplesAreCounted() {
        AudioBuffer buffer(2, 44'100); // ten blocks of 100 ms, the first five silent
        for (FrameCount n = 22'050; n < 44'100; ++n) {
            const double turns = 441.0 * static_cast<double>(n) / 44'100.0;
            buffer.channel(0)[static_cast<std::size_t>(n)] =
                static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * turns));
            buffer.channel(1)[static_cast<std::size_t>(n)] =
                static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * (turns + 0.1)));
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

    // A piece against itself keeps everything; against another it keeps little; a figure that is absent has its reason.
    void everyFigureOfContentIsMeasured() {
        const auto concerto = test::musicExcerpt(test::kConcerto, 30.0, 20.0);
        const auto funk = test::musicExcerpt(test::kFunk, 30.0, 20.0);
        if (!concerto || !funk) {
            QSKIP("the Debian packages gamine-data and davegnukem-data are not installed");
        }
        JobContext context;
        const Report self = compareAudio(funk, funk, nullptr, context);
        if (self.notMeasured.contains("note_recall") || self.notMeasured.contains("beat_f1")) {
            QSKIP("the analysis networks are not installed");
        }
        QCOMPARE(*self.content.onsetF1, 1.0);
        QCOMPARE(*self.content.noteRecall, 1.0);
        QCOMPARE(*self.content.pitchJaccardDistance, 0.0);
        QCOMPARE(*self.content.beatF1, 1.0);
        QCOMPARE(*self.content.beatAmlt, 1.0);
        QCOMPARE(*self.content.tempoRatio, 1.0);
        QCOMPARE(*self.content.keyScore, 1.0);
        QCOMPARE(*self.content.songKept, 1.0);
        QCOMPARE(*self.quality.seamClicks, 0.0);
        QVERIFY(self.notMeasured.contains("style_reached"));
        const Report other = compareAudio(concerto, funk, nullptr, context);
        // the same figures by hand: mir_eval 0.8.2 on librosa's onsets, as in the test of the onsets
        QVERIFY(std::abs(*other.content.onsetF1 - 0.5328185) < 0.01);
        QVERIFY2(*other.content.noteRecall < 0.5, qPrintable(QString::number(*other.content.noteRecall)));
        QVERIFY2(*other.content.songKept < 0.5, qPrintable(QString::number(*other.content.songKept)));
    }

    void uncertainBeatsAreNotCompared() {
        const double sure = kCertainConfidence;
        const double unsure = kCertainConfidence - 0.01;
        Report report;
        compareMusic(report, steadyMusic(sure), steadyMusic(sure));
        QCOMPARE(*report.content.beatF1, 1.0);
        QCOMPARE(*report.content.tempoRatio, 1.0);
        QVERIFY(report.notMeasured.empty());
        report = {};
        compareMusic(report, steadyMusic(unsure), steadyMusic(sure));
        QVERIFY(!report.content.beatF1 && !report.content.beatAmlt && !report.content.tempoRatio);
        QCOMPARE(*report.content.keyScore, 1.0); // needs no beat
        for (const char* figure : {"beat_f1", "beat_amlt", "tempo_ratio"}) {
            QCOMPARE(report.notMeasured.at(figure), "the beats of the source are uncertain");
        }
        report = {};
        compareMusic(report, steadyMusic(sure), steadyMusic(unsure));
        QVERIFY(!report.content.beatF1 && !report.content.tempoRatio);
        QCOMPARE(report.notMeasured.at("beat_f1"), "the beats of the result are uncertain");
        // without a beat, low confidence is no doubt about beats
        HeardMusic none;
        report = {};
        compareMusic(report, none, steadyMusic(sure));
        QCOMPARE(report.notMeasured.at("beat_f1"), "no beat was found in the source");
    }

    void silenceAndSingleSamplesAreCompared() {
        JobContext context;
        for (const FrameCount frames : {FrameCount{1}, FrameCount{44'100}}) {
            const auto silence = shared(AudioBuffer(1, frames), kRate);
            const Report report = compareAudio(silence, silence, silence, context);
            QVERIFY(!report.style_.gapCovered && !report.quality.bandwidthRatio);
            QCOMPARE(report.quality.silenceShare, 1.0);
            QVERIFY(!report.content.beatF1 && !report.content.noteRecall && !report.content.keyScore &&
                    !report.content.songKept);
            QVERIFY(report.notMeasured.contains("song_kept") && !report.toJson().empty());
        }
    }
};

QTEST_APPLESS_MAIN(TestReportFigures)
#include "test_report_figures.moc"
