// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/bar_lines/bar_line_network.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace morphony;

class TestBarLineNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Reference: PyTorch 2.15.0 with the same rounded weights, by models/rhythm/train/train_bar_lines.py
    void equalsNumpy() {
        const std::array<double, 3> expected{-3.38928539, -1.88011453, -2.69779235};
        for (std::size_t k = 0; k < expected.size(); ++k) {
            std::array<float, kBarLineBeats * kBarLineFigures> beats{};
            for (std::size_t i = 0; i < beats.size(); ++i) {
                beats[i] = static_cast<float>(static_cast<double>((i * 37 + k * 11) % 29) / 14.5 - 1.0);
            }
            const double found = barLineLogOdds(beats);
            // the program keeps biases and output weights to six digits
            QVERIFY2(std::abs(found - expected[k]) < 2e-4, qPrintable(QString::number(found)));
        }
    }
};

QTEST_APPLESS_MAIN(TestBarLineNetwork)
#include "test_bar_line_network.moc"
