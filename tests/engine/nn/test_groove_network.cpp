// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/groove/groove_network.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace morphony;

namespace {

/// Figures by a formula, the same as in models/rhythm/train/export_groove.py.
std::vector<float> bar(std::size_t beats) {
    std::vector<float> heard(beats * kGrooveBeat);
    for (std::size_t i = 0; i < heard.size(); ++i) {
        heard[i] = static_cast<float>((i * 37 + 11) % 29) / 14.5F - 1.0F;
    }
    return heard;
}

} // namespace

class TestGrooveNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Reference: PyTorch 2.15.0 with the same rounded weights, by models/rhythm/train/export_groove.py; what the score
    // loses by tempo and meter (USUAL and RARITY of train_groove.py) is since taken off in Python
    void equalsTorch() {
        const std::array<double, kGroovePlaces.size()> expected{-0.149716, -1.068655, -2.150478, -0.674878, -0.534706,
                                                                1.076594,  -0.195012, -2.263756, -2.537204};
        GrooveRepeats repeats{};
        for (std::size_t i = 0; i < repeats.size(); ++i) {
            repeats[i] = static_cast<double>((i * 5 + 3) % 11) / 11.0 - 0.4;
        }
        const auto found = grooveScores(bar(4), bar(3), repeats, 87.0);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            // the program sums in double precision, the reference in single
            QVERIFY2(std::abs(found[i] - expected[i]) < 1e-4, qPrintable(QString::number(found[i])));
        }
    }
};

QTEST_APPLESS_MAIN(TestGrooveNetwork)
#include "test_groove_network.moc"
