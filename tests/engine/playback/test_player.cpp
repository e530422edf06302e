// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual_output.h"
#include "material.h"

#include <QtTest>

#include <numbers>

using namespace morphony;
using namespace morphony::test;

namespace {

constexpr FrameCount kRamp = 240; // 5 ms at 48 kHz

/// A sine of 440 Hz and amplitude 0.5 has second differences up to 0.5 * (2 pi 440 / 48000)^2 = 0.0017. A linear fade
/// between two such signals adds kinks of at most their difference (1) / 240 frames = 0.0042 where it begins and ends,
/// and as much where level match moves at the same time. A switch without a fade shows as a step of 0.3 and more.
constexpr double kNoClick = 0.012;

/// Storage that fails from some frame on.
class FailingSource final : public AudioSource {
public:
    FailingSource(std::shared_ptr<const AudioSource> inner, FrameCount from) : m_inner(std::move(inner)), m_from(from) {}
    [[nodiscard]] SampleRate sampleRate() const override { return m_inner->sampleRate(); }
    [[nodiscard]] int channels() const override { return m_inner->channels(); }
    [[nodiscard]] FrameCount frames() const override { return m_inner->frames(); }
    void read(FrameCount position, AudioView out) const override {
        if (position + out.frames() > m_from) {
            throw EngineError(ErrorKind::InputUnreadable, "The file song.wav cannot be read any more.");
        }
        m_inner->read(position, out);
    }

private:
    const std::shared_ptr<const AudioSource> m_inner;
    const FrameCount m_from;
};

float loudest(const AudioBuffer& buffer, int channel = 0) {
    float peak = 0.0F;
    for (const float sample : buffer.channel(channel)) {
        peak = std::max(peak, std::abs(sample));
    }
    return peak;
}

} // namespace

class TestPlayer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // ---- the null device: a real clock -------------------------------------------------------------------------------

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

    // ---- transport ---------------------------------------------------------------------------------------------------

    void pauseHoldsAndResumesOnTheFrame() {
        ManualOutput output;
        Player player({}, output.factory());
        const auto source = sine(440, 0.5, 2.0);
        player.setSource(source);
        QVERIFY(output.settle(player));
        player.play();
        AudioBuffer heard = output.pull(player, 10'000);
        player.pause();
        AudioBuffer after = output.pull(player, 1'000);
        QCOMPARE(player.state().position, 10'000 + kRamp); // the fade-out is played, then nothing moves
        for (std::size_t i = kRamp; i < 1'000; ++i) {
            QCOMPARE(after.channel(0)[i], 0.0F);
        }
        QVERIFY(roughness(after) < kNoClick);
        player.play();
        after = output.pull(player, 4'000);
        QCOMPARE(firstDifference(after, kRamp, readAll(*source), 10'000 + 2 * kRamp, 4'000 - kRamp), FrameCount{-1});
        QVERIFY(roughness(after) < kNoClick);
    }

    void endOfPieceStopsAndPlayStartsAgain() {
        ManualOutput output;
        Player player({}, output.factory());
        player.setSource(sine(440, 0.5, 0.5)); // 24,000 frames
        player.seek(20'000);
        QVERIFY(output.settle(player));
        player.play();
        const AudioBuffer heard = output.pull(player, 6'000);
        QVERIFY(loudest(heard) > 0.4F);
        QCOMPARE(heard.channel(0)[4'001], 0.0F);
        QVERIFY(!player.state().playing);
        QCOMPARE(player.state().position, FrameCount{24'000});
        QCOMPARE(player.state().underruns, std::uint64_t{0});
        player.play();
        QVERIFY(output.settle(player));
        output.pull(player, 1'000);
        QVERIFY(player.state().playing);
        QCOMPARE(player.state().position, FrameCount{1'000});
    }

    void latestSeekWinsWithoutAClick() {
        ManualOutput output;
        Player player({}, output.factory());
        const auto source = sine(440, 0.5, 10.0);
        player.setSource(source);
        QVERIFY(output.settle(player));
        player.play();
        output.pull(player, 3'000);
        for (FrameCount target = 0; target < 400'000; target += 20'011) {
            player.seek(target);
        }
        QCOMPARE(player.state().position, FrameCount{380'209});
        std::vector<AudioBuffer> parts;
        AudioBuffer all(2, 100 * 250);
        for (FrameCount i = 0; i < 100; ++i) { // sound goes on while the new place is read
            all.view().slice({i * 250, (i + 1) * 250}).copyFrom(output.pull(player, 250).view());
        }
        QVERIFY2(roughness(all) < kNoClick, qPrintable(QString::number(roughness(all))));
        QVERIFY(!player.state().pending);
        QVERIFY(player.state().position > 380'209 && player.state().position <= 380'209 + 25'000);
    }

    void seekIsClampedToThePiece() {
        ManualOutput output;
        Player player({}, output.factory());
        player.setSource(sine(440, 0.5, 0.5));
        player.seek(-5);
        QVERIFY(output.settle(player));
        QCOMPARE(player.state().position, FrameCount{0});
        player.seek(1'000'000);
        QVERIFY(output.settle(player));
        QCOMPARE(player.state().position, FrameCount{24'000});
    }

    void loopHasNoClickAndCanBeTakenAway() {
        ManualOutput output;
        Player player({}, output.factory());
        player.setSource(sine(440, 0.5, 2.0));
        player.setStyle(sine(300, 0.5, 0.3));       // shorter than the piece: repeats, out of step with the loop
        player.setLoop(FrameRange{20'000, 26'543}); // no whole number of periods: a bare seam would be a step
        player.seek(25'000);
        QVERIFY(output.settle(player));
        player.play();
        for (const Deck deck : {Deck::Source, Deck::Style}) {
            player.hear(deck);
            const AudioBuffer heard = output.pull(player, 40'000);
            QVERIFY2(roughness(heard) < kNoClick, qPrintable(QString::number(roughness(heard))));
            const FrameCount position = player.state().position;
            QVERIFY(position >= 20'000 && position < 26'543);
        }
        player.seek(20'000);
        output.settle(player);
        player.setLoop(std::nullopt); // from here on positions only rise, however late the disk is
        const FrameCount played = output.pullUntilHeard(player).frames();
        output.pull(player, 10'000);
        QCOMPARE(player.state().position, 30'000 + played);
    }

    void loopAheadOfThePositionJumpsThere() {
        ManualOutput output;
        Player player({}, output.factory());
        player.setSource(sine(440, 0.5, 2.0));
        player.seek(50'000);
        QVERIFY(output.settle(player));
        player.setLoop(FrameRange{10'000, 20'000});
        QVERIFY(output.settle(player));
        QCOMPARE(player.state().position, FrameCount{10'000});
    }

    // ---- decks -------------------------------------------------------------------------------------------------------

    void switchesAndDialMovesDoNotClick() {
        const auto source = sine(440, 0.5, 10.0);
        ManualOutput output;
        Player player({}, output.factory());
        player.setSource(source);
        player.setTake(take({source, sine(440, 0.4, 10.0, k48, 2, 2.0)}));
        player.setStyle(sine(330, 0.5, 10.0));
        player.setDeckLoudness(Deck::Source, LoudnessSummary{.integratedLufs = -9.0, .truePeakDbtp = -6.0});
        player.setDeckLoudness(Deck::Style, LoudnessSummary{.integratedLufs = -6.0, .truePeakDbtp = -6.0});
        QVERIFY(output.settle(player));
        player.play();
        AudioBuffer all(2, 200 * 600);
        for (FrameCount i = 0; i < 200; ++i) {
            if (i % 2 == 0) {
                player.hear(static_cast<Deck>(i / 2 % 3));
            }
            player.setDial({.strength = static_cast<double>(i % 11) / 10.0});
            player.setVolume(i % 7 == 0 ? 0.5 : 1.0);
            player.setLevelMatch(i % 5 < 3);
            all.view().slice({i * 600, (i + 1) * 600}).copyFrom(output.pull(player, 600).view());
        }
        QVERIFY2(roughness(all) < kNoClick, qPrintable(QString::number(roughness(all))));
        QVERIFY(loudest(all) > 0.4F);
    }

    void missingDeckIsHeardAsWhatIsThere() {
        ManualOutput output;
        Player player({}, output.factory());
        const auto source = sine(440, 0.5, 2.0);
        player.setSource(source);
        player.hear(Deck::Take);
        QVERIFY(output.settle(player));
        QCOMPARE(player.state().heard, Deck::Source);
        player.play();
        output.pull(player, 1'000);
        QVERIFY(player.state().peakLeft > 0.4F);
        player.setTake(take({source, sine(440, 0.4, 2.0)}));
        QCOMPARE(player.state().heard, Deck::Take);
        player.setSource(sine(440, 0.5, 1.0)); // another length
        QCOMPARE(player.state().heard, Deck::Source);
    }

    void styleAloneIsTheTimeline() {
        ManualOutput output;
        Player player({}, output.factory());
        player.setStyle(sine(440, 0.5, 1.0));
        QVERIFY(output.settle(player));
        player.play();
        QVERIFY(loudest(output.pull(player, 12'000)) > 0.4F);
        QCOMPARE(player.state().heard, Deck::Style);
        QCOMPARE(player.state().position, FrameCount{12'000});
        QCOMPARE(player.state().stylePosition, FrameCount{12'000});
    }

    void stylePositionFollowsInItsOwnFrames() {
        ManualOutput output;
        Player player({}, output.factory());
        player.setSource(sine(440, 0.5, 3.0));
        player.setStyle(sine(440, 0.5, 1.0, k44)); // 44,100 frames
        player.seek(120'000);                      // 2.5 s: the style is half through for the third time
        QVERIFY(output.settle(player));
        QCOMPARE(player.state().stylePosition, FrameCount{22'050});
    }

    void sourceIsSwappedWhilePlaying() {
        ManualOutput output;
        Player player({}, output.factory());
        player.setSource(sine(440, 0.5, 4.0));
        QVERIFY(output.settle(player));
        player.play();
        output.pull(player, 10'000);
        const auto next = sine(440, 0.3, 4.0, k48, 2, 1.0);
        player.setSource(next);
        AudioBuffer heard = output.pullUntilHeard(player);
        QVERIFY2(roughness(heard) < kNoClick, qPrintable(QString::number(roughness(heard))));
        FrameCount played = 10'000 + heard.frames();
        QCOMPARE(player.state().position, played);
        heard = output.pull(player, 1'000);
        QCOMPARE(firstDifference(heard, 0, readAll(*next), played, 1'000), FrameCount{-1});

        player.setSource(sine(440, 0.3, 4.0, k44)); // the time stays, in frames of the other rate
        played += 1'000 + output.pullUntilHeard(player).frames();
        const double seconds = secondsOf(player.state().position, k44);
        QVERIFY2(std::abs(seconds - secondsOf(played, k48)) < 1e-3, qPrintable(QString::number(seconds)));
        player.setSource(nullptr);
        output.pull(player, 10'000);
        QVERIFY(!player.state().playing);
        QVERIFY(output.settle(player));
        QCOMPARE(player.state().position, FrameCount{0});
    }

    void takeMustFitTheSource() {
        Player player(kNullDeviceId);
        const auto source = sine(440, 0.5, 1.0);
        QVERIFY_EXCEPTION_THROWN(player.setTake(take({source})), EngineError);
        player.setSource(source);
        player.setTake(take({source}));
        QVERIFY_EXCEPTION_THROWN(player.setTake(take({source, sine(440, 0.5, 1.1)})), EngineError);
        QVERIFY_EXCEPTION_THROWN(player.setTake(take({source, sine(440, 0.5, 1.0, k48, 1)})), EngineError);
        QVERIFY_EXCEPTION_THROWN(player.setTake(std::make_shared<PlayableTake>()), EngineError);
    }

    // ---- shapes and rates --------------------------------------------------------------------------------------------

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

    // ---- level match and meters --------------------------------------------------------------------------------------

    void levelMatchBringsTheDecksTogether() {
        ManualOutput output;
        Player player({}, output.factory());
        player.setSource(sine(1000, 0.1, 4.0));
        player.setStyle(sine(1000, 0.4, 4.0)); // 12 dB louder
        player.setDeckLoudness(Deck::Source, LoudnessSummary{.integratedLufs = -20.0, .truePeakDbtp = -20.0});
        player.setDeckLoudness(Deck::Style,
                               LoudnessSummary{.integratedLufs = -20.0 + 20.0 * std::log10(4.0), .truePeakDbtp = -8.0});
        player.setLevelMatch(true);
        QVERIFY(output.settle(player));
        player.play();
        output.pull(player, 2'000);
        QVERIFY(std::abs(player.state().peakLeft - 0.1F) < 1e-3F);
        QCOMPARE(player.state().levelMatchDb, 0.0);
        player.hear(Deck::Style);
        output.pull(player, 2'000);
        output.pull(player, 2'000);
        QVERIFY(std::abs(player.state().peakLeft - 0.1F) < 1e-3F);
        QVERIFY(std::abs(player.state().levelMatchDb + 20.0 * std::log10(4.0)) < 1e-9);
        player.setLevelMatch(false);
        output.pull(player, 2'000);
        output.pull(player, 2'000);
        QVERIFY(std::abs(player.state().peakLeft - 0.4F) < 1e-3F);
    }

    void levelMatchLowersWhatCannotBeRaised() {
        Player player(kNullDeviceId);
        player.setSource(sine(1000, 0.5, 1.0));
        player.setStyle(sine(1000, 0.1, 1.0));
        player.setDeckLoudness(Deck::Source, LoudnessSummary{.integratedLufs = -8.0, .truePeakDbtp = -0.5});
        player.setDeckLoudness(Deck::Style, LoudnessSummary{.integratedLufs = -20.0, .truePeakDbtp = -4.0});
        player.setLevelMatch(true); // +12 dB would lift the style's peaks to +8 dBTP; +4 is what fits
        QCOMPARE(player.state().levelMatchDb, -8.0);
        player.hear(Deck::Style);
        QCOMPARE(player.state().levelMatchDb, 4.0);
        player.setStyle(sine(1000, 0.1, 2.0)); // not measured yet
        QCOMPARE(player.state().levelMatchDb, 0.0);
    }

    void shortTermLoudnessOfASine() {
        ManualOutput output;
        Player player({}, output.factory());
        player.setVolume(0.2);                 // meters stand before the volume
        player.setSource(sine(997, 0.1, 6.0)); // -20 dBFS in both channels: -20 LUFS by the definition of BS.1770
        QVERIFY(output.settle(player));
        player.play();
        output.pull(player, 5 * 48'000);
        QVERIFY(std::abs(player.state().peakRight - 0.1F) < 1e-3F);       // of the last block: 5 periods, sampled
        QTRY_VERIFY(std::abs(player.state().shortTermLufs + 20.0) < 0.1); // the tolerance of EBU Tech 3341
    }

    // ---- trouble -----------------------------------------------------------------------------------------------------

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

    void unreadableStorageStopsWithAMessage() {
        ManualOutput output;
        Player player({}, output.factory());
        player.setSource(std::make_shared<FailingSource>(sine(440, 0.5, 4.0), 48'000));
        QVERIFY(output.settle(player));
        QCOMPARE(player.state().problem, std::string());
        player.play();
        for (int i = 0; i < 100 && player.state().problem.empty(); ++i) {
            output.pull(player, 480);
        }
        QCOMPARE(player.state().problem, std::string("The file song.wav cannot be read any more."));
        QVERIFY(!player.state().playing);
        output.block(480); // the device goes on asking, so the fade-out is over: nothing is left to crossfade with
        player.setSource(sine(440, 0.5, 4.0));
        player.seek(0);
        QVERIFY(output.settle(player));
        QCOMPARE(player.state().problem, std::string());
        player.play();
        QVERIFY(loudest(output.pull(player, 2'000)) > 0.4F);
    }

    /// The piece ends with the last frame of a block, after which the device asks for nothing: what is wished for then
    /// must not wait for a crossfade with the end.
    void endingWithABlockLeavesNothingToFade() {
        ManualOutput output;
        Player player({}, output.factory());
        player.setSource(sine(440, 0.5, 512.0 / 48'000));
        QVERIFY(output.settle(player));
        player.play();
        output.block(256);
        output.block(256);
        QVERIFY(output.wait([&] { return !player.state().playing; }));
        player.setSource(sine(440, 0.5, 1.0));
        QVERIFY(!player.state().playing); // nor does the next piece start by itself
        QVERIFY(output.settle(player));
        player.setStyle(sine(220, 0.5, 1.0));
        QVERIFY(output.settle(player));
        QVERIFY(!player.state().playing);
    }

    void oddPiecesDoNoHarm() {
        ManualOutput output;
        Player player({}, output.factory());
        for (const FrameCount frames : {0, 1, 100, 512, 513}) {
            const auto piece = std::make_shared<BufferSource>(AudioBuffer(2, frames), k48);
            player.setSource(piece);
            player.setStyle(piece);
            player.setTake(take({piece}));
            player.setLoop(FrameRange{0, frames / 2});
            player.seek(0);
            QVERIFY(output.settle(player));
            player.play();
            output.block(1'024);
            player.setLoop(std::nullopt);
            QVERIFY(output.wait([&] {
                output.block(256);
                return !player.state().playing;
            }));
        }
        player.play();
        player.setSource(nullptr);
        player.setStyle(nullptr);
        QVERIFY(output.settle(player));
        player.play();
        QVERIFY(!player.state().playing);
    }
};

QTEST_GUILESS_MAIN(TestPlayer)
#include "test_player.moc"
