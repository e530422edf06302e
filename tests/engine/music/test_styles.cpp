// SPDX-License-Identifier: GPL-3.0-or-later
// Styles and grooves as data: what comes with the program, and what a broken file is told.
#include "core/engine_error.h"
#include "music/groove.h"
#include "music/style.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <set>

using namespace morphony;

namespace {

const char* const kStyle = R"({"id": "my-waltz", "name": "My waltz", "family": "folk", "tempo": [90, 120],
  "grooves": {"3/4": {"main": "stdlib/waltz:Waltz"}},
  "parts": {"drums": {"kit": 40, "level": -6}, "bass": {"program": 32, "range": [28, 50], "line": "root"}},
  "mix": {"reverb": 1.5}})";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const std::size_t at = text.find(what);
    Q_ASSERT(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

std::string complaint(const std::string& json) {
    try {
        static_cast<void>(styleFromJson(json, "mine.json"));
    } catch (const EngineError& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestStyles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void builtInStylesAreWhole() {
        std::set<std::string> ids;
        std::set<std::string> families;
        for (const Style& style : builtInStyles()) {
            ids.insert(style.id);
            families.insert(style.family);
            QVERIFY2(style.part(PartRole::Lead) != nullptr && style.part(PartRole::Bass) != nullptr, style.id.c_str());
            QVERIFY2(style.grooves.contains("3/4") && style.grooves.contains("6/8"), style.id.c_str());
        }
        QVERIFY(ids.size() >= 70);
        QCOMPARE(ids.size(), builtInStyles().size());
        QVERIFY(families.size() >= 12);
    }

    void groovesAreWhole() {
        int drums = 0, bass = 0, chords = 0;
        for (const auto& [id, groove] : builtInGrooves()) {
            QVERIFY2(!groove.drums.empty() || !groove.tracks.empty() || groove.walkingBass, id.c_str());
            drums += groove.drums.empty() ? 0 : 1;
            for (const DrumHit& hit : groove.drums) {
                QVERIFY2(hit.tick >= 0 && hit.tick < groove.ticks() && hit.key >= 27 && hit.key <= 87, id.c_str());
            }
            for (const GrooveTrack& track : groove.tracks) {
                bass += track.kind == GrooveTrack::Kind::Bass ? 1 : 0;
                chords += track.kind == GrooveTrack::Kind::Chords ? 1 : 0;
                for (const ChordHit& hit : track.chords) {
                    QVERIFY2(hit.tick >= 0 && hit.tick < groove.ticks() && hit.duration > 0, id.c_str());
                }
            }
        }
        QVERIFY(drums > 250 && bass > 200 && chords > 300);
        const Groove& waltz = builtInGrooves().at("stdlib/waltz:Waltz");
        QCOMPARE(waltz.beatsPerBar, 3);
        // the DnB01 of zoom/dnb.mma as it stands there: two bars of drums and nothing else
        const Groove& breakbeat = builtInGrooves().at("zoom/dnb:DnB01");
        QVERIFY(breakbeat.tracks.empty() && breakbeat.beatsPerBar == 4);
        QVERIFY(std::ranges::any_of(breakbeat.drums, [](const DrumHit& hit) { return hit.tick == 0 && hit.key == 36; }));
    }

    void aStyleIsRead() {
        const Style style = styleFromJson(kStyle, "mine.json");
        QCOMPARE(style.id, std::string("my-waltz"));
        QCOMPARE(style.part(PartRole::Drums)->kit, 40);
        QCOMPARE(style.part(PartRole::Bass)->programs, std::vector{32});
        QVERIFY(style.part(PartRole::Bass)->line == LineKind::Root);
        QVERIFY(style.part(PartRole::Lead) == nullptr);
        QCOMPARE(style.reverbSeconds, 1.5);
    }

    void brokenStyles_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("with");
        QTest::addColumn<QString>("told");
        QTest::newRow("not JSON") << "],"
                                  << ","
                                  << "is not JSON";
        QTest::newRow("no id") << "\"id\": \"my-waltz\", "
                               << ""
                               << "has no \"id\"; expected a text";
        QTest::newRow("bad id") << "my-waltz"
                                << "My Waltz"
                                << "small letters";
        QTest::newRow("level is a word") << "-6"
                                         << "\"loud\""
                                         << "\"parts.drums.level\": \"loud\"; expected a number from -60 to 6";
        QTest::newRow("level too high") << "-6"
                                        << "60"
                                        << "\"parts.drums.level\": 60";
        QTest::newRow("range falls") << "[28, 50]"
                                     << "[50, 28]"
                                     << "\"parts.bass.range\": [50,28]; expected two rising numbers";
        QTest::newRow("range too small") << "[28, 50]"
                                         << "[28, 30]"
                                         << "at least an octave";
        QTest::newRow("unknown line") << "\"root\""
                                      << "\"rot\""
                                      << "one of groove, walking, root";
        QTest::newRow("unknown key") << "\"reverb\""
                                     << "\"revreb\""
                                     << "unknown key \"mix.revreb\"";
        QTest::newRow("unknown part") << "\"drums\""
                                      << "\"drum\""
                                      << "unknown key \"parts.drum\"";
        QTest::newRow("unknown groove") << "stdlib/waltz:Waltz"
                                        << "stdlib/waltz:Valse"
                                        << "\"grooves.3/4.main\": \"stdlib/waltz:Valse\"";
        QTest::newRow("unknown meter") << "\"3/4\""
                                       << "\"5/4\""
                                       << "4/4, 3/4 or 6/8";
        QTest::newRow("tempo missing") << "\"tempo\": [90, 120],"
                                       << ""
                                       << "has no \"tempo\"";
        QTest::newRow("list for a group") << "{\"reverb\": 1.5}"
                                          << "[1.5]"
                                          << "a group { ... }";
    }
    void brokenStyles() {
        QFETCH(QString, what);
        QFETCH(QString, with);
        QFETCH(QString, told);
        const std::string message = complaint(replaced(kStyle, what.toStdString(), with.toStdString()));
        QVERIFY2(message.find("mine.json") != std::string::npos && message.find(told.toStdString()) != std::string::npos,
                 message.c_str());
    }

    void aUsersStyleIsFound() {
        QTemporaryDir folder;
        std::ofstream(folder.filePath("mine.json").toStdString()) << kStyle;
        std::ofstream(folder.filePath("notes.txt").toStdString()) << "no style";
        const auto styles = stylesIn(folder.path().toStdString());
        QCOMPARE(styles.size(), std::size_t{1});
        QVERIFY(stylesIn(folder.filePath("missing").toStdString()).empty());
        std::ofstream(folder.filePath("bad.json").toStdString()) << "{";
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(stylesIn(folder.path().toStdString())), EngineError);
    }

    void anUnknownStyleNamesTheNearest() {
        try {
            static_cast<void>(styleById("heavy-metall"));
            QFAIL("no complaint");
        } catch (const EngineError& error) {
            QVERIFY2(std::string(error.what()).find("the nearest are heavy-metal") != std::string::npos, error.what());
        }
    }

    void brokenGroovesNameTheLine() {
        try {
            static_cast<void>(parseGrooves("groove a 4 1\ndrums 1 0:36:100 5:x:3\n", "mine.txt"));
            QFAIL("no complaint");
        } catch (const EngineError& error) {
            const std::string message = error.what();
            QVERIFY2(message.find("mine.txt") != std::string::npos && message.find("line 2") != std::string::npos &&
                         message.find("\"x\"") != std::string::npos,
                     message.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestStyles)
#include "test_styles.moc"
