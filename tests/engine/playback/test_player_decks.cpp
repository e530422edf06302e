// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual_output.h"
#include "material.h"

#include <QTest>

using namespace morphony;
using namespace morphony::test;

/// What the decks hold, which one is heard, and how loud.
class TestPlayerDecks : public QObject {
    Q_OBJECT

private Q_SLOTS:
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
};

QTEST_GUILESS_MAIN(TestPlayerDecks)
#include "test_player_decks.moc"
