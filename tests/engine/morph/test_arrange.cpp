// SPDX-License-Identifier: GPL-3.0-or-later
// The engine "arrange" as a whole, on ten seconds of the Brandenburg concerto, and its parts on made-up sound.
#include "morph_material.h"
#include "music_excerpt.h"

#include "core/engine_error.h"
#include "dsp/loudness.h"
#include "morph/arrange/kept_sound.h"
#include "morph/arrange/region_analysis.h"
#include "morph/arrange/stem_layer.h"
#include "morph/morpher.h"
#include "morph/render.h"
#include "morph/timbre_distance.h"
#include "music/fluid_player.h"
#include "music/render_score.h"

#include <QTest>
#include <complex>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};

double lufs(const AudioSource& source) {
    JobContext context;
    return measureLoudness(source, context).integratedLufs;
}

double correlation(std::span<const float> a, std::span<const float> b) {
    double ab = 0.0, aa = 0.0, bb = 0.0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        ab += static_cast<double>(a[i]) * b[i];
        aa += static_cast<double>(a[i]) * a[i];
        bb += static_cast<double>(b[i]) * b[i];
    }
    return ab / std::sqrt(aa * bb);
}

std::shared_ptr<const MorphResult> run(const MorphRequest& request) {
    JobContext context;
    return runMorph(request, 0, context);
}

} // namespace

class TestArrange : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        const auto excerpt = test::musicExcerpt(test::kConcerto, 40.0, 10.0);
        if (excerpt) {
            m_song = writeAudio(m_folder.filePath("song.wav").toStdString(), readAll(*excerpt), excerpt->sampleRate());
        }
    }

    /// Held tones stay, clicks go: the tone keeps its level within 1 dB above the bass cut, the clicks lose 10 dB.
    void keptSoundHoldsTonesOnly() {
        AudioBuffer tone = signals::sine(440.0, kRate, kRate.hz * 4, 2, 0.2);
        AudioBuffer clicks(2, kRate.hz * 4);
        for (FrameCount n = kRate.hz / 4; n < clicks.frames(); n += kRate.hz / 4) {
            for (int c = 0; c < 2; ++c) {
                clicks.channel(c)[static_cast<std::size_t>(n)] = 0.9F;
            }
        }
        JobContext context;
        double kept = 0.0;
        const auto tonesLeft = keptSound(*shared(tone, kRate), lufs(*shared(tone, kRate)), 0.0, kept, {context});
        // the leveller sits at its reference on a steady tone; the shelf begins far above 440 Hz
        QVERIFY2(std::abs(kept - lufs(*shared(tone, kRate))) < 1.0, std::to_string(kept).c_str());
        QCOMPARE(tonesLeft->frames(), tone.frames());
        const auto clicksLeft = keptSound(*shared(clicks, kRate), lufs(*shared(clicks, kRate)), 0.0, kept, {context});
        const AudioBuffer left = readAll(*clicksLeft);
        float peak = 0.0F;
        for (const float sample : left.channel(0)) {
            peak = std::max(peak, std::abs(sample));
        }
        QVERIFY2(peak < 0.3F, std::to_string(peak).c_str());
    }

    void stemsTakeTheSourcesShape() {
        const auto stereo = shared(signals::sine(440.0, kRate, 1000, 2), kRate);
        for (const int channels : {1, 2, 5}) {
            const auto like = shared(AudioBuffer(channels, 900), kRate);
            const StemLayer layer(stereo, *like);
            const AudioBuffer all = readAll(layer);
            QCOMPARE(all.channels(), channels);
            QCOMPARE(all.frames(), FrameCount{900});
            const float expected = channels == 1 ? 0.5F * (readAll(*stereo).channel(0)[7] + readAll(*stereo).channel(1)[7])
                                                 : readAll(*stereo).channel(0)[7];
            QCOMPARE(all.channel(0)[7], expected);
            if (channels == 5) {
                QCOMPARE(all.channel(4)[7], 0.0F);
            }
        }
    }

    void regionsShiftTheirAnalysis() {
        TrackAnalysis whole;
        whole.seconds = 10.0;
        whole.rhythm.beats = {1.0, 2.0, 3.0, 4.0};
        whole.rhythm.downbeats = {1.0, 3.0};
        whole.energyPerBar = {-20.0, -10.0};
        whole.notes = {{0.5, 2.5, 60, 90}, {3.5, 9.0, 62, 90}};
        whole.harmony.chords = {{{0.0, 2.2}, "C:maj", {}, 1.0}, {{2.2, 10.0}, "G:maj", {}, 1.0}};
        const TrackAnalysis part = analysisOf(whole, {2.0, 4.0});
        QCOMPARE(part.seconds, 2.0);
        QCOMPARE(part.rhythm.beats, (std::vector{0.0, 1.0}));
        QCOMPARE(part.energyPerBar, std::vector{-10.0});
        QCOMPARE(part.notes.front().end, 0.5);
        QCOMPARE(part.notes.back().start, 1.5);
        QCOMPARE(part.harmony.chords.size(), std::size_t{2});
        QCOMPARE(part.harmony.chords.back().time.to, 2.0);
    }

    /// A4 of the ocarina at 440 Hz and 20 cents (5.1 Hz) above it: the strongest of the frequencies around, by a sum over
    /// 1.5 s, which parts them to 0.7 Hz; its vibrato spreads them by about one more.
    void instrumentsAreInTune() {
        requireSoundfont();
        const JobContext context;
        for (const double cents : {0.0, 20.0}) {
            FluidPlayer player(*findSoundfont(), kRate, 79, false, cents, context);
            AudioBuffer audio(2, FluidPlayer::kBlock * 1400);
            player.noteOn(69, 100);
            player.render(audio.view());
            const auto left = audio.channel(0);
            double hz = 0.0, strongest = 0.0;
            for (double candidate = 430.0; candidate < 455.0; candidate += 0.25) {
                std::complex<double> sum;
                for (std::size_t n = 22050; n < left.size(); ++n) {
                    sum += static_cast<double>(left[n]) *
                           std::polar(1.0, -2.0 * std::numbers::pi * candidate * static_cast<double>(n) / kRate.hz);
                }
                if (std::abs(sum) > strongest) {
                    strongest = std::abs(sum);
                    hz = candidate;
                }
            }
            QVERIFY2(std::abs(hz - 440.0 * std::exp2(cents / 1200.0)) < 2.0, std::to_string(hz).c_str());
        }
    }

    void morphsIntoAStyle() {
        requireSoundfont();
        if (m_song.empty()) {
            QSKIP("gamine-data is not installed");
        }
        MorphRequest request;
        request.source = m_song;
        request.prompt = "80s funk";
        std::shared_ptr<const MorphResult> result;
        try {
            result = run(request);
        } catch (const EngineError& error) {
            if (error.kind() == ErrorKind::MissingResource) {
                QSKIP(error.what());
            }
            throw;
        }
        QCOMPARE(result->engine, std::string("arrange"));
        QVERIFY(result->score != nullptr && result->score->parts.size() >= 4);
        std::set<LayerRole> roles;
        for (const Layer& layer : result->layers) {
            roles.insert(layer.role);
            QCOMPARE(layer.audio->frames(), result->sourceAudio().frames());
        }
        QVERIFY(roles.contains(LayerRole::Drums) && roles.contains(LayerRole::Bass) && roles.contains(LayerRole::Harmony));
        QVERIFY(sameBits(render(*result, 0.0), readAll(result->sourceAudio())));
        const double wanted = lufs(result->sourceAudio());
        for (const double strength : {0.25, 0.5, 1.0}) {
            // the law weighs the blocks that pass the source's gate, the meter those that pass the mix's own: half an LU
            const double found = lufs(*shared(render(*result, strength), kRate));
            QVERIFY2(std::abs(found - wanted) < 0.5,
                     (std::to_string(strength) + ": " + std::to_string(found - wanted)).c_str());
        }
        const auto again = run(request);
        QVERIFY(*again->score == *result->score);
        QVERIFY(sameBits(render(*again, 1.0), render(*result, 1.0)));
    }

    /// Six variants of one request: other notes and other sound, the same again when asked again. Two mixes of unlike
    /// rhythm sections over the same song still share its notes, so a correlation of 0.98 is already another performance.
    void variantsDiffer() {
        requireSoundfont();
        if (m_song.empty()) {
            QSKIP("gamine-data is not installed");
        }
        MorphRequest request;
        request.source = m_song;
        request.prompt = "funk";
        request.settings = {{"mode", "full"}};
        request.variants = 6;
        std::vector<std::shared_ptr<const Score>> scores;
        std::vector<AudioBuffer> mixes;
        for (int variant = 0; variant < request.variants; ++variant) {
            JobContext context;
            try {
                const auto result = runMorph(request, variant, context);
                scores.push_back(result->score);
                mixes.push_back(render(*result, 1.0));
            } catch (const EngineError& error) {
                if (error.kind() == ErrorKind::MissingResource) {
                    QSKIP(error.what());
                }
                throw;
            }
        }
        for (std::size_t i = 0; i < mixes.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                const std::string pair = std::to_string(i) + " and " + std::to_string(j);
                QVERIFY2(!(*scores[i] == *scores[j]), pair.c_str());
                const double alike = correlation(mixes[i].channel(0), mixes[j].channel(0));
                QVERIFY2(alike < 0.98, (pair + ": " + std::to_string(alike)).c_str());
            }
        }
        JobContext context;
        QVERIFY(sameBits(render(*runMorph(request, 4, context), 1.0), mixes[4]));
    }

    /// A prompt's dial is calibrated by the style's own sound: half way on the dial is half way to it, within what nine
    /// measured points and the excerpt's noise leave.
    void theDialFollowsTheStyle() {
        requireSoundfont();
        if (m_song.empty()) {
            QSKIP("gamine-data is not installed");
        }
        MorphRequest request;
        request.source = m_song;
        request.prompt = "heavy metal";
        std::shared_ptr<const MorphResult> result;
        try {
            result = run(request);
        } catch (const EngineError& error) {
            if (error.kind() == ErrorKind::MissingResource) {
                QSKIP(error.what());
            }
            throw;
        }
        QVERIFY(result->styleSound != nullptr && result->target() == result->styleSound);
        const double limit = timbreLimitHz({kRate});
        JobContext context;
        const TimbreProfile goal = timbreProfile(*result->styleSound, limit, 60.0, {context});
        std::vector<double> distances;
        for (const double strength : {0.0, 0.25, 0.5, 0.75, 1.0}) {
            distances.push_back(
                *timbreDistance(timbreProfile(*shared(render(*result, strength), kRate), limit, 60.0, {context}), goal));
        }
        QVERIFY2(std::ranges::is_sorted(distances, std::greater{}), std::to_string(distances[2]).c_str());
        QVERIFY(distances.back() < 0.7 * distances.front());
    }

    void wrongSettingsAreRefused_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::newRow("style") << "style"
                               << "none-such";
        QTest::newRow("mode") << "mode"
                              << "both";
        QTest::newRow("feel") << "feel"
                              << "triple";
        QTest::newRow("energy") << "energy"
                                << "3";
    }
    void wrongSettingsAreRefused() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        requireSoundfont();
        if (m_song.empty()) {
            QSKIP("gamine-data is not installed");
        }
        MorphRequest request;
        request.source = m_song;
        request.prompt = "funk";
        request.settings[key.toStdString()] = value.toStdString();
        try {
            static_cast<void>(run(request));
            QFAIL("no complaint");
        } catch (const EngineError& error) {
            if (error.kind() == ErrorKind::MissingResource) {
                QSKIP(error.what());
            }
            QCOMPARE(error.kind(), ErrorKind::BadUsage);
            QVERIFY(std::string(error.what()).find(value.toStdString()) != std::string::npos);
        }
    }

private:
    static void requireSoundfont() {
        if (!findSoundfont()) {
            QSKIP("no soundfont is installed");
        }
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_song;
};

QTEST_GUILESS_MAIN(TestArrange)
#include "test_arrange.moc"
