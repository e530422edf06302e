// SPDX-License-Identifier: GPL-3.0-or-later
// What single words and their neighbours do. How well whole prompts are read is test_prompt_accuracy's matter.
#include "core/engine_error.h"
#include "morph/prompt/understand_prompt.h"
#include "morph/prompt/words.h"

#include <algorithm>
#include <QTest>

using namespace morphony;

namespace {

double amountOf(const std::vector<Weighted>& list, const std::string& id) {
    const auto found = std::ranges::find(list, id, &Weighted::id);
    return found == list.end() ? 0.0 : found->amount;
}

double style(const std::string& prompt, const std::string& id) { return amountOf(understandPrompt(prompt).styles, id); }

std::string refusal(const std::string& prompt) {
    try {
        static_cast<void>(understandPrompt(prompt));
        return {};
    } catch (const EngineError& error) {
        return error.kind() == ErrorKind::BadUsage ? error.what() : "another kind of error";
    }
}

bool says(const std::string& sentence, const char* word) { return sentence.find(word) != std::string::npos; }

constexpr double kExact = 1e-9; // shares are sums of a few numbers

} // namespace

class TestUnderstandPrompt : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eraPicksTheSheet() {
        QCOMPARE(style("funk", "funk"), 1.0);
        QCOMPARE(style("funk from the 80s", "80s-funk"), 1.0);
        QCOMPARE(understandPrompt("funk from the 80s").era.value_or(0), 1980);
        QCOMPARE(understandPrompt("rock like in 1974").era.value_or(0), 1970);
    }

    void sharesAddUp() {
        const StyleSpec spec = understandPrompt("70 % funk, 30% reggae");
        QVERIFY(std::abs(amountOf(spec.styles, "funk") - 0.7) < kExact);
        QVERIFY(std::abs(amountOf(spec.styles, "reggae") - 0.3) < kExact);
        QVERIFY(std::abs(style("between funk and reggae", "funk") - 0.5) < kExact);
        QVERIFY(std::abs(style("half funk half reggae", "reggae") - 0.5) < kExact);
        QVERIFY(style("mostly funk with a bit of reggae", "funk") > 0.7);
        QVERIFY(style("reggae with a hint of funk", "reggae") > 0.7);
    }

    void oneStyleWithAShareIsAStrength() {
        QVERIFY(std::abs(understandPrompt("30 % disco").strength.value_or(0.0) - 0.3) < kExact);
        QVERIFY(understandPrompt("slightly reggae").strength.value_or(1.0) < 0.5);
        QVERIFY(!understandPrompt("reggae").strength);
    }

    void negationReachesAsFarAsItsList() {
        const auto without = [](const std::string& prompt) { return understandPrompt(prompt).without; };
        QVERIFY(amountOf(without("funk without bass or drums"), "drums") == 1.0);
        QVERIFY(amountOf(without("no bass, drums or vocals"), "vocals") == 1.0);
        QVERIFY(amountOf(without("no drums but piano"), "piano") == 0.0);
        QVERIFY(amountOf(without("no drums, with piano"), "piano") == 0.0);
        QVERIFY(amountOf(without("no heavy drums"), "drums") == 1.0);
        QVERIFY(amountOf(without("drums out"), "drums") == 1.0);
        QVERIFY(amountOf(without("less drums"), "drums") < 1.0);
        QVERIFY(amountOf(without("ohne Schlagzeug und Bass"), "bass") == 1.0);
        QVERIFY(amountOf(without("sin batería ni bajo"), "bass") == 1.0);
        QCOMPARE(understandPrompt("rock but not metal").avoided, std::vector<std::string>{"heavy-metal"});
    }

    void keptPartsBecomeStems() {
        QVERIFY((keptStems(understandPrompt("keep the vocals, drums and bass")) ==
                 std::set{Stem::Vocals, Stem::Drums, Stem::Bass}));
        QVERIFY((keptStems(understandPrompt("techno, the vocals stay")) == std::set{Stem::Vocals}));
        QVERIFY((keptStems(understandPrompt("everything but the drums stays")) ==
                 std::set{Stem::Vocals, Stem::Bass, Stem::Other}));
        QVERIFY((keptStems(understandPrompt("Gesang behalten, Techno")) == std::set{Stem::Vocals}));
        QVERIFY(keptStems(understandPrompt("keep it slow and jazzy")).empty());
    }

    void onlyMeansNothingElse() {
        QVERIFY(understandPrompt("only strings and harp").onlyThese);
        QVERIFY(understandPrompt("nur Klavier").onlyThese);
        QVERIFY(!understandPrompt("jazz with piano").onlyThese);
    }

    void tempoIsAFeel() {
        QVERIFY(understandPrompt("half-time trap").tempo.feel == StyleSpec::Feel::Half);
        QVERIFY(understandPrompt("doppelt so schnell").tempo.feel == StyleSpec::Feel::Double);
        QVERIFY(understandPrompt("schneller Techno").tempo.change == 1.0);
        QVERIFY(understandPrompt("not too fast jazz").tempo.change < 0.0);
        QCOMPARE(understandPrompt("house at 124 BPM").tempo.bpm.value_or(0.0), 124.0);
        QCOMPARE(understandPrompt("in 3/4").meter, std::string("3/4"));
    }

    void misspelledWordsAreFoundAndOrdinaryOnesLeft_data() {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("sheet"); // empty: refused
        for (const auto& [prompt, sheet] : {std::pair{"fnuk", "funk"},
                                            {"regae", "reggae"},
                                            {"bosa nova", "bossa-nova"},
                                            {"rythm and blues", "r-and-b"},
                                            {"heavy mettal", "heavy-metal"},
                                            {"synthwav", "synthwave"},
                                            {"funny fork", ""},
                                            {"rack", ""},
                                            {"a pack of bread", ""},
                                            {"the mouse", ""}}) {
            QTest::newRow(prompt) << prompt << sheet;
        }
    }
    void misspelledWordsAreFoundAndOrdinaryOnesLeft() {
        QFETCH(QString, prompt);
        QFETCH(QString, sheet);
        if (sheet.isEmpty()) {
            try {
                const StyleSpec spec = understandPrompt(prompt.toStdString());
                QVERIFY(spec.stylesFrom != StyleSpec::StylesFrom::Named);
            } catch (const EngineError& error) {
                QVERIFY(error.kind() == ErrorKind::BadUsage);
            }
        } else {
            const StyleSpec spec = understandPrompt(prompt.toStdString());
            QVERIFY(amountOf(spec.styles, sheet.toStdString()) > 0.5);
        }
    }

    void moodsAloneSuggestStyles() {
        const StyleSpec spec = understandPrompt("sad and slow");
        QVERIFY(spec.stylesFrom == StyleSpec::StylesFrom::Suggested);
        QVERIFY(!spec.styles.empty());
        QVERIFY(spec.energy < -0.3);
    }

    void readingsNameTheirPlace() {
        const std::string prompt = "Ärger: bitte Saxofon, zzqqx, 80’s funk";
        const StyleSpec spec = understandPrompt(prompt);
        std::vector<std::string> read;
        for (const Reading& reading : spec.readings) {
            read.push_back(prompt.substr(reading.begin, reading.end - reading.begin));
        }
        QVERIFY(std::ranges::find(read, "Saxofon") != read.end());
        QVERIFY(std::ranges::find(read, "80’s funk") != read.end() || std::ranges::find(read, "funk") != read.end());
        QCOMPARE(spec.era.value_or(0), 1980);
        const auto isStrange = [&](const IgnoredWords& words) {
            return prompt.substr(words.begin, words.end - words.begin) == "zzqqx";
        };
        QVERIFY(std::ranges::any_of(spec.ignored, isStrange));
    }

    void refusesWithASentence() {
        QVERIFY(says(refusal(""), "empty"));
        QVERIFY(says(refusal("🍕🍕"), "no words"));
        QVERIFY(!refusal(" \t\n,.").empty());
        QVERIFY(says(refusal(std::string(10000, 'a')), "10000"));
        QVERIFY(says(refusal("爵士乐"), "nearest styles"));
        QVERIFY(says(refusal("xkcd qwertz"), "nearest styles"));
        QVERIFY(!refusal("\xff\xfe\x80").empty());
        QVERIFY(!refusal(std::string("\0\0", 2)).empty());
        QVERIFY(says(refusal("the and of"), "try funk"));
    }

    void oddTextIsReadWithoutHarm() {
        QCOMPARE(style("🎸🔥 metal 🤘", "heavy-metal"), 1.0);
        QCOMPARE(style("funk\xff", "funk"), 1.0);
        QCOMPARE(style("'; rm -rf / #$(reboot) funk", "funk"), 1.0);
        static_cast<void>(understandPrompt("funk " + std::string(kLongestPrompt - 5, 'x')));
        std::string many;
        while (many.size() + 6 < kLongestPrompt) {
            many += "no no ";
        }
        QVERIFY(!refusal(many).empty());
    }

    void extraStylesAreKnownByTheirName() {
        const StyleSpec spec = understandPrompt("Martian Stomp with drums", {{"martian-stomp", "Martian stomp"}});
        QCOMPARE(amountOf(spec.styles, "martian-stomp"), 1.0);
    }

    void spellingDistanceCountsSwapsOnce() {
        QCOMPARE(spellingDistance("funk", "fnuk", 3), std::size_t{1});
        QCOMPARE(spellingDistance("reggae", "regae", 3), std::size_t{1});
        QCOMPARE(spellingDistance("jazz", "metal", 2), std::size_t{3}); // more than the limit
        QCOMPARE(spellingDistance("", "ab", 3), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TestUnderstandPrompt)
#include "test_understand_prompt.moc"
