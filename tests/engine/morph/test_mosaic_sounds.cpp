// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph_material.h"

#include "dsp/mel_bands.h"
#include "morph/mosaic/comb.h"
#include "morph/mosaic/grains.h"
#include "morph/mosaic/harmonic_lock.h"
#include "morph/mosaic/hits.h"
#include "morph/mosaic/placements.h"

#include <QTest>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};

/// A decaying burst: low (a drum) or high (a cymbal).
void addStroke(AudioBuffer& buffer, FrameCount at, bool low, float gain) {
    const AudioBuffer noise = signals::noise(8'000, 1, 1.0, 0, low ? 7 : 9);
    float smooth = 0.0F;
    float before = 0.0F;
    for (FrameCount k = 0; k < 8'000 && at + k < buffer.frames(); ++k) {
        const auto i = static_cast<std::size_t>(k);
        const float sample = noise.channel(0)[i];
        smooth += 0.02F * (sample - smooth);
        const float value = low ? 6.0F * smooth : sample - before;
        before = sample;
        buffer.channel(0)[static_cast<std::size_t>(at) + i] += gain * value * std::exp(-static_cast<float>(k) / 1'500.0F);
    }
}

/// A tone of a piano key with eight partials, a soft beginning and a decay.
void addTone(AudioBuffer& buffer, FrameCount at, FrameCount frames, int key, double tilt) {
    const double hz = 440.0 * std::exp2((key - 69) / 12.0);
    for (FrameCount k = 0; k < frames && at + k < buffer.frames(); ++k) {
        const double t = static_cast<double>(k) / kRate.hz;
        double sample = 0.0;
        for (int h = 1; h <= 8; ++h) {
            sample += std::pow(h, -tilt) * std::sin(2.0 * std::numbers::pi * h * hz * t);
        }
        const double fade = std::min({1.0, t / 0.005, static_cast<double>(frames - k) / 400.0});
        buffer.channel(0)[static_cast<std::size_t>(at + k)] += static_cast<float>(0.2 * sample * fade * std::exp(-1.5 * t));
    }
}

std::shared_ptr<const BufferSource> owned(AudioBuffer buffer) {
    return std::make_shared<const BufferSource>(std::move(buffer), kRate);
}

StyleMaterial materialOf(const AudioBuffer& buffer) {
    return {owned(buffer), owned(buffer), owned(buffer), {{0, buffer.frames()}}};
}

} // namespace

class TestMosaicSounds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // At its own speed the material comes back bit for bit; at another one a sine has another pitch. Interpolation by 24
    // taps is 60 dB good at a tenth of the rate; 1e-3 of full scale is that.
    void placementsPlayAtAnySpeed() {
        const auto sine = owned(signals::sine(441.0, kRate, 20'000));
        const double speed = std::exp2(5.0 / 12.0);
        const std::vector<Placement> placements{{100, 5'000, 300.0, 1.0, 1.0F, 0, 0},
                                                {70'000, 6'000, 1'000.0, speed, 0.5F, 0, 0}};
        const AudioBuffer out = readAll(PlacedSound(placements, sine, 80'000));
        const AudioBuffer in = readAll(*sine);
        QCOMPARE(out.channel(0)[99], 0.0F);
        for (std::size_t i = 0; i < 5'000; ++i) {
            QCOMPARE(out.channel(0)[100 + i], in.channel(0)[300 + i]);
        }
        QCOMPARE(out.channel(0)[5'100], 0.0F);
        for (std::size_t i = 0; i < 6'000; ++i) {
            const double place = 1'000.0 + speed * static_cast<double>(i);
            const double expected = 0.25 * std::sin(2.0 * std::numbers::pi * 441.0 * place / kRate.hz);
            QVERIFY2(std::abs(out.channel(0)[70'000 + i] - expected) < 1e-3, qPrintable(QString::number(i)));
        }
    }

    // Fades of neighbours add up to the whole: squared sines of equal length over each other.
    void fadesAddUpToTheWhole() {
        AudioBuffer ones(1, 10'000);
        std::ranges::fill(ones.channel(0), 1.0F);
        const std::vector<Placement> placements{{0, 3'000, 0.0, 1.0, 1.0F, 0, 1'000},
                                                {2'000, 3'000, 0.0, 1.0, 1.0F, 1'000, 0}};
        const AudioBuffer out = readAll(PlacedSound(placements, owned(ones), 5'000));
        for (const float sample : out.channel(0)) {
            QVERIFY(std::abs(sample - 1.0F) < 1e-5F);
        }
    }

    // Found where they are struck (a step of the search is 64 frames), and answered in kind.
    void drumsAnswerDrums() {
        JobContext context;
        AudioBuffer source(1, kRate.hz * 8);
        AudioBuffer style(1, kRate.hz * 8);
        std::vector<FrameCount> struck;
        std::vector<bool> low;
        for (int i = 0; i < 20; ++i) {
            struck.push_back(10'000 + i * 16'000);
            low.push_back(i % 4 == 0 || i % 4 == 3);
            addStroke(source, struck.back(), low.back(), 0.5F);
            addStroke(style, 8'000 + i * 17'000, i % 2 == 0, 0.2F);
        }
        const StyleMaterial material = materialOf(style);
        const BufferSource song(source, kRate);
        const auto onsets = refinedOnsets(song, song, {context});
        QCOMPARE(onsets.size(), struck.size());
        for (std::size_t i = 0; i < struck.size(); ++i) {
            QVERIFY2(std::abs(onsets[i] - struck[i]) <= 128,
                     qPrintable(QString("%1 for %2").arg(onsets[i]).arg(struck[i])));
        }
        const auto hits = hitsAt(song, onsets, 20'000.0, context);
        const auto answers = answerHits(
            hits,
            hitsAt(*material.percussive, refinedOnsets(*material.whole, *material.whole, {context}), 20'000.0, context),
            material, source.frames());
        QCOMPARE(answers.size(), struck.size());
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const auto stroke = std::llround((answers[i].from - 8'000.0) / 17'000.0);
            QCOMPARE(stroke % 2 == 0, static_cast<bool>(low[i]));
            // 2.5 times as loud: 8 dB; bursts of one kind are alike within 1 dB
            QVERIFY2(answers[i].gain > 2.1F && answers[i].gain < 3.0F, qPrintable(QString::number(answers[i].gain)));
        }
        QVERIFY(answerHits(hits, {}, material, source.frames()).empty());
    }

    // A style that plays a scale in another colour lends each of its notes, shifted where it has none, to a melody.
    void grainsPlayTheSourcesNotes() {
        JobContext context;
        constexpr FrameCount kLength = 13'000;
        AudioBuffer style(1, kRate.hz * 8);
        std::vector<FrameCount> styleOnsets;
        for (int i = 0; i < 24; ++i) {
            styleOnsets.push_back(2'000 + i * 14'000);
            addTone(style, styleOnsets.back(), kLength, 50 + 3 * (i % 8), 0.6); // only every third semitone
        }
        constexpr int kMelody[] = {55, 60, 64, 67, 62, 59, 57, 65, 70, 53};
        AudioBuffer source(1, kRate.hz * 4);
        std::vector<FrameCount> onsets;
        for (int i = 0; i < 10; ++i) {
            onsets.push_back(1'000 + i * 15'000);
            addTone(source, onsets.back(), 14'000, kMelody[i], 1.6);
        }
        const StyleMaterial material = materialOf(style);
        const BufferSource song(source, kRate);
        QVERIFY(std::abs(tuningOf(song, context)) < 0.03);
        const GrainStock stock(material, styleOnsets, 0.0, context);
        const auto slots = grainSlots(onsets, source.frames(), kRate);
        QCOMPARE(slots.size(), std::size_t{11}); // the last note's rest is longer than half a second
        const auto grains = stock.play(song, slots, 0.0, 1, {context});
        QVERIFY(grains.size() >= 10);
        int right = 0;
        for (std::size_t i = 0; i < 10; ++i) {
            const auto tone = static_cast<int>(std::llround((grains[i].from - 2'000.0) / 14'000.0));
            const double key = 50 + 3 * (tone % 8) + 12.0 * std::log2(grains[i].speed);
            right += std::abs(key - kMelody[i]) < 0.1 || std::abs(std::abs(key - kMelody[i]) - 12.0) < 0.1 ? 1 : 0;
            QVERIFY(std::abs(std::log2(grains[i].speed)) * 12.0 < 6.5);
            QCOMPARE(grains[i].at + framesOf(0.004, kRate), onsets[i]); // starts its attack on the source's onset
        }
        QVERIFY2(right >= 9, qPrintable(QString::number(right))); // a partial may outvote a note once
    }

    // The comb of a tone lets through the tone's own bins, and a twentieth (-26 dB) of what lies between partials.
    void combLeavesTheReferencesNotes() {
        constexpr StftShape kShape{4096, 1024};
        const auto tone = owned(signals::sine(1'000.0, kRate, kRate.hz));
        StftAnalyser analyser(*tone, kShape);
        analyser.transform(20);
        std::vector<float> magnitudes;
        for (const auto bin : analyser.bins(0)) {
            magnitudes.push_back(std::abs(bin));
        }
        std::vector<float> gains(magnitudes.size());
        Comb(magnitudes.size(), 15).gains(magnitudes, gains);
        const auto binOf = [](double hz) { return static_cast<std::size_t>(std::lround(hz * kShape.size / kRate.hz)); };
        QVERIFY(gains[binOf(1'000.0)] > 0.99F);
        for (std::size_t bin = binOf(1'060.0); bin < binOf(1'140.0); ++bin) {
            QCOMPARE(gains[bin], 0.05F);
        }
    }

    // Half of a chord's third is missing after other gains: the lock brings it back, up to its limit.
    void lockRestoresThePitchClasses() {
        constexpr StftShape kShape{4096, 1024};
        const HarmonicLock lock(kShape, kRate);
        const auto chord = [&](double thirdGain) {
            AudioBuffer sound = signals::sine(1'046.5, kRate, kRate.hz);
            const AudioBuffer third = signals::sine(1'318.5, kRate, kRate.hz);
            for (std::size_t i = 0; i < sound.channel(0).size(); ++i) {
                sound.channel(0)[i] += static_cast<float>(thirdGain) * third.channel(0)[i];
            }
            const auto source = owned(std::move(sound));
            StftAnalyser analyser(*source, kShape);
            analyser.transform(20);
            std::vector<float> power(static_cast<std::size_t>(kShape.bins()));
            powerSpectrum(analyser.bins(0), power);
            return power;
        };
        const auto wanted = lock.balance(chord(1.0));
        const auto found = lock.balance(chord(0.5));
        QVERIFY(std::abs(wanted[0] - wanted[4]) < 0.5F); // C and E are equally loud
        std::vector<float> factors(static_cast<std::size_t>(kShape.bins()));
        const auto raised = [&](float capDb) {
            lock.factors(found, wanted, capDb, factors);
            const auto bin = [](double hz) { return static_cast<std::size_t>(std::lround(hz * kShape.size / kRate.hz)); };
            return 20.0 * std::log10(factors[bin(1'318.5)] / factors[bin(1'046.5)]);
        };
        // 6 dB; the classes overlap by an eighth, which takes some of it
        QVERIFY2(raised(9.0F) > 4.5 && raised(9.0F) < 6.5, qPrintable(QString::number(raised(9.0F))));
        QVERIFY(raised(1.0F) < 2.01);
    }
};

QTEST_APPLESS_MAIN(TestMosaicSounds)
#include "test_mosaic_sounds.moc"
