// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/note_metrics.h"
#include "analysis/metrics/song_kept.h"
#include "core/engine_error.h"
#include "music_excerpt.h"
#include "nn/basic_pitch/basic_pitch.h"

#include <QTest>

#include <array>
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

/// Twenty seconds of each piece.
struct Excerpt {
    std::vector<ChromaFrame> chroma;
    Posterior notes; ///< empty without the network
};

/// The notes are heard in the mean of the channels, every other sample of it: so no resampler stands between this and the
/// reference, and the aliasing is the same in both.
std::optional<Excerpt> excerptOf(const char* file, double from) {
    const auto music = test::musicExcerpt(file, from, 20.0);
    if (!music) {
        return std::nullopt;
    }
    JobContext context;
    Excerpt excerpt{chromagram(*music, context), {}};
    const AudioBuffer whole = readAll(*music);
    AudioBuffer half(1, (whole.frames() + 1) / 2);
    for (std::size_t n = 0; n < static_cast<std::size_t>(half.frames()); ++n) {
        half.channel(0)[n] = 0.5F * (whole.channel(0)[2 * n] + whole.channel(1)[2 * n]);
    }
    try {
        excerpt.notes = BasicPitch().transcribe(BufferSource(std::move(half), BasicPitch::kRate), context).note;
    } catch (const EngineError&) {
        // not installed: the test skips what needs it
    }
    return excerpt;
}

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

    // Three excerpts against each other. librosa 0.11.0, numpy 2.4.6 and scipy 1.17.1 (spatial.distance.jaccard) on the
    // note posteriors of basic-pitch 0.4.0 (onnxruntime 1.31.1), and mir_eval 0.8.2's AMLt of librosa's beats, given here.
    // Posteriors differ by up to 1e-3, which moves the few keys of 88 that are about to sound: 0.003.
    void equalReferencesOnRealMusic() {
        const std::array excerpts{excerptOf(test::kConcerto, 30.0), excerptOf(test::kFunk, 30.0),
                                  excerptOf(test::kMetal, 60.0)};
        if (!excerpts[0] || !excerpts[1] || !excerpts[2]) {
            QSKIP("the Debian packages gamine-data, davegnukem-data and fretsonfire-songs-sectoid are not installed");
        }
        struct Pair {
            std::size_t source, result;
            double oneHot, soft, recall, jaccard, amlt, kept;
        };
        constexpr std::array kPairs{Pair{0, 1, 0.1157407, 0.5331213, 0.0130481, 0.9895185, 0.3584906, 0.1912138},
                                    Pair{0, 2, 0.0787037, 0.2623370, 0.0399267, 0.9763751, 0.4285714, 0.1561661},
                                    Pair{1, 0, 0.1157407, 0.5331213, 0.0474738, 0.9895185, 0.3018868, 0.1164535},
                                    Pair{1, 2, 0.1898148, 0.5460638, 0.2705388, 0.9215699, 0.3571429, 0.2092272},
                                    Pair{2, 0, 0.0787037, 0.2623370, 0.0450423, 0.9763751, 0.3392857, 0.1281093},
                                    Pair{2, 1, 0.1898148, 0.5460638, 0.0831089, 0.9215699, 0.3750000, 0.1527030}};
        const auto near = [](double found, double expected, double tolerance) {
            const bool good = std::abs(found - expected) < tolerance;
            if (!good) {
                qWarning("%.7f instead of %.7f", found, expected);
            }
            return good;
        };
        for (const Pair& pair : kPairs) {
            const Excerpt& source = *excerpts[pair.source];
            const Excerpt& result = *excerpts[pair.result];
            const ChromaSimilarity chroma = chromaSimilarity(source.chroma, result.chroma);
            QVERIFY(near(chroma.oneHot, pair.oneHot, 1e-6)); // whole frames
            QVERIFY(near(chroma.soft, pair.soft, 1e-4));     // single precision spectra
            if (source.notes.empty()) {
                QSKIP("the model basic-pitch is not installed");
            }
            const NoteComparison notes = compared(source.notes, result.notes);
            QVERIFY(near(*notes.recall(), pair.recall, 0.003));
            QVERIFY(near(*notes.jaccardDistance(), pair.jaccard, 0.003));
            QVERIFY(near(*songKept(chroma.soft, chromaFloor(source.chroma), notes.recall(), pair.amlt), pair.kept, 0.002));
        }
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
