// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph_material.h"

#include "core/engine_error.h"
#include "dsp/loudness.h"
#include "morph/morpher.h"
#include "morph/render.h"
#include "morph/report.h"
#include "morph/strength.h"
#include "morph/timbre_distance.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <fstream>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};

std::shared_ptr<const MorphResult> run(const MorphRequest& request, int variant = 0) {
    JobContext context;
    return runMorph(request, variant, context);
}

AudioBuffer decoded(const std::filesystem::path& file) {
    JobContext context;
    return readAll(*loadAudio(file, context).audio);
}

std::string failureOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const EngineError& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestRunMorph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        m_source = writeAudio(path("source.wav"), pluckedNotes(6.0, kRate, 2, 2.0, 52, 0.002), kRate);
        m_style = writeAudio(path("style.wav"), pluckedNotes(5.0, kRate, 2, 1.0, 52, 0.008), kRate);
    }

    void strengthNothingIsTheSourceBitForBit_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("channels");
        QTest::addColumn<bool>("region");
        QTest::newRow("wav stereo") << "a.wav" << 2 << false;
        QTest::newRow("wav mono") << "b.wav" << 1 << false;
        QTest::newRow("wav five channels") << "c.wav" << 5 << false;
        QTest::newRow("wav with a region") << "d.wav" << 2 << true;
        QTest::newRow("mp3") << "e.mp3" << 2 << false;
        QTest::newRow("flac with a region") << "f.flac" << 1 << true;
    }
    void strengthNothingIsTheSourceBitForBit() {
        QFETCH(QString, name);
        QFETCH(int, channels);
        QFETCH(bool, region);
        MorphRequest request = plain();
        request.source = writeAudio(path(name), pluckedNotes(3.0, kRate, channels, 1.5, 52, 0.002), kRate);
        if (region) {
            request.region = TimeRange{1.0, 2.0};
        }
        for (const auto& engine : engines()) {
            if (!engine->takesStyleTrack() || !engine->missing().empty()) {
                continue;
            }
            request.engine = engine->id();
            const auto result = run(request);
            const AudioBuffer expected = decoded(request.source);
            QVERIFY(sameBits(render(*result, 0.0), expected));
            const auto file = path("zero-" + name + ".wav");
            JobContext context;
            exportMorph(*result, {0.0, {}, {}, {}}, file, {.overwrite = true}, context);
            QVERIFY(sameBits(decoded(file), expected));
            QVERIFY(!sameBits(render(*result, 1.0), expected));
        }
    }

    void outsideTheRegionTheSourceStays() {
        MorphRequest request = plain();
        request.region = TimeRange{2.1, 4.1}; // between the notes' attacks
        const auto result = run(request);
        const AudioBuffer source = decoded(m_source);
        const AudioBuffer morphed = render(*result, 1.0);
        QCOMPARE(morphed.frames(), source.frames());
        const FrameRange region{92'610, 180'810};
        const auto bits = [&](FrameRange part) {
            AudioBuffer a(2, part.size());
            AudioBuffer b(2, part.size());
            a.view().copyFrom(source.view().slice(part));
            b.view().copyFrom(morphed.view().slice(part));
            return sameBits(a, b);
        };
        QVERIFY(bits({0, region.begin}));
        QVERIFY(bits({region.end, source.frames()}));
        QVERIFY(!bits(region));
        // no click at the edges: the step across them is no larger than the largest step of either piece near by
        for (const FrameCount edge : {region.begin, region.end}) {
            const auto step = [&](const AudioBuffer& audio, FrameCount n) {
                return std::abs(audio.channel(0)[static_cast<std::size_t>(n)] -
                                audio.channel(0)[static_cast<std::size_t>(n - 1)]);
            };
            float largest = 0.0F;
            for (FrameCount n = edge - 400; n < edge + 400; ++n) {
                largest = std::max({largest, step(source, n), n == edge ? 0.0F : step(morphed, n)});
            }
            QVERIFY2(step(morphed, edge) <= largest, qPrintable(QString::number(step(morphed, edge) / largest)));
        }
        request.crop = true;
        const auto cropped = run(request);
        QCOMPARE(render(*cropped, 1.0).frames(), region.size());
        QCOMPARE(render(*cropped, 0.0).frames(), region.size());
    }

    void resultIsAsLoudAsTheSourceAtEverySetting() {
        const auto result = run(plain());
        JobContext context;
        const double before = measureLoudness(result->sourceAudio(), context).integratedLufs;
        for (const double strength : {0.1, 0.25, 0.5, 0.75, 1.0}) {
            const BufferSource mix(render(*result, strength), kRate);
            const LoudnessSummary after = measureLoudness(mix, context);
            // 0.5 LU is the promise; the matrix gates by the source's blocks, the meter by the mix's own
            QVERIFY2(std::abs(after.integratedLufs - before) < 0.5,
                     qPrintable(QString::number(after.integratedLufs - before)));
            QVERIFY(after.truePeakDbtp <= -0.9); // ceiling -1 dBTP, the meter's own filter differs by up to 0.1 dB
        }
    }

    // Equal steps of the dial are equal steps of measured style: the curve is fitted to an excerpt and mixed with a tenth
    // of the plain strength, so the quarters may be a tenth of the way off.
    void dialIsEvenInMeasuredStyle() {
        const auto result = run(plain());
        JobContext context;
        const auto profile = [&](const AudioSource& audio) { return timbreProfile(audio, 16'000.0, 600.0, {context}); };
        const TimbreProfile target = profile(*result->style->audio);
        std::vector<double> distances;
        for (const double strength : {0.0, 0.25, 0.5, 0.75, 1.0}) {
            distances.push_back(*timbreDistance(profile(BufferSource(render(*result, strength), kRate)), target));
        }
        for (std::size_t i = 1; i < distances.size(); ++i) {
            QVERIFY(distances[i] < distances[i - 1]);
            const double share = (distances[0] - distances[i]) / (distances[0] - distances.back());
            QVERIFY2(std::abs(share - 0.25 * static_cast<double>(i)) < 0.1, qPrintable(QString::number(share)));
        }
        const auto& points = result->law->calibration.points();
        QVERIFY(std::ranges::is_sorted(points, [](const auto& a, const auto& b) { return a.x < b.x && a.y < b.y; }));
        QCOMPARE(result->law->calibration(0.0), 0.0);
        QCOMPARE(result->law->calibration(1.0), 1.0);
    }

    void calibrationIsMonotoneWhateverIsMeasured() {
        const std::vector<StrengthPoint> wild{{0.0, 50}, {0.25, 55}, {0.5, 30}, {0.75, 34}, {1.0, 20}};
        const Curve curve = calibrationFrom(wild);
        QCOMPARE(curve(0.0), 0.0);
        QCOMPARE(curve(1.0), 1.0);
        for (double x = 0.0; x < 1.0; x += 0.01) {
            QVERIFY(curve(x + 0.01) > curve(x));
        }
        QCOMPARE(calibrationFrom({})(0.3), 0.3);
        const std::vector<StrengthPoint> still{{0.0, 10}, {0.5, 10}, {1.0, 10}};
        QCOMPARE(calibrationFrom(still)(0.3), 0.3);
    }

    void recipeGoesRoundAndMakesTheSameBytes() {
        MorphRequest request = plain();
        request.variants = 3;
        request.region = TimeRange{0.5, 5.5};
        request.dial = {0.6, 0.8, {}, {}};
        request.keptContent = 0.25;
        request.settings["cap"] = "12";
        request.seed = 18'446'744'073'709'551'600ULL; // beyond what a double holds
        const auto result = run(request, 2);
        QCOMPARE(result->recipe.request.seed, request.seed + 2);
        const std::string text = result->recipe.toJson();
        const Recipe back = Recipe::fromJson(text, "r.json");
        QCOMPARE(back.toJson(), text);
        JobContext context;
        const auto again = runRecipe(back, context);
        QVERIFY(again->notices == result->notices);
        QVERIFY(sameBits(render(*again, back.request.dial), render(*result, request.dial)));
    }

    void recipeOfOtherFilesIsRefused() {
        Recipe recipe = run(plain())->recipe;
        recipe.sourceHash[0] = recipe.sourceHash[0] == '0' ? '1' : '0';
        JobContext context;
        const std::string sentence = failureOf([&] { static_cast<void>(runRecipe(recipe, context)); });
        QVERIFY2(sentence.find("source.wav") != std::string::npos && sentence.find("SHA-256") != std::string::npos,
                 sentence.c_str());
        recipe = run(plain())->recipe;
        recipe.styleHash.clear();
        QVERIFY(failureOf([&] { static_cast<void>(runRecipe(recipe, context)); }).find("style.wav") != std::string::npos);
        recipe = run(plain())->recipe;
        recipe.engineVersion = 99;
        QCOMPARE(runRecipe(recipe, context)->notices.size(), std::size_t{1});
    }

    void brokenRecipesSayWhatIsWrong_data() {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("mentions");
        QTest::newRow("not JSON") << QByteArray("{") << QByteArray("[{") << QByteArray("JSON");
        QTest::newRow("version") << QByteArray("\"recipe\": 1") << QByteArray("\"recipe\": 9") << QByteArray("version 9");
        QTest::newRow("missing") << QByteArray("\"seed\"") << QByteArray("\"sead\"") << QByteArray("\"seed\" is missing");
        QTest::newRow("type") << QByteArray("\"seed\": 1") << QByteArray("\"seed\": -1") << QByteArray("\"seed\" is -1");
        QTest::newRow("range") << QByteArray("\"strength\": 0.7") << QByteArray("\"strength\": 7")
                               << QByteArray("dial.strength");
        QTest::newRow("name") << QByteArray("\"auto\"") << QByteArray("\"tpu\"") << QByteArray("one of auto, cpu, cuda");
    }
    void brokenRecipesSayWhatIsWrong() {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QByteArray, mentions);
        Recipe recipe;
        recipe.request = plain();
        recipe.request.engine = "mosaic";
        QByteArray text = QByteArray::fromStdString(recipe.toJson());
        QVERIFY(text.contains(from));
        text.replace(text.indexOf(from), from.size(), to);
        const std::string sentence = failureOf([&] { static_cast<void>(Recipe::fromJson(text.toStdString(), "my.json")); });
        QVERIFY2(sentence.find("my.json") != std::string::npos &&
                     sentence.find(mentions.toStdString()) != std::string::npos,
                 sentence.c_str());
    }

    void impossibleRequestsAreRefused() {
        const auto refused = [&](auto&& change) {
            MorphRequest request = plain();
            change(request);
            return !failureOf([&] { static_cast<void>(run(request)); }).empty();
        };
        QVERIFY(refused([](MorphRequest& r) { r.style.reset(); }));
        QVERIFY(refused([](MorphRequest& r) { r.engine = "mosiac"; }));
        QVERIFY(refused([](MorphRequest& r) { r.dial.strength = 1.01; }));
        QVERIFY(refused([](MorphRequest& r) { r.dial.rhythm = std::nan(""); }));
        QVERIFY(refused([](MorphRequest& r) { r.keptContent = 80.0; }));
        QVERIFY(refused([](MorphRequest& r) { r.variants = 0; }));
        QVERIFY(refused([](MorphRequest& r) { r.region = TimeRange{2.0, 1.0}; }));
        QVERIFY(refused([](MorphRequest& r) { r.region = TimeRange{600.0, 700.0}; }));
        QVERIFY(refused([](MorphRequest& r) { r.crop = true; }));
        QVERIFY(refused([](MorphRequest& r) { r.settings["colour"] = "red"; }));
        QVERIFY(refused([](MorphRequest& r) { r.source = "/no/such/file.wav"; }));
        MorphRequest far = plain();
        far.region = TimeRange{1.0, 1e300}; // an end past the piece is its end
        QCOMPARE(run(far)->region, (FrameRange{44'100, 6 * 44'100}));
    }

    void whatHasNoEffectIsTold() {
        MorphRequest request = plain();
        request.dial.harmony = 0.5;
        request.prompt = "with strings";
        const auto result = run(request);
        QCOMPARE(result->engine, std::string("mosaic"));
        QVERIFY(!result->engineReason.empty());
        QCOMPARE(result->notices.size(), std::size_t{2});
    }

    void reportOfAMorph() {
        const auto result = run(plain());
        JobContext context;
        const Report report = measureReport(*result, {1.0, {}, {}, {}}, context);
        QVERIFY(report.style_.gapCovered && *report.style_.gapCovered > 0.3);
        QVERIFY(*report.content.chromaCosineSoft > 0.8);
        QVERIFY(report.content.songKept.has_value() && !report.style_.targetScoreResult);
        const QByteArray json = QByteArray::fromStdString(report.toJson());
        const QJsonObject object = QJsonDocument::fromJson(json).object();
        for (const char* key : {"version", "source", "result", "style", "prompt", "engine", "strength", "seed", "content",
                                "quality", "cost"}) {
            QVERIFY2(object.contains(key), key);
        }
        QVERIFY(object["style"]["target_score_result"].isNull()); // nothing scores a target yet
        QCOMPARE(object["quality"]["clipped_share"].toDouble(-1.0), 0.0);
        QVERIFY(object["cost"]["seconds"].toDouble() > 0.0);
        QVERIFY(!report.toText().empty());
    }

private:
    [[nodiscard]] std::filesystem::path path(const QString& name) const { return m_folder.filePath(name).toStdString(); }
    [[nodiscard]] MorphRequest plain() const {
        MorphRequest request;
        request.source = m_source;
        request.style = m_style;
        return request;
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_source;
    std::filesystem::path m_style;
};

QTEST_GUILESS_MAIN(TestRunMorph)
#include "test_run_morph.moc"
