// SPDX-License-Identifier: GPL-3.0-or-later
// Instruments of a soundfont: the same sound whatever was played before, and a load that can be stopped.
#include "core/engine_error.h"
#include "music/fluid_player.h"

#include <fstream>
#include <QTemporaryDir>
#include <QTest>
#include <thread>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};
constexpr int kPiano = 0, kStrings = 48;

void requireSoundfont() {
    if (!findSoundfont()) {
        QSKIP("no soundfont is installed");
    }
}

/// Two notes, the second while the first still sounds; the player goes while both do.
std::vector<float> played(int program, bool drums = false) {
    const JobContext context;
    FluidPlayer player(*findSoundfont(), kRate, program, drums, 0.0, context);
    AudioBuffer audio(2, 200 * FluidPlayer::kBlock);
    player.noteOn(40, 110);
    player.render(audio.view().slice({0, 50 * FluidPlayer::kBlock}));
    player.noteOn(47, 60);
    player.render(audio.view().slice({50 * FluidPlayer::kBlock, audio.frames()}));
    std::vector<float> samples(audio.channel(0).begin(), audio.channel(0).end());
    samples.insert(samples.end(), audio.channel(1).begin(), audio.channel(1).end());
    return samples;
}

} // namespace

class TestFluidPlayer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { requireSoundfont(); }

    void whatWasPlayedBeforeDoesNotMatter() {
        const auto piano = played(kPiano);
        QVERIFY(*std::ranges::max_element(piano) > 0.001F);
        const auto drums = played(kPiano, true);
        QVERIFY(drums != piano);
        QCOMPARE(played(kPiano), piano);
        for (int program = 30; program < 30 + 17; ++program) { // more than stay loaded
            static_cast<void>(played(program));
        }
        QCOMPARE(played(kPiano), piano);
        QCOMPARE(played(kPiano, true), drums);
    }

    void playersAtTheSameTimeDoNotDisturbEachOther() {
        const auto piano = played(kPiano);
        const auto strings = played(kStrings);
        std::vector<std::vector<float>> found(8);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < found.size(); ++i) {
            threads.emplace_back([&, i] { found[i] = played(i % 2 == 0 ? kPiano : kStrings); });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        for (std::size_t i = 0; i < found.size(); ++i) {
            QCOMPARE(found[i], i % 2 == 0 ? piano : strings);
        }
    }

    void aCancelledLoadEndsAndLeavesNothingHalfLoaded() {
        constexpr int kFlute = 73; // chosen by no other test
        JobContext cancelled;
        cancelled.cancel();
        QVERIFY_THROWS_EXCEPTION(JobCancelled, FluidPlayer(*findSoundfont(), kRate, kFlute, false, 0.0, cancelled));
        const auto flute = played(kFlute);
        QVERIFY(*std::ranges::max_element(flute) > 0.001F);
    }

    void aBrokenSoundfontIsNamed() {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("broken.sf2").toStdString();
        std::ofstream(file) << "RIFFxxxxsfbk, and nothing more";
        const JobContext context;
        try {
            const FluidPlayer player(file, kRate, kPiano, false, 0.0, context);
            QFAIL("a broken soundfont was opened");
        } catch (const EngineError& error) {
            QCOMPARE(error.kind(), ErrorKind::MissingResource);
            QVERIFY2(std::string(error.what()).find("broken.sf2") != std::string::npos, error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TestFluidPlayer)
#include "test_fluid_player.moc"
