// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual_output.h"
#include "material.h"

#include <QTest>

using namespace morphony;
using namespace morphony::test;

namespace {

constexpr FrameCount kRamp = 240; // 5 ms at 48 kHz

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

} // namespace

/// Play, pause, seek, loop and the ends of pieces, odd and unreadable ones too.
class TestPlayerTransport : public QObject {
    Q_OBJECT

private Q_SLOTS:
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

QTEST_GUILESS_MAIN(TestPlayerTransport)
#include "test_player_transport.moc"
