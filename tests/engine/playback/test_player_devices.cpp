// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual_output.h"
#include "material.h"

#include <QTest>

#include <numbers>

using namespace morphony;
using namespace morphony::test;

namespace {

constexpr FrameCount kRamp = 240; // 5 ms at 48 kHz

} // namespace

/// Outputs that keep time, come, go and are missing, and every shape and rate on every output.
class TestPlayerDevices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nullDeviceKeepsTime() {
        Player player(kNullDeviceId);
        player.setSource(noise(1, 0.5F, 30.0));
        QTRY_VERIFY(!player.state().pending);
        QVERIFY(player.state().nullDevice);
        QCOMPARE(player.deviceProblem(), std::string());
        const auto begin = std::chrono::steady_clock::now();
        player.play();
        QTest::qWait(500);
        const FrameCount position = player.state().position;
        const double passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        // never ahead of the clock by more than the 10-ms block; behind it by a busy machine's scheduling only, which
        // the device makes up for at its next turn: 0.2 s is far beyond what was ever seen
        QVERIFY2(position <= framesOf(passed + 0.011, k48), qPrintable(QString::number(position)));
        QVERIFY2(position >= framesOf(passed - 0.2, k48), qPrintable(QString::number(position)));
        player.pause();
        QTRY_VERIFY(!player.state().playing);
        QTest::qWait(50);
        const FrameCount held = player.state().position;
        QTest::qWait(100);
        QCOMPARE(player.state().position, held);
        QCOMPARE(player.state().shortTermLufs, -70.0);
    }

    void nullDeviceRunsAtTheSourcesRateAfterASwitch() {
        Player player(kNullDeviceId);
        player.setSource(noise(1, 0.5F, 2.0, k44));
        player.setDevice(kNullDeviceId);
        QTRY_VERIFY(!player.state().pending);
        player.play();
        QTRY_VERIFY(player.state().position > 4'410);
    }

    void unknownDeviceFallsBackAndSaysWhy() {
        Player player("ALSA:no such output");
        player.setSource(noise(1, 0.5F, 1.0));
        QTRY_VERIFY(player.state().nullDevice);
        QVERIFY(QString::fromStdString(player.deviceProblem()).contains("no such output"));
        player.play();
        QTRY_VERIFY(player.state().position > 2'000);
    }

    void lostDevicePausesAndANewOneResumes() {
        ManualOutput output;
        Player player("first", output.factory());
        player.setSource(sine(440, 0.5, 4.0));
        QVERIFY(output.settle(player));
        player.play();
        output.pull(player, 10'000);
        output.lose();
        QTRY_VERIFY(player.state().deviceLost);
        QVERIFY(!player.state().playing);
        QCOMPARE(player.state().position, FrameCount{10'000});
        QVERIFY(QString::fromStdString(player.deviceProblem()).contains("Manual first"));
        player.seek(20'000); // works without a device
        QCOMPARE(player.state().position, FrameCount{20'000});

        player.setDevice("second");
        QTRY_VERIFY(!player.state().deviceLost);
        QVERIFY(output.settle(player));
        QCOMPARE(player.state().deviceName, std::string("Manual second"));
        QCOMPARE(player.deviceProblem(), std::string());
        QVERIFY(player.state().playing);
        const AudioBuffer heard = output.pull(player, 1'000);
        QVERIFY(loudest(heard) > 0.4F);
        QCOMPARE(player.state().position, FrameCount{21'000});
    }

    void pauseAfterALossIsKept() {
        ManualOutput output;
        Player player("first", output.factory());
        player.setSource(sine(440, 0.5, 4.0));
        QVERIFY(output.settle(player));
        player.play();
        output.lose();
        QTRY_VERIFY(player.state().deviceLost);
        player.pause();
        player.setDevice("second");
        QVERIFY(output.settle(player));
        QVERIFY(!player.state().playing);
        output.lose();
        QTRY_VERIFY(player.state().deviceLost);
        player.play(); // tries the lost one again
        QTRY_VERIFY(!player.state().deviceLost);
        QVERIFY(player.state().playing);
    }

    void switchingTheDeviceKeepsThePlace() {
        ManualOutput output;
        output.refuse("broken");
        Player player("first", output.factory());
        player.setSource(sine(440, 0.5, 4.0));
        QVERIFY(output.settle(player));
        player.play();
        output.pull(player, 5'000);
        player.setDevice("broken");
        QTRY_COMPARE(player.state().deviceName, std::string("Manual null"));
        QVERIFY(player.state().nullDevice);
        QVERIFY(!player.deviceProblem().empty());
        QVERIFY(output.settle(player));
        QVERIFY(player.state().playing);
        output.pull(player, 1'000);
        QCOMPARE(player.state().position, FrameCount{6'000});
    }

    void deviceLatencyIsTakenOffThePosition() {
        ManualOutput output(k48, 2, 0.05);
        Player player({}, output.factory());
        player.setSource(sine(440, 0.5, 4.0));
        player.seek(10'000);
        QVERIFY(output.settle(player));
        player.play();
        output.pull(player, 1'000); // none of it has reached the ear
        QCOMPARE(player.state().position, FrameCount{10'000});
        output.pull(player, 9'000);
        QCOMPARE(player.state().position, FrameCount{20'000 - 2'400});
    }

    void otherRatesKeepPitchAndPlace_data() {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::newRow("44.1 to 48") << 44'100 << 48'000;
        QTest::newRow("48 to 44.1") << 48'000 << 44'100;
        QTest::newRow("96 to 48") << 96'000 << 48'000;
        QTest::newRow("8 to 44.1") << 8'000 << 44'100;
        QTest::newRow("192 to 44.1") << 192'000 << 44'100;
    }
    void otherRatesKeepPitchAndPlace() {
        QFETCH(int, from);
        QFETCH(int, to);
        const SampleRate rate{from};
        ManualOutput output(SampleRate{to});
        Player player({}, output.factory());
        player.setSource(sine(997, 0.5, 4.0, rate));
        player.seek(from); // 1 s
        QVERIFY(output.settle(player));
        player.play();
        const AudioBuffer heard = output.pull(player, to);
        // the resampler's pass band is flat to 1e-6; 1e-4 of 0.5 also covers the phase of a place 0.2 samples off
        double worst = 0.0;
        for (int i = to / 100; i < to; ++i) {
            const double expected = 0.5 * std::sin(2.0 * std::numbers::pi * 997.0 * (1.0 + static_cast<double>(i) / to));
            worst = std::max(worst, std::abs(heard.channel(1)[static_cast<std::size_t>(i)] - expected));
        }
        QVERIFY2(worst < 1e-4, qPrintable(QString::number(worst)));
        QVERIFY(std::abs(player.state().position - 2 * from) <= 1); // rounding to whole source frames
    }

    void channelsReachTheOutput_data() {
        QTest::addColumn<int>("source");
        QTest::addColumn<int>("device");
        QTest::addColumn<QVector<double>>("left"); // weight of every source channel, BS.775 folded and scaled
        QTest::addColumn<QVector<double>>("right");
        const double h = std::sqrt(0.5);
        const double s = 1.0 + 2.0 * h;
        QTest::newRow("mono on stereo") << 1 << 2 << QVector<double>{1} << QVector<double>{1};
        QTest::newRow("stereo on mono") << 2 << 1 << QVector<double>{0.5, 0.5} << QVector<double>{};
        QTest::newRow("5.1 on stereo") << 6 << 2 << QVector<double>{1 / s, 0, h / s, 0, h / s, 0}
                                       << QVector<double>{0, 1 / s, h / s, 0, 0, h / s};
        QTest::newRow("5.1 on mono") << 6 << 1 << QVector<double>{0.5 / s, 0.5 / s, h / s, 0, 0.5 * h / s, 0.5 * h / s}
                                     << QVector<double>{};
        QTest::newRow("mono on mono") << 1 << 1 << QVector<double>{1} << QVector<double>{};
        QTest::newRow("ten on stereo") << 10 << 2 << QVector<double>{0.2, 0, 0.2, 0, 0.2, 0, 0.2, 0, 0.2, 0}
                                       << QVector<double>{0, 0.2, 0, 0.2, 0, 0.2, 0, 0.2, 0, 0.2};
    }
    void channelsReachTheOutput() {
        QFETCH(int, source);
        QFETCH(int, device);
        QFETCH(QVector<double>, left);
        QFETCH(QVector<double>, right);
        const auto sound = noise(1, 0.5F, 1.0, k48, source);
        const AudioBuffer all = readAll(*sound);
        ManualOutput output(k48, device);
        Player player({}, output.factory());
        player.setSource(sound);
        player.setTake(take({sound})); // the mixer works on the source's channels, whatever the output has
        player.hear(Deck::Take);
        QVERIFY(output.settle(player));
        player.play();
        const AudioBuffer heard = output.pull(player, 5'000);
        for (int side = 0; side < device; ++side) {
            for (std::size_t i = kRamp; i < 5'000; ++i) {
                double expected = 0.0;
                for (int c = 0; c < source; ++c) {
                    expected += (side == 0 ? left : right)[c] * static_cast<double>(all.channel(c)[i]);
                }
                // ten roundings of numbers below 1 in single precision
                QVERIFY2(std::abs(heard.channel(side)[i] - expected) < 1e-6, qPrintable(QString::number(i)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestPlayerDevices)
#include "test_player_devices.moc"
