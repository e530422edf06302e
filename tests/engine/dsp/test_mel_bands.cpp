// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "dsp/mel_bands.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace morphony;

class TestMelBands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTheTriangleMatrix() {
        // numpy 2.4.6, double precision: max(0, 1 - |mel(f) - centre| / spacing), outer bins wholly in the outer bands,
        // applied to the power 1 / (1 + k), 44,100 Hz
        const std::vector<double> expected{3.0024456,  0.70052617, 0.45283177, 0.34915455, 0.29150593, 0.25499028,
                                           0.23008127, 0.21206414, 0.19854251, 0.18809164, 0.1799013,  0.17330413,
                                           0.16796897, 0.16357763, 0.15995188, 0.15691683, 0.15436836, 0.15222335,
                                           0.15040047, 0.14885454, 0.14753101, 0.14640044, 0.14543165, 0.27550243};
        const MelBands bands(4096, {44'100});
        std::vector<float> power(2049);
        for (std::size_t k = 0; k < power.size(); ++k) {
            power[k] = 1.0F / static_cast<float>(1 + k);
        }
        std::vector<float> energies(24);
        bands.energies(power, energies);
        for (std::size_t b = 0; b < 24; ++b) {
            // single-precision sums of at most 300 terms
            QVERIFY2(std::abs(energies[b] / expected[b] - 1.0) < 3e-6, qPrintable(QString::number(b)));
        }
        QVERIFY(std::abs(std::accumulate(energies.begin(), energies.end(), 0.0) -
                         std::accumulate(power.begin(), power.end(), 0.0)) < 1e-5);
    }

    void interpolationIsItsTranspose() {
        // the same matrix transposed, applied to 10 sin(b), for 1,024 samples
        const MelBands bands(1024, {44'100});
        std::vector<float> perBand(24);
        for (std::size_t b = 0; b < 24; ++b) {
            perBand[b] = static_cast<float>(10.0 * std::sin(static_cast<double>(b)));
        }
        std::vector<float> perBin(513);
        bands.interpolate(perBand, perBin);
        const std::vector<std::pair<std::size_t, double>> expected{{0, 0.0},         {5, 8.6422084},   {6, 8.8661389},
                                                                   {50, -0.6566495}, {300, 8.5773137}, {512, -8.462204}};
        for (const auto& [bin, value] : expected) {
            QVERIFY2(std::abs(perBin[bin] - value) < 1e-5, qPrintable(QString::number(bin)));
        }
        std::vector<float> amplitudes(513);
        bands.amplitudes(perBand, amplitudes);
        for (std::size_t k = 0; k < amplitudes.size(); ++k) {
            QVERIFY(std::abs(amplitudes[k] / std::pow(10.0, perBin[k] / 20.0) - 1.0) < 1e-6);
        }
    }

    void everyRateHasEveryBand_data() {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("size");
        QTest::newRow("8 kHz") << 8'000 << 1'024;
        QTest::newRow("11.025 kHz, short") << 11'025 << 256;
        QTest::newRow("44.1 kHz, short") << 44'100 << 512;
        QTest::newRow("192 kHz") << 192'000 << 16'384;
    }
    void everyRateHasEveryBand() {
        QFETCH(int, rate);
        QFETCH(int, size);
        const MelBands bands(size, {rate});
        QVERIFY(bands.centresHz().back() <= 0.45 * rate + 1e-6);
        std::vector<float> energies(24);
        bands.energies(std::vector<float>(static_cast<std::size_t>(size / 2 + 1), 1.0F), energies);
        for (const float energy : energies) {
            QVERIFY(energy > 0.0F);
        }
    }

    void amplitudesFromDbEqualsPow() {
        std::vector<float> values;
        for (double db = -300.0; db <= 300.0; db += 0.37) {
            values.push_back(static_cast<float>(db));
        }
        const std::vector<float> decibels = values;
        amplitudesFromDb(values);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double expected = std::pow(10.0, static_cast<double>(decibels[i]) / 20.0);
            // beyond some +-50 dB the rounding of dB to octaves (24 bits of up to 50 octaves) is what is left
            const double tolerance = std::abs(decibels[i]) < 50.0F ? 1e-6 : 4e-6;
            QVERIFY2(std::abs(values[i] / expected - 1.0) < tolerance, qPrintable(QString::number(decibels[i])));
        }
        std::vector<float> edges{0.0F, -1e9F, 1e9F};
        amplitudesFromDb(edges);
        QCOMPARE(edges[0], 1.0F);
        QVERIFY(edges[1] > 0.0F && edges[1] < 2e-15F);
        QVERIFY(std::isfinite(edges[2]));
    }

    void powerSpectra() {
        const std::vector<std::complex<float>> bins{{3.0F, 4.0F}, {0.0F, -2.0F}};
        std::vector<float> power(2);
        powerSpectrum(bins, power);
        QCOMPARE(power, (std::vector<float>{25.0F, 4.0F}));
        addPowerSpectrum(bins, 0.5F, power);
        QCOMPARE(power, (std::vector<float>{37.5F, 6.0F}));
    }

    void impossibleShapesAreRefused() {
        QVERIFY_EXCEPTION_THROWN(MelBands(1024, {100}), EngineError);
        QVERIFY_EXCEPTION_THROWN(MelBands(1024, {44'100}, {.bands = 1}), EngineError);
    }
};

QTEST_APPLESS_MAIN(TestMelBands)
#include "test_mel_bands.moc"
