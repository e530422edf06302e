// SPDX-License-Identifier: GPL-3.0-or-later
// What is no music, or hardly: the whole analysis ends, and claims no more than can be heard.
#include "analysis/analyse_track.h"
#include "core/engine_error.h"
#include "music_excerpt.h"
#include "signals.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <random>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};

std::optional<TrackAnalysis> analysisOf(AudioBuffer buffer, SampleRate rate = kRate) {
    try {
        JobContext context;
        return analyseAudio(std::make_shared<BufferSource>(std::move(buffer), rate), context);
    } catch (const EngineError& error) {
        if (error.kind() != ErrorKind::MissingResource) {
            throw;
        }
        return std::nullopt; // the networks are not installed
    }
}

/// Tones of six partials or, without a pitch, noise, that die away.
void strike(AudioBuffer& buffer, double time, double hz, double decay, double level, std::mt19937& random) {
    std::uniform_real_distribution<double> uniform(-1.0, 1.0);
    const auto from = static_cast<std::size_t>(time * kRate.hz);
    const auto end =
        std::min(static_cast<std::size_t>(buffer.frames()), from + static_cast<std::size_t>(6.0 * decay * kRate.hz));
    for (std::size_t i = from; i < end; ++i) {
        const double t = static_cast<double>(i - from) / kRate.hz;
        double sample = hz > 0.0 ? 0.0 : uniform(random);
        for (int partial = 1; hz > 0.0 && partial <= 6; ++partial) {
            sample += std::sin(2.0 * std::numbers::pi * hz * partial * t) / partial;
        }
        buffer.channel(0)[i] += static_cast<float>(level * std::exp(-t / decay) * sample);
    }
}

/// A drum whose pitch falls from 130 to 45 Hz within some 30 ms.
void kick(AudioBuffer& buffer, double time) {
    const auto from = static_cast<std::size_t>(time * kRate.hz);
    for (std::size_t i = from; i < std::min(static_cast<std::size_t>(buffer.frames()), from + 20'000); ++i) {
        const double t = static_cast<double>(i - from) / kRate.hz;
        const double turns = 45.0 * t + 85.0 * 0.03 * (1.0 - std::exp(-t / 0.03));
        buffer.channel(0)[i] += static_cast<float>(0.6 * std::exp(-t / 0.06) * std::sin(2.0 * std::numbers::pi * turns));
    }
}

/// Kick, snare and hats at 120 BPM, with a roll in every fourth bar; nothing has a steady pitch.
AudioBuffer drumSolo() {
    AudioBuffer buffer(1, 40 * kRate.hz);
    std::mt19937 random(3);
    for (int eighth = 0; eighth < 156; ++eighth) {
        const double time = 0.3 + 0.25 * eighth;
        const int place = eighth % 8;
        strike(buffer, time, 0.0, 0.015, 0.15, random);
        if (place % 4 == 0) {
            kick(buffer, time);
        } else if (place % 4 == 2) {
            strike(buffer, time, 0.0, 0.06, 0.4, random);
        } else if (eighth / 8 % 4 == 3) {
            strike(buffer, time + 0.125, 0.0, 0.05, 0.3, random);
        }
    }
    return buffer;
}

/// Clusters of any of the twelve tones, each as likely, at times that follow no beat.
AudioBuffer atonalClusters() {
    AudioBuffer buffer(1, 40 * kRate.hz);
    std::mt19937 random(11);
    std::uniform_int_distribution<int> tone(0, 47);
    std::exponential_distribution<double> wait(1.5);
    for (double time = 0.2; time < 39.0; time += 0.1 + wait(random)) {
        for (int voice = 0; voice < 4; ++voice) {
            strike(buffer, time, 110.0 * std::exp2(tone(random) / 12.0), 0.3, 0.06, random);
        }
    }
    return buffer;
}

void verifyNoBeat(const TrackAnalysis& analysis) {
    // what a tracker may find by chance, it has to call uncertain
    QVERIFY2(analysis.rhythm.beatConfidence < kCertainConfidence,
             qPrintable(QString::number(analysis.rhythm.beatConfidence)));
}

void verifyNoKey(const TrackAnalysis& analysis) {
    const auto& key = analysis.harmony.key;
    QVERIFY2(!key || key->confidence < kCertainConfidence, qPrintable(QString::number(key ? key->confidence : 0.0)));
}

double shareWithoutChord(const TrackAnalysis& analysis) {
    double none = 0.0;
    for (const ChordSpan& chord : analysis.harmony.chords) {
        none += chord.label == "N" ? chord.time.to - chord.time.from : 0.0;
    }
    return none / analysis.seconds;
}

} // namespace

class TestOddInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingThatSounds() {
        for (const FrameCount frames : {FrameCount{0}, FrameCount{1}, FrameCount{20 * kRate.hz}}) {
            const auto found = analysisOf(AudioBuffer(2, frames));
            if (!found) {
                QSKIP("the analysis networks are not installed");
            }
            QVERIFY(found->rhythm.beats.empty() && found->notes.empty() && found->melody.empty() &&
                    found->sections.empty());
            QVERIFY(!found->harmony.key && !found->singing && found->tags.empty());
        }
    }

    void noise() {
        const auto found = analysisOf(signals::noise(20 * kRate.hz, 2, 0.3));
        if (!found) {
            QSKIP("the analysis networks are not installed");
        }
        verifyNoBeat(*found);
        verifyNoKey(*found);
        QVERIFY(shareWithoutChord(*found) > 0.99);
    }

    void toneAndASecond() {
        for (const double seconds : {20.0, 1.0}) {
            const auto found = analysisOf(signals::sine(440.0, kRate, framesOf(seconds, kRate), 2));
            if (!found) {
                QSKIP("the analysis networks are not installed");
            }
            QVERIFY(found->rhythm.beats.empty() && !found->rhythm.tempoBpm);
            verifyNoKey(*found);
            QVERIFY(shareWithoutChord(*found) > 0.99);
        }
    }

    void drumsHaveABeatAndNoKey() {
        const auto found = analysisOf(drumSolo());
        if (!found) {
            QSKIP("the analysis networks are not installed");
        }
        QVERIFY(found->rhythm.tempoBpm);
        QVERIFY2(std::abs(*found->rhythm.tempoBpm / 120.0 - 1.0) < 0.01,
                 qPrintable(QString::number(*found->rhythm.tempoBpm)));
        verifyNoKey(*found);
        QVERIFY2(shareWithoutChord(*found) > 0.8, qPrintable(QString::number(shareWithoutChord(*found))));
        QVERIFY2(found->percussiveShare > 0.6, qPrintable(QString::number(found->percussiveShare)));
    }

    void atonalMusicOfNoBeat() {
        const auto found = analysisOf(atonalClusters());
        if (!found) {
            QSKIP("the analysis networks are not installed");
        }
        verifyNoBeat(*found);
        verifyNoKey(*found);
        QVERIFY(found->notes.size() > 40); // what sounds is heard all the same
    }

    // a synthesiser's speech: its vowels have a pitch, but neither key nor beat
    void speech() {
        QTemporaryDir folder;
        const QString file = folder.filePath("speech.wav");
        QProcess speaker;
        speaker.start("espeak-ng",
                      {"-v", "en", "-w", file,
                       "It was a bright cold day in the hills, and the road went on for many miles beside the river. "
                       "Nobody had come this way since the end of the summer; the doors were shut, the gardens wild. "
                       "She put down her bag, looked back once, and then began to count the windows of the old house. "
                       "There were eleven of them, and in the last one, high under the roof, somebody had left a lamp."});
        if (!speaker.waitForStarted() || !speaker.waitForFinished() || speaker.exitCode() != 0) {
            QSKIP("the Debian package espeak-ng is not installed");
        }
        const auto audio = test::musicExcerpt(file.toUtf8().constData(), 0.0, 60.0);
        QVERIFY(audio);
        const auto found = analysisOf(readAll(*audio), audio->sampleRate());
        if (!found) {
            QSKIP("the analysis networks are not installed");
        }
        QVERIFY(found->seconds > 15.0);
        verifyNoBeat(*found);
        verifyNoKey(*found);
    }
};

QTEST_GUILESS_MAIN(TestOddInput)
#include "test_odd_input.moc"
