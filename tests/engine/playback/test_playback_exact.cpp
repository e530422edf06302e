// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual_output.h"
#include "material.h"

#include <QTest>

using namespace morphony;
using namespace morphony::test;

namespace {
constexpr FrameCount kRamp = 240; // 5 ms at 48 kHz: the fade at the start, and every gain change
constexpr double kSeconds = 2.0;
constexpr FrameCount kFrames = 96'000;

/// Lets the take be heard from the beginning; false when the player does not get there.
bool playTake(ManualOutput& output, Player& player, const std::shared_ptr<const AudioSource>& source,
              const std::shared_ptr<const PlayableTake>& sound, const DialSetting& dial) {
    player.setDial(dial);
    player.hear(Deck::Take);
    player.setSource(source);
    player.setTake(sound);
    const bool settled = output.settle(player);
    player.play();
    return settled;
}
} // namespace

/// What the device gets is what the mixer gives offline, bit for bit.
class TestPlaybackExact : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sourceArrivesUnchanged_data() {
        QTest::addColumn<int>("blockFrames");
        for (const int frames : {1, 64, 256, 441, 512, 4096}) {
            QTest::newRow(qPrintable(QString::number(frames))) << frames;
        }
    }
    void sourceArrivesUnchanged() {
        QFETCH(int, blockFrames);
        const FrameCount frames = blockFrames == 1 ? 4'000 : 60'000;
        ManualOutput output;
        Player player({}, output.factory());
        const auto source = noise(1, 0.9F, kSeconds);
        player.setSource(source);
        QVERIFY(output.settle(player));
        player.play();
        const AudioBuffer heard = output.pull(player, frames, blockFrames);
        QCOMPARE(firstDifference(heard, kRamp, readAll(*source), kRamp, frames - kRamp), FrameCount{-1});
        QCOMPARE(player.state().position, frames);
        QCOMPARE(player.state().underruns, std::uint64_t{0});
    }

    void takeIsTheOfflineMix_data() {
        QTest::addColumn<double>("strength");
        QTest::addColumn<double>("rhythm");
        for (const double strength : {0.0, 0.1, 0.5, 0.73, 1.0}) {
            QTest::newRow(qPrintable(QString("dial %1").arg(strength))) << strength << -1.0;
        }
        QTest::newRow("an aspect of its own") << 0.2 << 0.9;
    }
    void takeIsTheOfflineMix() {
        QFETCH(double, strength);
        QFETCH(double, rhythm);
        DialSetting dial{.strength = strength};
        if (rhythm >= 0.0) {
            dial.rhythm = rhythm;
        }
        // loud enough for the limiter to work all the time: it is part of what must agree
        const auto source = noise(1, 0.9F, kSeconds);
        auto sound = std::make_shared<PlayableTake>(*take({source, noise(2, 0.9F, kSeconds), noise(3, 0.9F, kSeconds)}));
        auto law = std::make_shared<MixLaw>(*sound->law);
        law->layers[2].aspect = Aspect::Rhythm;
        sound->law = law;
        const AudioBuffer expected = mixed(*sound, dial);

        ManualOutput output;
        Player player({}, output.factory());
        QVERIFY(playTake(output, player, source, sound, dial));
        const AudioBuffer heard = output.pull(player, kFrames - 1000);
        QCOMPARE(firstDifference(heard, kRamp, expected, kRamp, kFrames - 1000 - kRamp), FrameCount{-1});
    }

    void decksStayInStepThroughSwitches() {
        const auto source = noise(1, 0.5F, kSeconds);
        const auto style = noise(7, 0.5F, kSeconds);
        const auto sound = take({source, noise(2, 0.5F, kSeconds)});
        const DialSetting dial{.strength = 0.6};
        const std::array<AudioBuffer, kDecks> expected{readAll(*source), mixed(*sound, dial), readAll(*style)};

        ManualOutput output;
        Player player({}, output.factory());
        player.setDial(dial);
        player.setSource(source);
        player.setTake(sound);
        player.setStyle(style);
        QVERIFY(output.settle(player));
        player.play();
        FrameCount at = 0;
        for (const Deck deck : {Deck::Source, Deck::Take, Deck::Style, Deck::Take, Deck::Source, Deck::Style}) {
            player.hear(deck);
            const AudioBuffer heard = output.pull(player, 5'000);
            // the switch is complete one ramp after the first block that knows of it
            QCOMPARE(firstDifference(heard, kRamp, expected[static_cast<std::size_t>(deck)], at + kRamp, 5'000 - kRamp),
                     FrameCount{-1});
            QCOMPARE(player.state().heard, deck);
            at += 5'000;
        }
    }

    void dialIsHeardWithTheNextBlock() {
        // quiet: the limiter, whose recovery takes longer than the ramp, has nothing to do
        const auto source = noise(1, 0.2F, kSeconds);
        const auto sound = take({source, noise(2, 0.2F, kSeconds)});
        ManualOutput output;
        Player player({}, output.factory());
        QVERIFY(playTake(output, player, source, sound, {}));
        FrameCount at = 0;
        for (const double strength : {0.0, 1.0, 0.25, 0.0, 0.5}) {
            player.setDial({.strength = strength});
            const AudioBuffer heard = output.pull(player, 4'000);
            // after the ramp and the mixer's own latency (5 ms each; 24 frames more for the true-peak filter)
            const FrameCount settled = 2 * kRamp + 24;
            QCOMPARE(firstDifference(heard, settled, mixed(*sound, {.strength = strength}), at + settled, 4'000 - settled),
                     FrameCount{-1});
            at += 4'000;
        }
    }

    void seekAndTakeSwapLandOnTheFrame() {
        const auto source = noise(1, 0.2F, kSeconds);
        const auto first = take({source, noise(2, 0.2F, kSeconds)});
        const auto second = take({source, noise(3, 0.2F, kSeconds)});
        const DialSetting dial{.strength = 1.0};
        ManualOutput output;
        Player player({}, output.factory());
        QVERIFY(playTake(output, player, source, first, dial));
        output.pull(player, 3'000);

        player.seek(10'000);
        QCOMPARE(player.state().position, FrameCount{10'000});
        QVERIFY(output.wait([&] { return !player.state().pending; }));
        AudioBuffer heard = output.pull(player, 3'000);
        QCOMPARE(firstDifference(heard, kRamp, mixed(*first, dial), 10'000 + kRamp, 3'000 - kRamp), FrameCount{-1});
        QCOMPARE(player.state().position, FrameCount{13'000});

        player.setTake(second); // taken over in step: the position goes on without a jump
        const FrameCount at = 13'000 + output.pullUntilHeard(player).frames();
        QCOMPARE(player.state().position, at);
        heard = output.pull(player, 3'000);
        QCOMPARE(firstDifference(heard, 0, mixed(*second, dial), at, 3'000), FrameCount{-1});
    }

    void takeOfARegionIsTheSourceOutsideIt() {
        const auto source = noise(1, 0.2F, kSeconds);
        auto sound = std::make_shared<PlayableTake>(*take({source, noise(2, 0.2F, kSeconds)}));
        AudioBuffer share(1, kFrames);
        std::fill(share.channel(0).begin() + 20'000, share.channel(0).begin() + 40'000, 1.0F);
        sound->share = std::make_shared<BufferSource>(share, k48);
        const DialSetting dial{.strength = 1.0};
        ManualOutput output;
        Player player({}, output.factory());
        QVERIFY(playTake(output, player, source, sound, dial));
        const AudioBuffer heard = output.pull(player, 60'000);
        const AudioBuffer whole = readAll(*source);
        QCOMPARE(firstDifference(heard, kRamp, whole, kRamp, 20'000 - kRamp), FrameCount{-1});
        QCOMPARE(firstDifference(heard, 20'000, mixed(*sound, dial), 20'000, 20'000), FrameCount{-1});
        QCOMPARE(firstDifference(heard, 40'000, whole, 40'000, 20'000), FrameCount{-1});
    }

    void loopTurnsOnTheFrame() {
        const auto source = noise(1, 0.5F, kSeconds);
        ManualOutput output;
        Player player({}, output.factory());
        player.setSource(source);
        player.setLoop(FrameRange{5'000, 9'001});
        player.seek(4'000);
        QVERIFY(output.settle(player));
        player.play();
        const AudioBuffer heard = output.pull(player, 20'000);
        const AudioBuffer whole = readAll(*source);
        QCOMPARE(firstDifference(heard, kRamp, whole, 4'000 + kRamp, 5'001 - 2 * kRamp), FrameCount{-1});
        for (const FrameCount seam : {5'001, 9'002, 13'003}) { // exact from the seam to the next crossfade
            QCOMPARE(firstDifference(heard, seam, whole, 5'000, 4'001 - kRamp), FrameCount{-1});
        }
        QCOMPARE(player.state().position, FrameCount{5'000 + (20'000 - 1'000) % 4'001});
    }
};

QTEST_APPLESS_MAIN(TestPlaybackExact)
#include "test_playback_exact.moc"
