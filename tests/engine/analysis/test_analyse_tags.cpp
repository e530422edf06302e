// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/tags.h"
#include "core/engine_error.h"
#include "dsp/musicnn_features.h"
#include "io/resampler.h"

#include "music_excerpt.h"
#include "signals.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QTest>

#include <fstream>
#include <map>
#include <sstream>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};
constexpr const char* kWithoutModels = "MORPHONY_TEST_WITHOUT_MODELS";

TagSet tagsOf(const AudioSource& audio) {
    JobContext context;
    return analyseTags(audio, context);
}

TagSet tagsOf(AudioBuffer audio, SampleRate rate = kRate) { return tagsOf(BufferSource(std::move(audio), rate)); }

double probabilityOf(const TagSet& set, const std::string& name) {
    const auto tag = std::ranges::find(set.tags, name, &MusicTag::name);
    return tag != set.tags.end() ? tag->probability : -1.0;
}

/// Whether one of the words is among the `count` most probable.
bool isAmong(const TagSet& set, std::size_t count, std::initializer_list<const char*> words) {
    const auto first = std::span(set.tags).first(std::min(count, set.tags.size()));
    return std::ranges::any_of(first,
                               [&](const MusicTag& tag) { return std::ranges::find(words, tag.name) != words.end(); });
}

} // namespace

class TestAnalyseTags : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Nine seconds are the package's own three patches. "violin" is a word of MTT alone, "instrumental" of MSD alone, and
    // "guitar" of both, so its two means are averaged. 1e-3: see test_musicnn.
    void averagesThePatchesAsThePackageDoes() {
        const auto music = test::musicExcerpt(test::kConcerto, 0.0, 72.0);
        if (!music) {
            QSKIP("the Debian package gamine-data is not installed");
        }
        AudioBuffer mono(1, music->frames());
        const AudioBuffer stereo = readAll(*music);
        for (std::size_t i = 0; i < mono.channel(0).size(); ++i) {
            mono.channel(0)[i] = 0.5F * (stereo.channel(0)[i] + stereo.channel(1)[i]);
        }
        const AudioBuffer whole = resample(mono.view(), kRate, MusicnnFeatures::kRate);
        AudioBuffer excerpt(1, 144'000);
        std::ranges::copy(whole.channel(0).subspan(60 * 16'000, 144'000), excerpt.channel(0).begin());

        std::map<std::string, std::vector<double>> reference; // by model, mean over patches
        std::ifstream file(MORPHONY_TEST_DATA "/musicnn.txt");
        for (std::string line; std::getline(file, line);) {
            for (const std::string model : {"MTT", "MSD"}) {
                if (line.starts_with("concerto " + model)) {
                    auto& sums = reference[model];
                    sums.resize(50);
                    std::istringstream values(line.substr(line.find(" : ") + 3));
                    for (double& sum : sums) {
                        double value = 0.0;
                        values >> value;
                        sum += value / 3.0;
                    }
                }
            }
        }
        const TagSet set = tagsOf(std::move(excerpt), MusicnnFeatures::kRate);
        QVERIFY(std::abs(probabilityOf(set, "violin") - reference["MTT"][12]) < 1e-3);
        QVERIFY(std::abs(probabilityOf(set, "instrumental") - reference["MSD"][23]) < 1e-3);
        QVERIFY(std::abs(probabilityOf(set, "guitar") - 0.5 * (reference["MTT"][0] + reference["MSD"][32])) < 1e-3);
    }

    void hearsWhatPeopleWouldSay() {
        const auto concerto = test::musicExcerpt(test::kConcerto, 30.0, 45.0);
        const auto funk = test::musicExcerpt(test::kFunk, 0.0, 45.0);
        const auto metal = test::musicExcerpt(test::kMetal, 30.0, 45.0);
        if (!concerto || !funk || !metal) {
            QSKIP("the Debian packages gamine-data, davegnukem-data and fretsonfire-songs-sectoid are not installed");
        }
        const TagSet bach = tagsOf(*concerto);
        QCOMPARE(bach.tags.size(), 92U); // 50 words each, eight of them known to both
        QVERIFY(std::ranges::is_sorted(bach.tags, std::ranges::greater(), &MusicTag::probability));
        QVERIFY(isAmong(bach, 3, {"classical", "strings", "violin"}));
        QVERIFY(probabilityOf(bach, "metal") < 0.05);
        QVERIFY(bach.singing && *bach.singing < 0.3);
        const TagSet ballad = tagsOf(*metal); // the slow piece of a metal album
        QVERIFY(isAmong(ballad, 5, {"guitar"}) && isAmong(ballad, 5, {"rock", "indie", "slow"}));
        QVERIFY(probabilityOf(ballad, "classical") < probabilityOf(bach, "classical"));
        QVERIFY(isAmong(tagsOf(*funk), 3, {"techno", "dance", "electronic"})); // a synthesiser's funk
    }

    void silenceHasNoTags() {
        const TagSet set = tagsOf(AudioBuffer(2, framesOf(20.0, kRate)));
        QVERIFY(set.tags.empty() && !set.singing);
        QVERIFY(set.problem.empty()); // there is nothing to complain of
    }

    void lessThanASecondHasNoTags() {
        const TagSet set = tagsOf(signals::sine(440.0, kRate, framesOf(0.95, kRate)));
        QVERIFY(set.tags.empty() && !set.singing);
        QVERIFY(!tagsOf(signals::sine(440.0, kRate, framesOf(1.1, kRate))).tags.empty());
        QVERIFY(tagsOf(AudioBuffer(1, 1)).tags.empty());
    }

    // Only what sounds counts: silence around music changes neither what is heard nor how sure it is
    void silencePartsAreLeftOut() {
        AudioBuffer noise = signals::noise(framesOf(9.0, kRate), 1, 0.3);
        AudioBuffer padded(1, framesOf(36.0, kRate));
        std::ranges::copy(noise.channel(0), padded.channel(0).begin());
        const TagSet alone = tagsOf(std::move(noise));
        const TagSet within = tagsOf(std::move(padded));
        // the patches stand elsewhere, and one may be half silent
        QVERIFY(std::abs(probabilityOf(alone, "electronic") - probabilityOf(within, "electronic")) < 0.1);
    }

    void nobodySingsInNoiseOrATone() {
        for (const double amplitude : {0.5, 0.005}) {
            const TagSet set = tagsOf(signals::noise(framesOf(20.0, kRate), 1, amplitude));
            QVERIFY2(set.singing && *set.singing < 0.3, qPrintable(QString::number(set.singing.value_or(-1.0))));
            const TagSet tone = tagsOf(signals::sine(440.0, kRate, framesOf(20.0, kRate), 1, amplitude));
            QVERIFY2(tone.singing && *tone.singing < 0.3, qPrintable(QString::number(tone.singing.value_or(-1.0))));
        }
    }

    void isTheSameEachTime() {
        const AudioBuffer noise = signals::noise(framesOf(20.0, kRate), 2);
        const BufferSource source(AudioBuffer(noise), kRate);
        const TagSet first = tagsOf(source);
        const TagSet second = tagsOf(source);
        QVERIFY(first.tags == second.tags && first.singing == second.singing);
    }

    void stopsWhenAsked() {
        JobContext context;
        context.cancel();
        const BufferSource source(signals::noise(framesOf(20.0, kRate), 2), kRate);
        QVERIFY_THROWS_EXCEPTION(JobCancelled, analyseTags(source, context));
    }

    // a copy of this test that stands far from the models of the build
    void saysWhenAModelIsMissing() {
        if (qEnvironmentVariableIsSet(kWithoutModels)) {
            const TagSet set = tagsOf(signals::noise(framesOf(5.0, kRate)));
            QVERIFY(set.tags.empty() && !set.singing);
            QVERIFY2(set.problem.find("musicnn") != std::string::npos, set.problem.c_str());
            QVERIFY2(set.problem.find("packaging/dev setup") != std::string::npos, set.problem.c_str());
            return;
        }
        const QTemporaryDir folder;
        const QString copy = folder.filePath("bin/test");
        QVERIFY(QDir(folder.path()).mkpath("bin") && QFile::copy(QCoreApplication::applicationFilePath(), copy));
        QProcess test;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(kWithoutModels, "1");
        environment.insert("XDG_DATA_HOME", folder.path());
        test.setProcessEnvironment(environment);
        test.start(copy, {"saysWhenAModelIsMissing"});
        QVERIFY(test.waitForFinished());
        QVERIFY2(test.exitStatus() == QProcess::NormalExit && test.exitCode() == 0,
                 test.readAllStandardOutput().constData());
    }
};

QTEST_GUILESS_MAIN(TestAnalyseTags)
#include "test_analyse_tags.moc"
