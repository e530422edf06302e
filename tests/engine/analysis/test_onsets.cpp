// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/event_matching.h"
#include "analysis/onsets.h"
#include "core/engine_error.h"
#include "music_excerpt.h"
#include "signals.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};

OnsetStrength strengthOf(const AudioSource& source) {
    JobContext context;
    return onsetStrength(source, {context});
}

std::vector<double> onsetsOf(const AudioSource& source) { return pickOnsets(strengthOf(source)); }

std::vector<double> timesOf(const QList<int>& frames) {
    std::vector<double> times;
    for (const int frame : frames) {
        times.push_back(frame * 512.0 / 44'100.0);
    }
    return times;
}

} // namespace

class TestOnsets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // librosa 0.11.0 in double precision: onset.onset_strength(S=power_to_db(feature.melspectrogram(S=mean over the
    // channels of |stft(n_fft=2048, hop_length=512, pad_mode="constant")|^2, n_mels=128, fmin=27.5, fmax=16000)), lag=2,
    // max_size=3) and onset.onset_detect: frames of 512 samples.
    void equalLibrosaOnMusic_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<double>("from");
        QTest::addColumn<double>("largest");
        QTest::addColumn<double>("sum");
        QTest::addColumn<QList<int>>("frames");
        QTest::newRow("concerto") << QString(test::kConcerto) << 30.0 << 3.0134065 << 619.42222
            << QList<int>{
                  4, 22, 35, 63, 72, 106, 134, 159, 175, 188, 199, 203, 216, 243, 254, 273, 286,
                  301, 316, 329, 343, 357, 369, 385, 413, 428, 441, 456, 470, 484, 497, 512, 526,
                  540, 554, 566, 596, 636, 639, 653, 695, 709, 736, 792, 798, 843, 864, 877, 965,
                  1014, 1018, 1046, 1060, 1073, 1087, 1102, 1114, 1130, 1142, 1157, 1170, 1186,
                  1198, 1214, 1228, 1241, 1256, 1270, 1299, 1327, 1342, 1354, 1369, 1383, 1395,
                  1409, 1424, 1465, 1486, 1495, 1515, 1552, 1595, 1599, 1690, 1697};
        QTest::newRow("funk") << QString(test::kFunk) << 30.0 << 13.5502369 << 2370.77508
            << QList<int>{
                  4, 14, 22, 33, 41, 52, 60, 71, 79, 90, 98, 108, 117, 127, 136, 146, 154, 165,
                  173, 184, 192, 203, 211, 221, 230, 241, 248, 259, 268, 278, 286, 297, 306, 324,
                  335, 343, 361, 372, 380, 399, 410, 419, 429, 437, 448, 456, 466, 475, 486, 494,
                  504, 512, 523, 531, 542, 551, 561, 569, 580, 588, 599, 607, 617, 626, 637, 645,
                  655, 663, 674, 682, 693, 701, 712, 720, 731, 739, 750, 758, 769, 776, 787, 795,
                  806, 814, 825, 833, 844, 852, 863, 871, 881, 890, 900, 908, 919, 927, 938, 946,
                  957, 965, 976, 984, 995, 1003, 1014, 1022, 1033, 1041, 1060, 1070, 1079, 1090,
                  1098, 1108, 1116, 1136, 1146, 1154, 1165, 1173, 1184, 1192, 1211, 1229, 1240,
                  1248, 1267, 1278, 1286, 1305, 1315, 1324, 1334, 1342, 1353, 1361, 1372, 1381,
                  1391, 1399, 1410, 1418, 1429, 1437, 1448, 1455, 1466, 1475, 1485, 1494, 1504,
                  1513, 1524, 1531, 1542, 1550, 1568, 1579, 1588, 1599, 1606, 1617, 1625, 1636,
                  1644, 1655, 1663, 1674, 1682, 1693, 1701, 1712, 1719};
        QTest::newRow("metal") << QString(test::kMetal) << 60.0 << 10.4931795 << 933.95080
            << QList<int>{
                  4, 32, 58, 140, 167, 249, 275, 317, 357, 384, 426, 466, 493, 535, 576, 602, 643,
                  684, 711, 752, 819, 861, 902, 928, 970, 1037, 1078, 1119, 1146, 1187, 1228,
                  1254, 1296, 1337, 1363, 1405, 1472, 1555, 1563, 1581, 1623, 1663, 1690};
    }
    void equalLibrosaOnMusic() {
        QFETCH(QString, file);
        QFETCH(double, from);
        QFETCH(double, largest);
        QFETCH(double, sum);
        QFETCH(QList<int>, frames);
        const auto music = test::musicExcerpt(qPrintable(file), from, 20.0);
        if (!music) {
            QSKIP("the Debian packages gamine-data, davegnukem-data and fretsonfire-songs-sectoid are not installed");
        }
        const OnsetStrength strength = strengthOf(*music);
        QCOMPARE(strength.values.size(), 1723U);
        // single precision spectra of levels 80 dB apart
        QVERIFY(std::abs(*std::ranges::max_element(strength.values) / largest - 1.0) < 1e-3);
        QVERIFY(std::abs(std::accumulate(strength.values.begin(), strength.values.end(), 0.0) / sum - 1.0) < 1e-3);
        // rounding decides where a peak stands exactly on the threshold: one onset of a hundred may differ
        const auto found = pickOnsets(strength);
        const double f1 = *eventF1(timesOf(frames), found, 1e-6);
        QVERIFY2(f1 > 0.99, qPrintable(QString("%1, %2 of %3").arg(f1).arg(found.size()).arg(frames.size())));
    }

    // mir_eval 0.8.2: onset.f_measure of librosa's onsets above. One onset of a hundred more or less: 0.01.
    void onsetF1EqualsMirEval() {
        const auto concerto = test::musicExcerpt(test::kConcerto, 30.0, 20.0);
        const auto funk = test::musicExcerpt(test::kFunk, 30.0, 20.0);
        const auto metal = test::musicExcerpt(test::kMetal, 60.0, 20.0);
        if (!concerto || !funk || !metal) {
            QSKIP("the Debian packages gamine-data, davegnukem-data and fretsonfire-songs-sectoid are not installed");
        }
        const auto a = onsetsOf(*concerto);
        const auto b = onsetsOf(*funk);
        const auto c = onsetsOf(*metal);
        QVERIFY(std::abs(*onsetF1(a, b) - 0.5328185) < 0.01);
        QVERIFY(std::abs(*onsetF1(a, c) - 0.3100775) < 0.01);
        QVERIFY(std::abs(*onsetF1(b, c) - 0.3240741) < 0.01);
        QCOMPARE(*onsetF1(a, a), 1.0);
    }

    void toneBurstsAreFoundWhereTheyBegin() {
        for (const SampleRate rate : {SampleRate{8'000}, SampleRate{44'100}, SampleRate{96'000}}) {
            AudioBuffer buffer(1, rate.hz * 4);
            std::vector<double> starts;
            for (double start = 0.5; start < 3.8; start += 0.5) {
                starts.push_back(start);
                for (FrameCount n = 0; n < framesOf(0.2, rate); ++n) {
                    const auto at = static_cast<std::size_t>(framesOf(start, rate) + n);
                    const double fade = std::min(1.0, static_cast<double>(framesOf(0.2, rate) - n) / (0.1 * rate.hz));
                    const double turns = 880.0 * static_cast<double>(n) / rate.hz;
                    buffer.channel(0)[at] = static_cast<float>(0.5 * fade * std::sin(2.0 * std::numbers::pi * turns));
                }
            }
            const auto found = onsetsOf(BufferSource(std::move(buffer), rate));
            QVERIFY2(*onsetF1(starts, found) == 1.0, qPrintable(QString("%1 Hz: %2 found").arg(rate.hz).arg(found.size())));
        }
    }

    void levelDoesNotMatter() {
        const auto music = test::musicExcerpt(test::kFunk, 30.0, 10.0);
        if (!music) {
            QSKIP("the Debian package davegnukem-data is not installed");
        }
        AudioBuffer quiet = readAll(*music);
        for (int c = 0; c < quiet.channels(); ++c) {
            for (float& sample : quiet.channel(c)) {
                sample *= 0.1F;
            }
        }
        const double f1 = *onsetF1(onsetsOf(*music), onsetsOf(BufferSource(std::move(quiet), kRate)));
        QVERIFY2(f1 > 0.98, qPrintable(QString::number(f1)));
    }

    void silenceHasNone() {
        QVERIFY(onsetsOf(BufferSource(AudioBuffer(2, 100'000), kRate)).empty());
        QVERIFY(onsetsOf(BufferSource(AudioBuffer(1, 1), kRate)).empty());
        QVERIFY(onsetsOf(BufferSource(AudioBuffer(1, 0), kRate)).empty());
    }

    void cancels() {
        JobContext context;
        context.cancel();
        const BufferSource noise(signals::noise(100'000), kRate);
        QVERIFY_EXCEPTION_THROWN((void)onsetStrength(noise, {context}), JobCancelled);
    }
};

QTEST_APPLESS_MAIN(TestOnsets)
#include "test_onsets.moc"
