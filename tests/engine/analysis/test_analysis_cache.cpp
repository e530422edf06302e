// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/analysis_cache.h"
#include "analysis/analysis_json.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace morphony;
namespace fs = std::filesystem;

namespace {

/// Every field set to something that is not its default.
TrackAnalysis anAnalysis() {
    TrackAnalysis a;
    a.seconds = 61.7;
    a.rhythm = {120.25, 0.8, {{0.5, 120.1}, {1.0, 120.4}}, {0.5, 1.0, 1.5}, {0.5}, 0.9, 0.7, "3/4", 3};
    a.harmony.tuningCents = -12.5;
    a.harmony.tuningConfidence = 0.6;
    a.harmony.key = KeySpan{{0.0, 61.7}, 1, true, 0.75};
    a.harmony.keys = {{{0.0, 30.0}, 1, true, 0.8}, {{30.0, 61.7}, 4, false, 0.7}};
    a.harmony.chords = {{{0.0, 1.0}, "N", std::nullopt, 0.3}, {{1.0, 61.7}, "C#:min7/b3", 4, 0.9}};
    a.notes = {{0.1, 0.6, 61, 100}, {1.0 / 3.0, 0.7, 64, 1}};
    a.melody = {{0.1, 0.6, 61, 100}};
    a.sections = {{{0.0, 61.7}, "A"}};
    a.energyPerBar = {-14.2, -70.0};
    a.percussiveShare = 0.3;
    a.singing = 0.2;
    a.tags = {{"rock", 0.3}, {"male vocalists", 1.0 / 7.0}};
    a.remarks = {"A model is not installed."};
    a.levels = {-14.1, 6.5, -10.0, -0.3, 15'000.0, 0.2, -0.001, 0.01, 0.05};
    return a;
}

} // namespace

class TestAnalysisCache : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jsonKeepsEveryBit() {
        QCOMPARE(analysisFromJson(analysisToJson(anAnalysis())), std::optional(anAnalysis()));
        QCOMPARE(analysisFromJson(analysisToJson(TrackAnalysis{})), std::optional(TrackAnalysis{}));
    }

    void jsonOfAnythingElseIsNone() {
        QVERIFY(!analysisFromJson(""));
        QVERIFY(!analysisFromJson("[]"));
        QVERIFY(!analysisFromJson("{\"seconds\": \"long\"}"));
        const std::string text = analysisToJson(anAnalysis());
        QVERIFY(!analysisFromJson(text.substr(0, text.size() / 2)));
    }

    void keepsAndForgets() {
        const QTemporaryDir folder;
        const AnalysisCache cache(folder.path().toStdString(), 2);
        QVERIFY(!cache.find("aa"));
        cache.store("aa", anAnalysis());
        QCOMPARE(cache.find("aa"), std::optional(anAnalysis()));
        cache.store("bb", anAnalysis());
        // make "aa" the one that was used last
        for (const fs::directory_entry& entry : fs::directory_iterator(folder.path().toStdString())) {
            const bool recent = entry.path().filename().string().starts_with("aa");
            fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::hours(recent ? 1 : 2));
        }
        cache.store("cc", anAnalysis());
        QVERIFY(cache.find("aa") && !cache.find("bb") && cache.find("cc"));
    }

    void damagedFileIsAbsent() {
        const QTemporaryDir folder;
        const AnalysisCache cache(folder.path().toStdString());
        cache.store("aa", anAnalysis());
        const fs::path file = fs::directory_iterator(folder.path().toStdString())->path();
        std::ofstream(file, std::ios::trunc) << "{";
        QVERIFY(!cache.find("aa"));
        QVERIFY(!fs::exists(file));
    }

    void unwritableFolderIsNoError() {
        const AnalysisCache cache("/proc/nowhere");
        cache.store("aa", anAnalysis());
        QVERIFY(!cache.find("aa"));
    }
};

QTEST_GUILESS_MAIN(TestAnalysisCache)
#include "test_analysis_cache.moc"
