// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/note_metrics.h"
#include "analysis/metrics/song_kept.h"
#include "music_excerpt.h"

#include <QtTest>

#include <vector>

using namespace morphony;

namespace {

using Posterior = std::vector<std::uint16_t>;

/// The same pseudo-random numbers as the reference was computed from.
Posterior posterior(std::size_t values, std::uint32_t seed) {
    Posterior made(values);
    for (std::uint16_t& value : made) {
        seed = seed * 1'664'525U + 1'013'904'223U;
        value = static_cast<std::uint16_t>(seed >> 16U);
    }
    return made;
}

NoteComparison compared(const Posterior& source, const Posterior& result, std::size_t keys = 88) {
    NoteComparison comparison;
    comparison.add(source, result, keys);
    return comparison;
}

constexpr std::uint16_t kHalf = 32'768;

} // namespace

class TestNoteMetrics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // scipy 1.17.1 (spatial.distance.jaccard per frame) and numpy 2.4.6 on the same numbers: nothing but rounding.
    void equalScipy() {
        const auto a = posterior(500 * 88, 1);
        auto b = posterior(500 * 88, 2);
        std::fill(b.begin() + 100 * 88, b.begin() + 200 * 88, 0);
        const NoteComparison whole = compared(a, b);
        QVERIFY2(std::abs(*whole.recall() - 0.556610865) < 1e-8, qPrintable(QString::number(*whole.recall(), 'g', 10)));
        QVERIFY2(std::abs(*whole.jaccardDistance() - 0.573580337) < 1e-8,
                 qPrintable(QString::number(*whole.jaccardDistance(), 'g', 10)));
        NoteComparison parts;
        for (std::size_t frame = 0; frame < 500; frame += 100) {
            parts.add(std::span(a).subspan(frame * 88, 100 * 88), std::span(b).subspan(frame * 88, 100 * 88), 88);
        }
        QCOMPARE(*parts.recall(), *whole.recall());
        QVERIFY(std::abs(*parts.jaccardDistance() - *whole.jaccardDistance()) < 1e-12);
    }

    void sameAndSilent() {
        const auto a = posterior(88 * 10, 3);
        QCOMPARE(*compared(a, a).recall(), 1.0);
        QCOMPARE(*compared(a, a).jaccardDistance(), 0.0);
        const Posterior silence(88 * 10, 6'000);
        QVERIFY(!compared(silence, a).recall());
        QCOMPARE(*compared(a, silence).recall(), 0.0);
        QCOMPARE(*compared(a, silence).jaccardDistance(), 1.0);
        QCOMPARE(*compared(silence, silence).jaccardDistance(), 0.0);
        QVERIFY(!NoteComparison().jaccardDistance());
    }

    void whatIsLongerCounts() {
        const Posterior two{kHalf, 0, 0, kHalf};
        const Posterior one{kHalf, 0};
        QCOMPARE(*compared(two, one, 2).recall(), 0.5);
        QCOMPARE(*compared(one, two, 2).recall(), 1.0);
        QCOMPARE(*compared(two, one, 2).jaccardDistance(), 0.5);
        QCOMPARE(*compared(one, two, 2).jaccardDistance(), 0.5);
    }

    // librosa 0.11.0 and numpy 2.4.6, as for the chromagram: cosine of the frames and the frames rolled by half their
    // number. Single precision spectra against double.
    void chromaFloorEqualsLibrosa() {
        const auto check = [](const char* file, double from, double expected) {
            const auto music = test::musicExcerpt(file, from, 20.0);
            if (!music) {
                QSKIP("the Debian packages gamine-data, davegnukem-data and fretsonfire-songs-sectoid are not installed");
            }
            JobContext context;
            const double floor = chromaFloor(chromagram(*music, context));
            QVERIFY2(std::abs(floor - expected) < 1e-4, qPrintable(QString::number(floor, 'g', 10)));
        };
        check(test::kConcerto, 30.0, 0.4148637);
        check(test::kFunk, 30.0, 0.8328177);
        check(test::kMetal, 60.0, 0.7983266);
    }
};

QTEST_APPLESS_MAIN(TestNoteMetrics)
#include "test_note_metrics.moc"
