// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "morph/recipe.h"

#include <QTest>

using namespace morphony;

namespace {

Recipe recipe() {
    Recipe made;
    made.request.engine = "mosaic";
    made.request.source = "/music/song.wav";
    made.request.style = "/music/style.wav";
    made.sourceHash = "a";
    made.styleHash = "b";
    made.programVersion = "0.1.0";
    return made;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    Q_ASSERT(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

} // namespace

class TestRecipe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void correctionsComeBack() {
        Recipe made = recipe();
        made.request.sourceCorrection.tapped = AnalysisCorrection::Tapped{93.25, 12.5};
        made.request.sourceCorrection.steps = {AnalysisCorrection::Step::BarsLater, AnalysisCorrection::Step::HalfTempo};
        made.request.styleCorrection.steps = {AnalysisCorrection::Step::DoubleTempo};
        made.request.styleCorrection.key = Key{9, true};
        const Recipe back = Recipe::fromJson(made.toJson(), "r.json");
        QCOMPARE(back.request.sourceCorrection, made.request.sourceCorrection);
        QCOMPARE(back.request.styleCorrection, made.request.styleCorrection);
        QCOMPARE(back.toJson(), made.toJson());
    }

    void withoutCorrectionsNothingIsSaidOfThem() {
        const std::string text = recipe().toJson();
        QVERIFY(text.find("corrections") == std::string::npos);
        QVERIFY(Recipe::fromJson(text, "r.json").request.sourceCorrection.empty());
    }

    void aWrongCorrectionIsNamed() {
        Recipe made = recipe();
        made.request.sourceCorrection.key = Key{9, true};
        const std::string text = replaced(made.toJson(), "\"tonic\": 9", "\"tonic\": 12");
        try {
            static_cast<void>(Recipe::fromJson(text, "r.json"));
            QFAIL("a thirteenth pitch class was accepted");
        } catch (const EngineError& error) {
            const std::string said = error.what();
            QVERIFY2(said.find("corrections.source.key.tonic") != std::string::npos && said.find("12") != std::string::npos,
                     said.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestRecipe)
#include "test_recipe.moc"
