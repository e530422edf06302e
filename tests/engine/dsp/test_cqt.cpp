// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "dsp/cqt.h"
#include "dsp_signals.h"
#include "music_excerpt.h"
#include "signals.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace morphony;

namespace {

constexpr CqtShape kFullRate{.rate = {44'100}, .hop = 4'096};

std::vector<float> transformOf(const AudioSource& mono, const CqtShape& shape) {
    JobContext context;
    return constantQ(mono, shape, context);
}

BufferSource monoOf(const AudioSource& source) {
    const AudioBuffer all = readAll(source);
    AudioBuffer mono(1, source.frames());
    for (std::size_t i = 0; i < static_cast<std::size_t>(source.frames()); ++i) {
        mono.channel(0)[i] = 0.5F * (all.channel(0)[i] + all.channel(1)[i]);
    }
    return {std::move(mono), source.sampleRate()};
}

std::size_t loudestBin(const std::vector<float>& values, std::size_t frame, const CqtShape& shape) {
    const auto row = values.begin() + static_cast<std::ptrdiff_t>(frame) * shape.bins();
    return static_cast<std::size_t>(std::max_element(row, row + shape.bins()) - row);
}

} // namespace

class TestCqt : public QObject {
    Q_OBJECT

private:
    /// Every 21st bin of a frame in dB below the excerpt's loudest bin.
    static void compare(const std::vector<float>& values, std::size_t frame, const std::vector<double>& expected) {
        const double highest = *std::ranges::max_element(values);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const double level = 20.0 * std::log10(values[frame * 252 + 21 * i] / highest);
            // librosa's kernels are cut to whole samples and its halving is done by soxr: over the whole excerpt the
            // difference is 0.02 dB rms above -20 dB, 0.06 dB above -40 dB, 0.26 dB above -60 dB
            const double tolerance = expected[i] > -45.0 ? 0.5 : 2.5;
            QVERIFY2(std::abs(level - expected[i]) < tolerance,
                     qPrintable(QString("bin %1: %2, expected %3").arg(21 * i).arg(level).arg(expected[i])));
        }
    }

private Q_SLOTS:
    // Reference: librosa 0.11.0 in double precision: |cqt(mean of channels, sr=44100, hop_length=4096, n_bins=216,
    // bins_per_octave=36)| from C1, and its sixth octave's continuation from C2. At the
    // excerpt's ends librosa cuts the halving filters' ringing off, so frames well inside are compared
    void equalsLibrosaOnMusic() {
        const auto music = test::musicExcerpt(test::kConcerto, 30.0, 10.0);
        if (!music) {
            QSKIP("the Debian package gamine-data is not installed");
        }
        const BufferSource mono = monoOf(*music);
        const auto values = transformOf(mono, kFullRate);
        QCOMPARE(values.size(), 107U * 252U);
        compare(values, 20,
                {-36.40, -52.78, -58.44, -64.18, -60.70, -61.75, -61.57, -55.38, -60.00, -48.59, -35.91, -39.54});
        compare(values, 40,
                {-41.88, -45.65, -59.31, -63.38, -44.79, -59.41, -54.11, -60.07, -47.08, -62.53, -61.91, -51.47});
        compare(values, 100,
                {-48.24, -47.37, -55.89, -51.80, -52.63, -39.53, -48.18, -66.70, -57.25, -49.57, -61.24, -39.99});
        CqtShape shifted = kFullRate;
        shifted.tuningCents = 40.0; // librosa: tuning=1.2 bins
        compare(transformOf(mono, shifted), 40,
                {-65.57, -48.10, -53.70, -57.54, -40.27, -66.92, -44.20, -56.82, -36.67, -54.03, -59.05, -74.53});
    }

    void findsTheBinOfATone_data() {
        QTest::addColumn<int>("bin");
        for (const int bin : {0, 35, 36, 100, 143, 180, 251}) {
            QTest::addRow("%d", bin) << bin;
        }
    }
    void findsTheBinOfATone() {
        QFETCH(int, bin);
        const CqtShape shape;
        const double hz = shape.lowestHz * std::exp2(bin / 36.0);
        const BufferSource tone(signals::sine(hz, shape.rate, 22'050 * 6), shape.rate);
        const auto values = transformOf(tone, shape);
        const std::size_t middle = 32;
        QCOMPARE(loudestBin(values, middle, shape), static_cast<std::size_t>(bin));
        // half the amplitude of 0.5, times the root of the window's 51.94 periods at 44,100 Hz; 2 % is a kernel's
        // left-out magnitude and a window of some 25 samples' rounding in the highest bin
        const double expected = 0.25 * std::sqrt(51.94 * 44'100.0 / hz);
        const double found = values[middle * 252 + static_cast<std::size_t>(bin)];
        QVERIFY2(std::abs(found / expected - 1.0) < 0.02, qPrintable(QString("%1, expected %2").arg(found).arg(expected)));
    }

    void aToneLeavesTheOtherOctavesAlone() {
        const CqtShape shape;
        const BufferSource tone(signals::sine(8'000.0, shape.rate, 22'050 * 6), shape.rate);
        const auto values = transformOf(tone, shape);
        const auto row = values.begin() + 32 * 252;
        // folded once it would lie at 3,025 Hz; the half-band filters hold it 100 dB down, and so does the Hann window
        // from an octave's distance on, but for float rounding
        QVERIFY(*std::max_element(row, row + 252) < 0.25 * std::sqrt(51.94 * 44'100.0 / 8'000.0) * 1e-3);
    }

    void piecesJoinWithoutSeam() {
        // 24 s are one piece of work: the frames around the joint equal those of the same samples elsewhere
        const CqtShape shape;
        const AudioBuffer noise = signals::noise(300 * 2'048);
        AudioBuffer later(1, 300 * 2'048);
        std::ranges::copy(noise.channel(0).subspan(100 * 2'048), later.channel(0).begin());
        const auto whole = transformOf(BufferSource(AudioBuffer(noise), shape.rate), shape);
        const auto part = transformOf(BufferSource(std::move(later), shape.rate), shape);
        for (std::size_t t = 250; t < 262; ++t) {
            QVERIFY(std::equal(whole.begin() + static_cast<std::ptrdiff_t>(t * 252),
                               whole.begin() + static_cast<std::ptrdiff_t>((t + 1) * 252),
                               part.begin() + static_cast<std::ptrdiff_t>((t - 100) * 252)));
        }
    }

    void silenceAndVeryShort() {
        const CqtShape shape;
        for (const FrameCount frames : {FrameCount{1}, FrameCount{2'047}, FrameCount{22'050}}) {
            const auto values = transformOf(BufferSource(AudioBuffer(1, frames), shape.rate), shape);
            QCOMPARE(values.size(), static_cast<std::size_t>(shape.framesFor(frames) * 252));
            QCOMPARE(*std::ranges::max_element(values), 0.0F);
        }
    }

    void stopsWhenAsked() {
        JobContext context;
        context.cancel();
        const BufferSource source(AudioBuffer(1, 22'050), {22'050});
        QVERIFY_EXCEPTION_THROWN((void)constantQ(source, CqtShape{}, context), JobCancelled);
    }
};

QTEST_GUILESS_MAIN(TestCqt)
#include "test_cqt.moc"
