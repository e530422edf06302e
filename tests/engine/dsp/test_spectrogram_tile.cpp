// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/spectrogram_tile.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44100};
constexpr SpectrogramTileShape kShape;

/// A sine in the given channel of two, silence in the other.
std::shared_ptr<BufferSource> sine(double hz, double gain, FrameCount frames, int channel = 0) {
    AudioBuffer buffer(2, frames);
    auto samples = buffer.channel(channel);
    for (FrameCount i = 0; i < frames; ++i) {
        samples[static_cast<std::size_t>(i)] =
            static_cast<float>(gain * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(i) / kRate.hz));
    }
    return std::make_shared<BufferSource>(std::move(buffer), kRate);
}

int rowOf(double hz) {
    const double octaves = std::log2(kShape.highHz / kShape.lowHz);
    return static_cast<int>(std::lround(std::log2(kShape.highHz / hz) / octaves * (kShape.rows - 1)));
}

int at(const std::vector<std::uint8_t>& tile, int row, int column) {
    return tile[static_cast<std::size_t>(row) * kShape.columns + static_cast<std::size_t>(column)];
}

} // namespace

class TestSpectrogramTile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void levelsOfASine_data() {
        QTest::addColumn<double>("db");
        QTest::addColumn<int>("expected");
        // (60 + dB) / 60 * 255
        QTest::newRow("full scale") << 0.0 << 255;
        QTest::newRow("-20 dB") << -20.0 << 170;
        QTest::newRow("-45 dB") << -45.0 << 64;
        QTest::newRow("below the floor") << -70.0 << 0;
    }

    void levelsOfASine() {
        QFETCH(double, db);
        QFETCH(int, expected);
        const double hz = 186.0 * kRate.hz / 4096.0; // centre of a bin of the 4,096-point window: 2,002.6 Hz
        const std::atomic<bool> unwanted{false};
        for (const int channel : {0, 1}) {
            const auto tile = spectrogramTile(*sine(hz, gainFromDb(db), 100'000, channel), 0, kShape, unwanted);
            QCOMPARE(tile.size(), std::size_t{256 * 192});
            // 2 of 255 are 0.5 dB: rounding, and a row's edge may lie between two bins
            QVERIFY2(std::abs(at(tile, rowOf(hz), 128) - expected) <= 2,
                     qPrintable(QString::number(at(tile, rowOf(hz), 128))));
            // an octave away nothing is left of a Hann window's side lobes above -60 dB
            QCOMPARE(at(tile, rowOf(hz * 2), 128), 0);
            QCOMPARE(at(tile, rowOf(hz / 2), 128), 0);
        }
    }

    void columnsLieAHopApart() {
        // silence, then a tone from frame 64 * 256 on: its start is column 64 of the first tile, column 0 of tile 64
        AudioBuffer buffer(1, 64 * 256 * 2);
        const double hz = 1000.0;
        for (FrameCount i = 64 * 256; i < buffer.frames(); ++i) {
            buffer.channel(0)[static_cast<std::size_t>(i)] =
                static_cast<float>(std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(i) / kRate.hz));
        }
        const BufferSource source(std::move(buffer), kRate);
        const std::atomic<bool> unwanted{false};
        const auto tile = spectrogramTile(source, 0, kShape, unwanted);
        const int row = rowOf(hz);
        QCOMPARE(at(tile, row, 64 - 9), 0);   // the window reaches 8 columns (2,048 frames) to each side
        QVERIFY(at(tile, row, 64 + 9) > 240); // inside: full level, less the loss between two bins (1.4 dB at most: 6)
        const int edge = at(tile, row, 64);   // half of the window is silence: -6 dB (26)
        QVERIFY2(std::abs(edge - (at(tile, row, 80) - 26)) <= 6, qPrintable(QString::number(edge)));
        const auto later = spectrogramTile(source, 32, kShape, unwanted);
        for (int r = 0; r < kShape.rows; ++r) {
            QCOMPARE(at(later, r, 0), at(tile, r, 32)); // the same column whichever tile it lies in
        }
    }

    void longHopsAndEndsAreSafe() {
        SpectrogramTileShape wide;
        wide.hop = FrameCount{64} << 14;
        const std::atomic<bool> unwanted{false};
        const auto tile = spectrogramTile(*sine(1000.0, 1.0, 200'000), 0, wide, unwanted);
        QVERIFY(at(tile, rowOf(1000.0), 0) > 0);
        QCOMPARE(at(tile, rowOf(1000.0), 5), 0); // past the end
        AudioBuffer one(1, 1);
        const BufferSource single(std::move(one), SampleRate{8000}); // rows above 4 kHz have no bins
        QCOMPARE(spectrogramTile(single, 0, kShape, unwanted), std::vector<std::uint8_t>(256 * 192, 0));
    }

    void unwantedGivesNothing() {
        const std::atomic<bool> unwanted{true};
        QVERIFY(spectrogramTile(*sine(1000.0, 1.0, 1000), 0, kShape, unwanted).empty());
    }
};

QTEST_APPLESS_MAIN(TestSpectrogramTile)
#include "test_spectrogram_tile.moc"
