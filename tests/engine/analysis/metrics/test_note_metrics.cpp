// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/note_metrics.h"
#include "analysis/metrics/song_kept.h"
#include "music_excerpt.h"

#include <QtTest>

#include <vector>

using namespace morphony;

namespace {

/// The same pseudo-random numbers from 0 to 1 as the reference was computed from.
std::vector<float> posterior(std::size_t values, std::uint32_t seed) {
    std::vector<float> made(values);
    for (float& value : made) {
        seed = seed * 1'664'525U + 1'013'904'223U;
        value = static_cast<float>(seed >> 8U) / 16'777'216.0F;
    }
    return made;
}

} // namespace

class TestNoteMetrics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // scipy 1.17.1 (spatial.distance.jaccard per frame) and numpy 2.4.6 on the same numbers; sums in another order.
    void equalScipy() {
        const auto a = posterior(500 * 88, 1);
        auto b = posterior(500 * 88, 2);
        std::fill(b.begin() + 100 * 88, b.begin() + 200 * 88, 0.0F);
        QVERIFY2(std::abs(*noteRecall(a, b) - 0.556610881) < 1e-6, qPrintable(QString::number(*noteRecall(a, b), 'g', 10)));
        QVERIFY2(std::abs(*pitchJaccardDistance(a, b, 88) - 0.573580337) < 1e-6,
                 qPrintable(QString::number(*pitchJaccardDistance(a, b, 88), 'g', 10)));
    }

    void sameAndSilent() {
        const auto a = posterior(88 * 10, 3);
        QCOMPARE(*noteRecall(a, a), 1.0);
        QCOMPARE(*pitchJaccardDistance(a, a, 88), 0.0);
        const std::vector<float> silence(88 * 10, 0.1F);
        QVERIFY(!noteRecall(silence, a));
        QCOMPARE(*noteRecall(a, silence), 0.0);
        QCOMPARE(*pitchJaccardDistance(a, silence, 88), 1.0);
        QCOMPARE(*pitchJaccardDistance(silence, silence, 88), 0.0);
        QVERIFY(!pitchJaccardDistance({}, {}, 88));
    }

    void whatIsLongerCounts() {
        const std::vector<float> two{0.5F, 0.0F, 0.0F, 0.5F};
        const std::vector<float> one{0.5F, 0.0F};
        QCOMPARE(*noteRecall(two, one), 0.5);
        QCOMPARE(*noteRecall(one, two), 1.0);
        QCOMPARE(*pitchJaccardDistance(two, one, 2), 0.5);
        QCOMPARE(*pitchJaccardDistance(one, two, 2), 0.5);
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
