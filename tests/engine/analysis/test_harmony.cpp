// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/chord_vocabulary.h"
#include "analysis/harmony.h"
#include "core/engine_error.h"
#include "io/resampled.h"
#include "music_excerpt.h"
#include "signals.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace morphony;

namespace {

constexpr SampleRate kRate{22'050};
constexpr double kChordSeconds = 2.0;

/// MIDI notes that sound together, the lowest first.
using Chord = std::vector<int>;

/// Chords of two seconds, four beats each: every note with six partials that fall by 9 dB each, dying away by 6 dB a
/// second, struck again on each beat.
BufferSource play(const std::vector<Chord>& chords, double cents = 0.0) {
    const auto frames = framesOf(kChordSeconds * static_cast<double>(chords.size()), kRate);
    AudioBuffer buffer(1, frames);
    auto samples = buffer.channel(0);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double time = static_cast<double>(i) / kRate.hz;
        const auto& chord = chords[static_cast<std::size_t>(time / kChordSeconds)];
        const double inBeat = std::fmod(time, kChordSeconds / 4.0);
        const double envelope = std::min(1.0, inBeat / 0.01) * std::exp2(-inBeat);
        double sum = 0.0;
        for (const int note : chord) {
            const double hz = 440.0 * std::exp2((note - 69 + cents / 100.0) / 12.0);
            for (int h = 1; h <= 6; ++h) {
                sum += std::pow(0.355, h - 1) * std::sin(2.0 * std::numbers::pi * hz * h * time + 0.7 * note + h);
            }
        }
        samples[i] = static_cast<float>(0.05 * envelope * sum);
    }
    return {std::move(buffer), kRate};
}

Rhythm steadyBeat(double seconds) {
    Rhythm rhythm;
    rhythm.beatsPerBar = 4;
    rhythm.beatConfidence = rhythm.downbeatConfidence = 1.0;
    for (int i = 0; i * 0.5 < seconds; ++i) {
        rhythm.beats.push_back(i * 0.5);
        if (i % 4 == 0) {
            rhythm.downbeats.push_back(i * 0.5);
        }
    }
    return rhythm;
}

HarmonyFeatures featuresOf(const AudioSource& mono) {
    JobContext context;
    return harmonyFeatures(mono, context);
}

std::string labelAt(const Harmony& harmony, double time) {
    for (const auto& span : harmony.chords) {
        if (time >= span.time.from && time < span.time.to) {
            return span.label;
        }
    }
    return "-";
}

void verifyCovers(const Harmony& harmony, double seconds) {
    QVERIFY(!harmony.chords.empty());
    QCOMPARE(harmony.chords.front().time.from, 0.0);
    QCOMPARE(harmony.chords.back().time.to, seconds);
    for (std::size_t i = 1; i < harmony.chords.size(); ++i) {
        QCOMPARE(harmony.chords[i].time.from, harmony.chords[i - 1].time.to);
        QVERIFY(harmony.chords[i].label != harmony.chords[i - 1].label);
    }
}

// C, A minor, F, G seventh, C over E, D minor over F, G, C: in C major with two inversions
const std::vector<Chord> kSong{{36, 60, 64, 67}, {45, 60, 64, 69},     {41, 60, 65, 69}, {43, 59, 62, 65, 67},
                               {40, 60, 64, 67}, {41, 62, 65, 69, 74}, {43, 59, 62, 67}, {36, 60, 64, 67, 72}};
const std::vector<std::string> kSongLabels{"C:maj", "A:min", "F:maj", "G:7", "C:maj/3", "D:min/b3", "G:maj", "C:maj"};

} // namespace

class TestHarmony : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsChordsInversionsAndKeyAtAnyTuning_data() {
        QTest::addColumn<double>("cents");
        for (const double cents : {-40.0, -15.0, 0.0, 25.0, 40.0}) {
            QTest::addRow("%+.0f cents", cents) << cents;
        }
    }
    void readsChordsInversionsAndKeyAtAnyTuning() {
        QFETCH(double, cents);
        const auto song = play(kSong, cents);
        const Harmony harmony = harmonyOf(featuresOf(song), steadyBeat(song.seconds()));
        // the network's kernels of 36 bins per octave stand 33 cents apart; the parabola between them is off by 1 cent
        QVERIFY2(std::abs(harmony.tuningCents - cents) < 2.0, qPrintable(QString::number(harmony.tuningCents)));
        QVERIFY(harmony.tuningConfidence > 0.8);
        verifyCovers(harmony, song.seconds());
        for (std::size_t i = 0; i < kSongLabels.size(); ++i) {
            const std::string found = labelAt(harmony, kChordSeconds * (static_cast<double>(i) + 0.5));
            QVERIFY2(found == kSongLabels[i], (found + " instead of " + kSongLabels[i]).c_str());
        }
        QVERIFY(harmony.key.has_value());
        QCOMPARE(keyName(harmony.key->tonic, harmony.key->minor), std::string("C major"));
        QVERIFY(harmony.key->confidence > 0.5);
        QCOMPARE(harmony.keys.size(), 1U);
        QCOMPARE(harmony.chords.at(4).bass, std::optional<int>(4));
    }

    void worksWithoutBeats() {
        const auto song = play(kSong);
        const Harmony harmony = harmonyOf(featuresOf(song), {});
        verifyCovers(harmony, song.seconds());
        QCOMPARE(labelAt(harmony, 1.0), std::string("C:maj"));
        QCOMPARE(labelAt(harmony, 7.0), std::string("G:7"));
    }

    void hearsAModulation() {
        std::vector<Chord> chords;
        for (const int up : {0, 0, 3, 3}) { // C major, then E flat major
            for (auto chord : kSong) {
                std::ranges::for_each(chord, [up](int& note) { note += up; });
                chords.push_back(chord);
            }
        }
        const auto song = play(chords);
        const Harmony harmony = harmonyOf(featuresOf(song), steadyBeat(song.seconds()));
        QCOMPARE(harmony.keys.size(), 2U);
        QCOMPARE(keyName(harmony.keys[0].tonic, harmony.keys[0].minor), std::string("C major"));
        QCOMPARE(keyName(harmony.keys[1].tonic, harmony.keys[1].minor), std::string("Eb major"));
        // a bar of pivot chords is fair
        QVERIFY(std::abs(harmony.keys[0].time.to - 32.0) <= 2.0);
    }

    void takesTheKeyThatIsSetByHand() {
        const auto song = play(kSong);
        const auto features = featuresOf(song);
        const Harmony harmony = harmonyOf(features, steadyBeat(song.seconds()), Key{9, true});
        QCOMPARE(keyName(harmony.key->tonic, harmony.key->minor), std::string("A minor"));
        QCOMPARE(harmony.key->confidence, 1.0);
        QCOMPARE(harmony.keys.size(), 1U);
        verifyCovers(harmony, song.seconds());
    }

    void changesPeakWhereChordsChange() {
        const auto song = play(kSong);
        const auto features = featuresOf(song);
        for (std::size_t i = 1; i < kSong.size(); ++i) {
            const auto at = static_cast<std::size_t>(
                std::lround(kChordSeconds * static_cast<double>(i) / HarmonyFeatures::kHopSeconds));
            const auto around = std::max_element(features.changes.begin() + static_cast<std::ptrdiff_t>(at) - 9,
                                                 features.changes.begin() + static_cast<std::ptrdiff_t>(at) + 10);
            // the curve compares 0.4 s on both sides and the windows of low notes are a second long
            QVERIFY(std::abs(around - features.changes.begin() - static_cast<std::ptrdiff_t>(at)) <= 3);
        }
    }

    void inventsNothing_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("silence") << 0;
        QTest::newRow("noise") << 1;
        QTest::newRow("pure tone") << 2;
        QTest::newRow("drum-like bursts") << 3;
        QTest::newRow("one second") << 4;
        QTest::newRow("one sample") << 5;
    }
    void inventsNothing() {
        QFETCH(int, kind);
        const FrameCount frames = kind == 5 ? 1 : kind == 4 ? kRate.hz : 20 * kRate.hz;
        AudioBuffer buffer(1, frames);
        if (kind == 1 || kind == 3) {
            buffer = signals::noise(frames, 1, 0.3);
        } else if (kind == 2 || kind == 4) {
            buffer = signals::sine(440.0, kRate, frames, 1, 0.3);
        }
        if (kind == 3) {
            for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i) {
                buffer.channel(0)[i] *= std::exp(-static_cast<float>(i % 11'025) / 1'500.0F);
            }
        }
        const BufferSource source(std::move(buffer), kRate);
        const Harmony harmony = harmonyOf(featuresOf(source), {});
        QCOMPARE(harmony.chords.size(), 1U);
        QCOMPARE(harmony.chords[0].label, std::string("N"));
        QVERIFY(!harmony.chords[0].bass.has_value());
        QVERIFY(!harmony.key.has_value());
        QVERIFY(harmony.keys.empty());
    }

    // Tones of a quarter of a second at random over four octaves, each as likely as any other.
    void atonalBleepsHaveNoKey() {
        AudioBuffer buffer(1, 30 * kRate.hz);
        std::uint32_t random = 7;
        const auto length = static_cast<std::size_t>(kRate.hz / 4);
        for (std::size_t begin = 0; begin + length <= static_cast<std::size_t>(buffer.frames()); begin += length) {
            random = random * 1'664'525U + 1'013'904'223U;
            const double hz = 110.0 * std::exp2(static_cast<double>((random >> 16U) % 48U) / 12.0);
            for (std::size_t n = 0; n < length; ++n) {
                const double edge =
                    std::min({1.0, static_cast<double>(n) / 200.0, static_cast<double>(length - n) / 200.0});
                buffer.channel(0)[begin + n] = static_cast<float>(
                    0.3 * edge * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(n) / kRate.hz));
            }
        }
        const Harmony harmony = harmonyOf(featuresOf(BufferSource(std::move(buffer), kRate)), {});
        QVERIFY2(!harmony.key, harmony.key ? qPrintable(QString::number(harmony.key->confidence)) : "");
        QVERIFY(harmony.keys.empty());
    }

    // Reference: librosa 0.11.0, estimate_tuning(mean of channels, bins_per_octave=12) of the same excerpt; the title
    // names the key
    void agreesOnTheConcerto() {
        const auto music = test::musicExcerpt(test::kConcerto, 0.0, 60.0);
        if (!music) {
            QSKIP("the Debian package gamine-data is not installed");
        }
        JobContext context;
        const Harmony harmony = harmonyOf(harmonyFeatures(*resampledMono(*music, kRate, context), context), {});
        QVERIFY(harmony.key.has_value());
        QCOMPARE(keyName(harmony.key->tonic, harmony.key->minor), std::string("F major"));
        // librosa rounds to a hundredth of a semitone and counts peaks instead of weighing them
        QVERIFY2(std::abs(harmony.tuningCents - kConcertoCents) < 5.0, qPrintable(QString::number(harmony.tuningCents)));
    }

    void sameBitsAgain() {
        const auto song = play(kSong);
        const auto a = featuresOf(song);
        const auto b = featuresOf(song);
        QVERIFY(a.chords == b.chords);
        QVERIFY(harmonyOf(a, steadyBeat(16.0)) == harmonyOf(b, steadyBeat(16.0)));
    }

    void labelsAreThoseOfMirEval() {
        QCOMPARE(chordLabel(kNoChord), std::string("N"));
        QCOMPARE(chordLabel(*chordOfLabel("G:7"), 4), std::string("G:7/3"));
        QCOMPARE(chordLabel(*chordOfLabel("D:dim"), 6), std::string("D:dim/b5"));
        QCOMPARE(chordLabel(*chordOfLabel("C:aug"), 8), std::string("C:aug/#5"));
        QCOMPARE(spelledIn("A#:maj/3", 5, false), std::string("Bb:maj/3")); // in F major
        QCOMPARE(spelledIn("F#:dim7", 7, true), std::string("F#:dim7"));    // leads to G minor
        QCOMPARE(spelledIn("C#:min7", 4, false), std::string("C#:min7"));   // in E major
        QCOMPARE(spelledIn("N", 5, false), std::string("N"));
        QVERIFY(!chordOfLabel("X").has_value());
        QVERIFY(!chordOfLabel("H:maj").has_value());
        QVERIFY(!chordOfLabel("C:power").has_value());
        for (std::size_t chord = 0; chord < kChords; ++chord) {
            QCOMPARE(chordOfLabel(chordLabel(chord)), std::optional(chord));
        }
    }

private:
    static constexpr double kConcertoCents = 2.0;
};

QTEST_GUILESS_MAIN(TestHarmony)
#include "test_harmony.moc"
