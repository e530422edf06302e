// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/levels.h"
#include "analysis/percussion.h"
#include "analysis/sections.h"
#include "core/engine_error.h"
#include "dsp/sliding_median.h"
#include "signals.h"

#include <QTest>

#include <random>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};
constexpr SampleRate kMonoRate{22'050};

std::shared_ptr<const AudioSource> source(AudioBuffer buffer, SampleRate rate = kRate) {
    return std::make_shared<BufferSource>(std::move(buffer), rate);
}

/// Chords as sums of sines, one a second, each of a root and its fifth and octave, with a timbre of its own.
void addChords(std::vector<float>& out, const std::vector<int>& roots, double brightness) {
    for (const int root : roots) {
        for (int i = 0; i < kMonoRate.hz; ++i) {
            double sample = 0.0;
            for (const int interval : {0, 7, 12, 16}) {
                const double hz = 220.0 * std::exp2((root + interval) / 12.0);
                for (int partial = 1; partial <= 6; ++partial) {
                    sample +=
                        std::pow(brightness, partial) * std::sin(2.0 * std::numbers::pi * hz * partial * i / kMonoRate.hz);
                }
            }
            out.push_back(static_cast<float>(0.03 * sample));
        }
    }
}

/// The form A B A C, every part sixteen seconds long.
std::shared_ptr<const AudioSource> formOfFour() {
    const std::vector<int> a{0, 5, 7, 0, 0, 5, 7, 0, 0, 5, 7, 0, 0, 5, 7, 0};
    const std::vector<int> b{9, 2, 4, 9, 2, 4, 9, 9, 9, 2, 4, 9, 2, 4, 9, 9};
    const std::vector<int> c{1, 6, 3, 8, 1, 6, 3, 8, 1, 6, 3, 8, 1, 6, 3, 8};
    std::vector<float> samples;
    addChords(samples, a, 0.4);
    addChords(samples, b, 0.7);
    addChords(samples, a, 0.4);
    addChords(samples, c, 0.55);
    AudioBuffer buffer(1, static_cast<FrameCount>(samples.size()));
    std::ranges::copy(samples, buffer.channel(0).begin());
    return source(std::move(buffer), kMonoRate);
}

double shareOf(const AudioBuffer& buffer) {
    const JobContext context;
    return percussiveShare(*source(buffer, kMonoRate), context);
}

} // namespace

class TestLevelsAndForm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void levelsOfATone() {
        // EBU Tech 3341, case 1: a stereo sine of 1 kHz at -23 dBFS is -23 LUFS, integrated and short-term, within 0.1
        AudioBuffer tone(2, 10 * kRate.hz);
        const AudioBuffer mono = signals::sine(1000.0, kRate, tone.frames(), 1, gainFromDb(-23.0));
        std::ranges::copy(mono.channel(0), tone.channel(0).begin());
        std::ranges::copy(mono.channel(0), tone.channel(1).begin());
        const JobContext context;
        const LevelAnalysis result = analyseLevels(*source(tone), context);
        QVERIFY(std::abs(result.levels.lufs + 23.0) < 0.1);
        QVERIFY(std::abs(result.levels.maxShortTermLufs + 23.0) < 0.1);
        QVERIFY(std::abs(blockLoudness(result.blockPowers, {2.0, 4.0}) + 23.0) < 0.1);
        QVERIFY(std::abs(result.levels.truePeakDbtp + 23.0) < 0.1);
        QVERIFY(result.levels.loudnessRange < 0.1);
        QVERIFY(*result.levels.stereoWidth < 1e-6);                                       // the same on both sides
        QVERIFY(std::abs(*result.levels.bandwidthHz - 1000.0) < 2.0 * kRate.hz / 4096.0); // two bins
        QCOMPARE(result.levels.clippedShare, 0.0);
    }

    void loudestThreeSeconds() {
        AudioBuffer steps = signals::sine(1000.0, kRate, 12 * kRate.hz, 2, gainFromDb(-40.0));
        const AudioBuffer loud = signals::sine(1000.0, kRate, 3 * kRate.hz, 2, gainFromDb(-20.0));
        for (int c = 0; c < 2; ++c) {
            std::ranges::copy(loud.channel(c), steps.channel(c).begin() + 6L * kRate.hz);
        }
        const JobContext context;
        const LevelAnalysis result = analyseLevels(*source(steps), context);
        QVERIFY(std::abs(result.levels.maxShortTermLufs + 20.0) < 0.2); // the filter settles within a few ms
        QVERIFY(std::abs(blockLoudness(result.blockPowers, {0.0, 5.0}) + 40.0) < 0.2);
    }

    void offsetAndWidth() {
        AudioBuffer buffer(2, kRate.hz);
        for (std::size_t i = 0; i < static_cast<std::size_t>(kRate.hz); ++i) {
            const auto sine =
                static_cast<float>(0.25 * std::sin(2.0 * std::numbers::pi * 440.0 * static_cast<double>(i) / kRate.hz));
            buffer.channel(0)[i] = sine;
            buffer.channel(1)[i] = -sine - 0.125F;
        }
        const JobContext context;
        const Levels levels = analyseLevels(*source(buffer), context).levels;
        QVERIFY(std::abs(levels.dcOffset + 0.125) < 1e-4); // whole periods: the sine itself has no mean
        // side^2 : mid^2 = (0.25 sine + 0.0625)^2 : 0.0625^2 in the mean
        const double side = 0.25 * 0.25 / 2.0 + 0.0625 * 0.0625;
        QVERIFY(std::abs(*levels.stereoWidth - side / (side + 0.0625 * 0.0625)) < 1e-3);
    }

    void silenceHasNoFigures() {
        const JobContext context;
        const Levels levels = analyseLevels(*source(AudioBuffer(2, 5 * kRate.hz)), context).levels;
        QCOMPARE(levels.lufs, -70.0);
        QVERIFY(!levels.bandwidthHz && !levels.stereoWidth);
        QCOMPARE(levels.silenceShare, 1.0);
    }

    void slidingMedianIsTheMedian() {
        std::mt19937 random(5);
        std::uniform_int_distribution<int> few(0, 6); // equal values often: the hard case of a sorted window
        std::vector<float> in(300);
        std::ranges::generate(in, [&] { return static_cast<float>(few(random)); });
        std::vector<float> out(in.size());
        SlidingMedian(9).filter(in, out);
        for (int i = 0; i < 300; ++i) {
            std::vector<float> window;
            for (int d = -4; d <= 4; ++d) {
                window.push_back(in[static_cast<std::size_t>(std::clamp(i + d, 0, 299))]);
            }
            std::ranges::sort(window);
            QCOMPARE(out[static_cast<std::size_t>(i)], window[4]);
        }
    }

    void percussionFromClicksToTones() {
        AudioBuffer clicks(1, 20 * kMonoRate.hz);
        const AudioBuffer burst = signals::noise(200);
        for (FrameCount at = 1000; at + 200 < clicks.frames(); at += kMonoRate.hz / 2) {
            std::ranges::copy(burst.channel(0), clicks.channel(0).begin() + at);
        }
        QVERIFY(shareOf(clicks) > 0.9);
        QVERIFY(shareOf(signals::sine(440.0, kMonoRate, 20 * kMonoRate.hz)) < 0.05);
        QCOMPARE(shareOf(AudioBuffer(1, 20 * kMonoRate.hz)), 0.0);
        QVERIFY(shareOf(signals::sine(440.0, kMonoRate, 300)) <= 1.0); // shorter than a window
    }

    void formIsFound() {
        const JobContext context;
        const auto sections = analyseSections(*formOfFour(), {}, context);
        QCOMPARE(sections.size(), 4U);
        const std::vector<std::string> letters{"A", "B", "A", "C"};
        for (std::size_t i = 0; i < 4; ++i) {
            QCOMPARE(sections[i].label, letters[i]);
            QVERIFY(std::abs(sections[i].time.from - 16.0 * static_cast<double>(i)) <= 2.0); // one cell of the grid
        }
        QCOMPARE(sections.back().time.to, 64.0);
    }

    void sectionsBeginOnDownbeats() {
        std::vector<double> downbeats;
        for (double time = 0.37; time < 64.0; time += 1.9) {
            downbeats.push_back(time);
        }
        const JobContext context;
        const auto sections = analyseSections(*formOfFour(), downbeats, context);
        QVERIFY(sections.size() >= 3);
        for (std::size_t i = 1; i < sections.size(); ++i) {
            QVERIFY(std::ranges::find(downbeats, sections[i].time.from) != downbeats.end());
            QCOMPARE(sections[i].time.from, sections[i - 1].time.to);
        }
    }

    void nothingToDivide() {
        const JobContext context;
        QVERIFY(
            analyseSections(*source(signals::sine(440.0, kMonoRate, 3 * kMonoRate.hz), kMonoRate), {}, context).empty());
        QVERIFY(analyseSections(*source(AudioBuffer(1, 60 * kMonoRate.hz), kMonoRate), {}, context).empty());
        // one tone throughout is one section
        const auto tone =
            analyseSections(*source(signals::sine(440.0, kMonoRate, 60 * kMonoRate.hz), kMonoRate), {}, context);
        QCOMPARE(tone.size(), 1U);
        QCOMPARE(tone.front().time, (TimeRange{0.0, 60.0}));
    }

    void cancelStops() {
        JobContext context;
        context.cancel();
        QVERIFY_THROWS_EXCEPTION(JobCancelled, (void)analyseSections(*formOfFour(), {}, context));
        QVERIFY_THROWS_EXCEPTION(JobCancelled, (void)analyseLevels(*formOfFour(), context));
        QVERIFY_THROWS_EXCEPTION(JobCancelled, (void)percussiveShare(*formOfFour(), context));
    }
};

QTEST_GUILESS_MAIN(TestLevelsAndForm)
#include "test_levels_and_form.moc"
