// SPDX-License-Identifier: GPL-3.0-or-later
// Drums from shots: the soundfont's own sound, to the sample, however the part is cut into blocks.
#include "music/drum_shots.h"

#include <numeric>
#include <QTest>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};
constexpr int kSnare = 38, kClosedHat = 42, kOpenHat = 46;

ScoreNote struck(double seconds, int key, int velocity) { return {seconds, seconds + 0.1, 0.0, 0.0, key, velocity}; }

std::vector<float> played(const std::vector<ScoreNote>& notes, FrameCount block, FrameCount frames = 44'100) {
    const JobContext context;
    DrumShots drums(notes, *findSoundfont(), kRate, 0, context);
    AudioBuffer audio(2, frames);
    for (FrameCount at = 0; at < frames; at += block) {
        drums.render(audio.view().slice({at, std::min(frames, at + block)}));
    }
    return {audio.channel(0).begin(), audio.channel(0).end()};
}

double energy(const std::vector<float>& samples, std::size_t from, std::size_t to) {
    return std::inner_product(samples.begin() + static_cast<std::ptrdiff_t>(from),
                              samples.begin() + static_cast<std::ptrdiff_t>(to),
                              samples.begin() + static_cast<std::ptrdiff_t>(from), 0.0);
}

} // namespace

class TestDrumShots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!findSoundfont()) {
            QSKIP("no soundfont is installed");
        }
    }

    void aStrokeIsTheSoundfontsOwn() {
        constexpr FrameCount kFrames = 64 * FluidPlayer::kBlock;
        const JobContext context;
        FluidPlayer player(*findSoundfont(), kRate, 0, true, 0.0, context);
        AudioBuffer own(2, kFrames);
        player.noteOn(kSnare, 100);
        player.render(own.view());
        constexpr FrameCount kStart = 1'001; // on no block of the synthesiser's
        const auto found = played({struck(secondsOf(kStart, kRate), kSnare, 100)}, 8'192);
        for (std::size_t n = 0; n < kFrames; ++n) {
            QCOMPARE(found[n + kStart], own.channel(0)[n]);
        }
        QCOMPARE(energy(found, 0, kStart), 0.0);
    }

    void blocksDoNotMatter() {
        std::vector<ScoreNote> notes;
        for (int i = 0; i < 12; ++i) {
            notes.push_back(struck(0.07 * i, i % 3 == 0 ? kSnare : i % 2 == 0 ? kOpenHat : kClosedHat, 60 + 5 * i));
        }
        const auto whole = played(notes, 44'100);
        QVERIFY(energy(whole, 0, whole.size()) > 0.01);
        QCOMPARE(played(notes, 64), whole);
        QCOMPARE(played(notes, 1'000), whole);
    }

    /// Amplitude goes as the square of the velocity: 101 and 100, of one step, differ by 2 %.
    void velocitiesBetweenStepsKeepTheirLevel() {
        const auto loud = played({struck(0.0, kSnare, 101)}, 8'192);
        const auto plain = played({struck(0.0, kSnare, 100)}, 8'192);
        const double ratio = std::sqrt(energy(loud, 0, loud.size()) / energy(plain, 0, plain.size()));
        QVERIFY2(std::abs(ratio - 1.01 * 1.01) < 1e-4, std::to_string(ratio).c_str());
    }

    void aClosedHatStopsAnOpenOne() {
        const auto open = played({struck(0.0, kOpenHat, 100)}, 8'192);
        const auto both = played({struck(0.0, kOpenHat, 100), struck(0.1, kClosedHat, 4)}, 8'192);
        const auto closed = played({struck(0.1, kClosedHat, 4)}, 8'192);
        // 0.1 s after the stop the open one is 11 dB down, a factor of 13; the closed one is as soft as can be
        QVERIFY(energy(closed, 8'820, 13'230) < 0.01 * energy(open, 8'820, 13'230));
        QVERIFY(energy(both, 8'820, 13'230) < 0.1 * energy(open, 8'820, 13'230));
    }
};

QTEST_GUILESS_MAIN(TestDrumShots)
#include "test_drum_shots.moc"
