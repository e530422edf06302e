// SPDX-License-Identifier: GPL-3.0-or-later
// What a prompt makes of a style sheet.
#include "morph/arrange/prompt_band.h"
#include "morph/prompt/understand_prompt.h"

#include <QTest>
#include <algorithm>

using namespace morphony;

class TestPromptBand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStyleIsItsSheet() {
        const PromptBand band = bandFor(understandPrompt("80s funk"));
        QCOMPARE(band.style.id, std::string("80s-funk"));
        QVERIFY(band.options.without.empty() && !band.remix);
    }

    void instrumentsTakeTheirParts() {
        const PromptBand band = bandFor(understandPrompt("jazz trio with flute"));
        QCOMPARE(band.style.part(PartRole::Lead)->programs, std::vector{73});
        const PromptBand metal = bandFor(understandPrompt("pop with distorted guitar"));
        QCOMPARE(metal.style.part(PartRole::Comping)->programs, std::vector{30});
        QVERIFY(metal.style.part(PartRole::Comping)->ampDb > 20.0);
    }

    void unwantedPartsAreLeftOut() {
        const PromptBand band = bandFor(understandPrompt("funk without drums"));
        QVERIFY(std::ranges::find(band.options.without, PartRole::Drums) != band.options.without.end());
        QVERIFY(std::ranges::find(band.options.without, PartRole::Bass) == band.options.without.end());
    }

    void keptVoicesAskForARemix() { QVERIFY(bandFor(understandPrompt("house, keep the vocals")).remix); }

    void halfTimeIsFollowed() {
        const PromptBand band = bandFor(understandPrompt("half-time techno"));
        QVERIFY(band.options.time == TimeFeel::Half);
    }

    void twoStylesShareTheBand() {
        StyleSpec spec;
        spec.styles = {{"funk", 0.5}, {"bossa-nova", 0.5}};
        const PromptBand band = bandFor(spec);
        QCOMPARE(band.style.id, std::string("funk"));
        QCOMPARE(band.style.part(PartRole::Lead)->programs, styleById("bossa-nova").part(PartRole::Lead)->programs);
    }

    void productionAndEraShapeTheMix() {
        StyleSpec spec;
        spec.styles = {{"rock", 1.0}};
        spec.era = 1980;
        QCOMPARE(bandFor(spec).style.id, std::string("rock"));
        spec.era = 1950;
        spec.production = {{"vinyl", 1.0}};
        const Style old = bandFor(spec).style;
        QVERIFY(old.tape > 0.5 && old.vinyl > 0.9);
    }

    void everyLexiconStyleHasASheet() {
        for (const char* prompt : {"shoegaze", "reggaeton", "drum and bass", "country", "flamenco", "lo-fi"}) {
            const StyleSpec spec = understandPrompt(prompt);
            QVERIFY2(!spec.styles.empty(), prompt);
            QVERIFY(!bandFor(spec).style.grooves.empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestPromptBand)
#include "test_prompt_band.moc"
