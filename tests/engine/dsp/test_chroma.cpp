// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "dsp/chroma.h"
#include "dsp_signals.h"
#include "music_excerpt.h"

#include <QTest>

using namespace morphony;

namespace {

std::vector<ChromaFrame> chromaOf(const AudioSource& source) {
    JobContext context;
    return chromagram(source, context);
}

void compare(const ChromaFrame& found, const ChromaFrame& expected) {
    for (std::size_t c = 0; c < 12; ++c) {
        // single precision here, double there, the reference rounded to five digits
        QVERIFY2(std::abs(found[c] - expected[c]) < 2e-5F, qPrintable(QString("%1: %2").arg(c).arg(found[c])));
    }
}

} // namespace

class TestChroma : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Reference: librosa 0.11.0 and numpy 2.4.6 in double precision: filters.chroma(sr, n_fft, tuning=0, n_chroma=12) @
    // |stft(mean of channels, n_fft, n_fft // 4, center=True, pad_mode="constant")|^2, each frame over its maximum
    void equalsLibrosaOnMusic() {
        const auto music = test::musicExcerpt(test::kConcerto, 30.0, 10.0);
        if (!music) {
            QSKIP("the Debian package gamine-data is not installed");
        }
        const auto chroma = chromaOf(*music);
        QCOMPARE(chroma.size(), 108U);
        compare(chroma[0], {1.0F, 0.16573F, 0.01763F, 0.01998F, 0.06756F, 0.20952F, 0.06052F, 0.03084F, 0.06037F, 0.32319F,
                            0.06295F, 0.18711F});
        compare(chroma[50], {0.0863F, 0.01871F, 0.05444F, 0.01599F, 0.07297F, 0.48821F, 0.23269F, 1.0F, 0.13675F, 0.11936F,
                             0.77599F, 0.31117F});
        compare(chroma[107], {0.09245F, 0.02357F, 0.02084F, 0.13095F, 1.0F, 0.1918F, 0.02249F, 0.09764F, 0.02592F, 0.00423F,
                              0.01013F, 0.06804F});
    }

    void equalsLibrosaAtAnotherRate() {
        const auto chroma = chromaOf(*test::sourceOf({test::noise(20'000)}, 22'050)); // 8,192 samples
        QCOMPARE(chroma.size(), 10U);
        compare(chroma[3], {0.89774F, 0.99167F, 1.0F, 0.99395F, 0.96029F, 0.82073F, 0.81407F, 0.8322F, 0.81459F, 0.93025F,
                            0.97435F, 0.97616F});
    }

    void similarityOfTwoPiecesEqualsTheReference() {
        const auto a = test::musicExcerpt(test::kConcerto, 30.0, 10.0);
        const auto b = test::musicExcerpt(test::kFunk, 30.0, 10.0);
        if (!a || !b) {
            QSKIP("the Debian packages gamine-data and davegnukem-data are not installed");
        }
        const ChromaSimilarity similarity = chromaSimilarity(chromaOf(*a), chromaOf(*b));
        QVERIFY2(std::abs(similarity.oneHot - 0.1388889) < 1e-6, qPrintable(QString::number(similarity.oneHot)));
        QVERIFY2(std::abs(similarity.soft - 0.5484258) < 1e-4, qPrintable(QString::number(similarity.soft)));
    }

    void tonesFallIntoTheirClasses() {
        for (int pitch = 36; pitch < 96; ++pitch) {
            const double hz = 440.0 * std::exp2((pitch - 69) / 12.0);
            const auto chroma = chromaOf(*test::sourceOf({test::sine(44'100, hz, 44'100.0, 0.5)}));
            const ChromaFrame& frame = chroma[5];
            QCOMPARE(std::ranges::max_element(frame) - frame.begin(), pitch % 12);
        }
    }

    void silenceAndOneSample() {
        for (const ChromaFrame& frame : chromaOf(*test::sourceOf({std::vector<float>(50'000, 0.0F)}))) {
            QCOMPARE(frame, ChromaFrame{});
        }
        QCOMPARE(chromaOf(*test::sourceOf({{0.5F}})).size(), 1U);
    }

    void similarityCountsSilence() {
        ChromaFrame c{};
        c[0] = 1.0F;
        ChromaFrame d{};
        d[2] = 1.0F;
        const ChromaFrame none{};
        using Frames = std::vector<ChromaFrame>;
        const auto check = [](const Frames& a, const Frames& b, double expected) {
            const ChromaSimilarity similarity = chromaSimilarity(a, b);
            QCOMPARE(similarity.oneHot, expected);
            QCOMPARE(similarity.soft, expected);
        };
        check({c, d, none}, {c, d, none}, 1.0);
        check({c, c}, {c, d}, 0.5);
        check({c, none, none}, {c, d, none}, 0.5); // one frame silent in one, one left out
        check({c}, {c, c, c, c}, 0.25);
        check({none}, {none}, 1.0);
        check({}, {}, 1.0);
    }

    void cancels() {
        JobContext context;
        context.cancel();
        const auto source = test::sourceOf({test::noise(100'000)});
        QVERIFY_EXCEPTION_THROWN((void)chromagram(*source, context), JobCancelled);
    }
};

QTEST_APPLESS_MAIN(TestChroma)
#include "test_chroma.moc"
