// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/beat_metrics.h"
#include "analysis/metrics/event_matching.h"
#include "analysis/metrics/key_score.h"
#include "analysis/metrics/song_kept.h"

#include <QTest>

#include <vector>

using namespace morphony;

namespace {

using Beats = std::vector<double>;

// Beats in milliseconds that librosa 0.11.0 (beat.beat_track) hears in 30 s of the Brandenburg concerto of gamine-data from
// 0:30, of Funky-Gameplay of davegnukem-data from 0:30 and of Feelings of fretsonfire-songs-sectoid from 1:00; with its
// defaults, and told to expect half the tempo (Half) or to follow loosely around another (Loose).
const Beats kConcerto{
    2310, 2821, 3320, 3820, 4284, 4690, 5120, 5619, 6095, 6571, 7047, 7558, 8057, 8545, 9021, 9509, 10008,
    10495, 10971, 11424, 11877, 12318, 12783, 13270, 13769, 14245, 14733, 15128, 15581, 16057, 16533, 17009,
    17496, 17995, 18495, 18971, 19447, 19958, 20445, 20921, 21397, 21804, 22245, 22721, 23220, 23696, 24195,
    24671, 25170, 25646, 26122, 26633, 27051, 27458, 27957, 28444, 28932, 29431, 29907};
const Beats kFunk{
    2009, 2450, 2879, 3320, 3762, 4203, 4632, 5074, 5515, 5944, 6397, 6827, 7268, 7697, 8139, 8580, 9009, 9451,
    9892, 10333, 10762, 11204, 11656, 12086, 12516, 12957, 13398, 13839, 14269, 14710, 15151, 15581, 16033,
    16463, 16893, 17334, 17775, 18204, 18646, 19087, 19528, 19958, 20399, 20840, 21281, 21711, 22152, 22593,
    23034, 23464, 23905, 24346, 24776, 25217, 25658, 26099};
const Beats kMetal{
    673, 1103, 1521, 1939, 2368, 2798, 3204, 3622, 4040, 4470, 4934, 5341, 5735, 6200, 6594, 7001, 7465, 7860,
    8255, 8731, 9114, 9520, 9996, 10391, 10786, 11250, 11645, 12051, 12516, 12910, 13317, 13781, 14176, 14571,
    15047, 15430, 15836, 16300, 16707, 17101, 17578, 18054, 18553, 19075, 19621, 20097, 20492, 20886, 21304,
    21734, 22152, 22581, 22999, 23417, 23835, 24253, 24683, 25159, 25635, 26099, 26575, 27051, 27527, 28003,
    28468, 28944, 29420};
const Beats kConcertoHalf{
    2322, 3320, 4145, 4946, 5770, 6583, 7407, 8348, 9183, 10008, 10971, 11784, 12620, 13444, 14420, 15406,
    16196, 17032, 17845, 18785, 19609, 20445, 21409, 22198, 23046, 23882, 24834, 25821, 26633, 27458};
const Beats kFunkHalf{
    2879, 3762, 4632, 5526, 6397, 7268, 8139, 9009, 9892, 10762, 11656, 12527, 13398, 14269, 15151, 16033,
    16904, 17775, 18646, 19528, 20399, 21281, 22152, 23046, 23905, 24776, 25658};
const Beats kFunkLoose{
    2229, 2566, 2879, 3228, 3553, 3982, 4319, 4632, 4865, 5294, 5526, 5944, 6397, 6734, 7059, 7488, 7918, 8359,
    8812, 9230, 9671, 10112, 10553, 10983, 11331, 11656, 12086, 12516, 12957, 13398, 13839, 14269, 14710, 15151,
    15581, 16033, 16463, 16893, 17241, 17566, 17995, 18332, 18646, 18994, 19307, 19749, 20085, 20399, 20747,
    21060, 21502, 21838, 22152, 22593, 23046, 23464, 23696, 24033, 24346, 24776, 25008, 25345, 25658, 26099};
const Beats kMetalLoose{
    673, 1010, 1324, 1625, 1939, 2276, 2589, 2891, 3204, 3541, 3866, 4156, 4470, 4714, 4946, 5201, 5422, 5735,
    5968, 6211, 6432, 6676, 6989, 7233, 7465, 7709, 7941, 8255, 8510, 8731, 8975, 9207, 9520, 9741, 9996, 10217,
    10472, 10786, 11006, 11262, 11505, 11738, 12051, 12283, 12527, 12783, 12992, 13305, 13549, 13781, 14025,
    14257, 14571, 14791, 15047, 15279, 15523, 15836, 16196, 16498, 16788, 17101, 17427, 17763, 18054, 18367,
    18692, 19006, 19319, 19621, 19865, 20108, 20329, 20573, 20886, 21223, 21502, 21838, 22152, 22477, 22802,
    23104, 23417, 23708, 24009, 24369, 24683, 24927, 25159, 25403, 25635, 25937, 26262, 26575, 26889, 27202,
    27527, 27841, 28154, 28468, 28781, 29106, 29420, 29733};

Beats seconds(Beats milliseconds) {
    for (double& beat : milliseconds) {
        beat /= 1000.0;
    }
    return milliseconds;
}

} // namespace

class TestBeatMetrics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // mir_eval 0.8.2: beat.f_measure and the last of beat.continuity, after beat.trim_beats. Both count whole beats, so
    // nothing but rounding may differ.
    void equalMirEval_data() {
        QTest::addColumn<Beats>("source");
        QTest::addColumn<Beats>("result");
        QTest::addColumn<double>("f1");
        QTest::addColumn<double>("amlt");
        QTest::newRow("concerto, half tempo") << kConcerto << kConcertoHalf << 0.2278481012658228 << 0.2962962962962963;
        QTest::newRow("funk, half tempo") << kFunk << kFunkHalf << 0.6575342465753424 << 1.0;
        QTest::newRow("funk, loose") << kFunk << kFunkLoose << 0.5 << 0.34545454545454546;
        QTest::newRow("metal, loose") << kMetal << kMetalLoose << 0.4413793103448275 << 0.23423423423423423;
        QTest::newRow("the same") << kMetal << kMetal << 1.0 << 1.0;
    }
    void equalMirEval() {
        QFETCH(Beats, source);
        QFETCH(Beats, result);
        QFETCH(double, f1);
        QFETCH(double, amlt);
        const double foundF1 = *beatF1(seconds(source), seconds(result));
        const double foundAmlt = *beatAmlt(seconds(source), seconds(result));
        QVERIFY2(std::abs(foundF1 - f1) < 1e-9, qPrintable(QString::number(foundF1, 'g', 12)));
        QVERIFY2(std::abs(foundAmlt - amlt) < 1e-9, qPrintable(QString::number(foundAmlt, 'g', 12)));
    }

    void everyMetricalLevelIsAccepted() {
        const Beats source = seconds(kFunk);
        Beats twice;
        Beats off;
        for (std::size_t i = 0; i + 1 < source.size(); ++i) {
            off.push_back(0.5 * (source[i] + source[i + 1]));
            twice.insert(twice.end(), {source[i], off.back()});
        }
        QVERIFY(*beatAmlt(source, off) > 0.95); // one beat at an end may be missing
        QVERIFY(*beatAmlt(source, twice) > 0.95);
        QVERIFY(*beatF1(source, off) < 0.05);
    }

    void withoutBeatsThereIsNothingToMeasure() {
        QVERIFY(!beatF1({}, {}) && !beatAmlt({}, {}));
        const Beats early{1.0, 2.0, 3.0, 4.0};
        QVERIFY(!beatF1(early, early) && !beatAmlt(early, early)); // all before 5 s
        const Beats beats{6.0, 7.0, 8.0};
        QCOMPARE(*beatF1(beats, {}), 0.0);
        QCOMPARE(*beatAmlt(beats, {}), 0.0);
        const Beats two{6.0, 7.0};
        QCOMPARE(*beatAmlt(two, two), 1.0);
        const Beats same{6.0, 6.0, 6.0}; // no interval: never right, as in mir_eval
        QCOMPARE(*beatAmlt(same, same), 0.0);
        QVERIFY(!tempoRatio(120.0, std::nullopt) && !tempoRatio(std::nullopt, 120.0));
        QCOMPARE(*tempoRatio(120.0, 60.0), 0.5);
    }

    // Pairing 1.0 with the nearer 1.04 would leave 0.96 alone.
    void matchingIsTheLargestOne() {
        QCOMPARE(matchedEvents(Beats{1.0, 1.06}, Beats{0.96, 1.04}, 0.05), 2U);
        QCOMPARE(matchedEvents(Beats{1.0}, Beats{0.96, 1.04}, 0.05), 1U);
        QCOMPARE(matchedEvents(Beats{}, Beats{1.0}, 0.05), 0U);
        QVERIFY(!onsetF1({}, Beats{1.0}));
        QCOMPARE(*onsetF1(Beats{1.0, 2.0}, Beats{1.04, 3.0}), 0.5);
    }

    // mir_eval 0.8.2 (key.weighted_score) over all pairs of keys, each weighted with its place so that no two can be
    // exchanged.
    void keyScoreEqualsMirEval() {
        const auto key = [](int i) { return std::optional(KeySpan{{}, i % 12, i >= 12, 1.0}); };
        double sum = 0.0;
        for (int source = 0; source < 24; ++source) {
            for (int result = 0; result < 24; ++result) {
                sum += *keyScore(key(source), key(result)) * (1 + source) * (1 + result);
            }
        }
        QVERIFY2(std::abs(sum - 8628.8) < 1e-6, qPrintable(QString::number(sum, 'g', 12)));
        QVERIFY(!keyScore(std::nullopt, key(3)));
        QCOMPARE(*keyScore(key(3), std::nullopt), 0.0);
    }

    // The same excerpts for 30 s: keys by librosa 0.11.0 (chroma_cqt) with the Krumhansl profiles, C, D and D major, the
    // concerto's by its title F major; tempi by librosa's beat_track; scores by mir_eval 0.8.2, ratios by numpy 2.4.6.
    void keysAndTempiOfRealMusic() {
        const auto major = [](int tonic) { return std::optional(KeySpan{{}, tonic, false, 1.0}); };
        QCOMPARE(*keyScore(major(5), major(0)), 0.5);
        QCOMPARE(*keyScore(major(0), major(5)), 0.0);
        QCOMPARE(*keyScore(major(0), major(2)), 0.0);
        QCOMPARE(*keyScore(major(2), major(2)), 1.0);
        constexpr double kTempi[]{123.046875, 135.999177632, 126.048018293};
        const auto near = [](std::optional<double> found, double expected) { return std::abs(*found - expected) < 1e-6; };
        QVERIFY(near(tempoRatio(kTempi[0], kTempi[1]), 1.1052632));
        QVERIFY(near(tempoRatio(kTempi[0], kTempi[2]), 1.0243902));
        QVERIFY(near(tempoRatio(kTempi[1], kTempi[2]), 0.9268293));
    }

    void songKeptIsTheMeanOfWhatWasMeasured() {
        const auto near = [](std::optional<double> found, double expected) { return std::abs(*found - expected) < 1e-12; };
        QVERIFY(near(songKept(0.9, 0.5, 0.6, 0.4), 0.6));
        QVERIFY(near(songKept(0.9, 0.5, 0.6, std::nullopt), 0.7));
        QVERIFY(near(songKept(0.3, 0.5, 0.6, std::nullopt), 0.3)); // a share is never below nothing
        QVERIFY(near(songKept(1.0, 1.0, std::nullopt, 0.5), 0.5)); // a drone: any time is as good as any other
        QVERIFY(!songKept(1.0, 1.0, std::nullopt, std::nullopt));
    }
};

QTEST_APPLESS_MAIN(TestBeatMetrics)
#include "test_beat_metrics.moc"
