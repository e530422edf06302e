// SPDX-License-Identifier: GPL-3.0-or-later
// The lexicon's data: as much as is promised, nothing twice, and nothing that points nowhere.
#include "morph/prompt/lexicon.h"
#include "morph/prompt/words.h"

#include <filesystem>
#include <QTest>
#include <set>

using namespace morphony;

class TestPromptLexicon : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsEnough() {
        std::map<ReadAs, int> count;
        for (const LexiconEntry& entry : promptLexicon().entries()) {
            ++count[entry.kind];
        }
        QVERIFY(count[ReadAs::Style] >= 120);
        QVERIFY(count[ReadAs::Era] >= 8);
        QVERIFY(count[ReadAs::Mood] + count[ReadAs::Production] >= 50);
        QVERIFY(count[ReadAs::Instrument] >= 80);
    }

    void idsAreUnique() {
        std::set<std::pair<ReadAs, std::string>> ids;
        for (const LexiconEntry& entry : promptLexicon().entries()) {
            QVERIFY2(ids.emplace(entry.kind, entry.id).second, entry.id.c_str());
        }
    }

    void everyNameIsFound() {
        for (const LexiconEntry& entry : promptLexicon().entries()) {
            const auto tokens = tokensOf(entry.name);
            QVERIFY2(promptLexicon().find(joinedKeys(tokens, 0, tokens.size())) != nullptr, entry.name.c_str());
        }
    }

    void sheetsExistAndAreReached() {
        std::set<std::string> sheets;
        for (const auto& file : std::filesystem::directory_iterator(MORPHONY_STYLES)) {
            sheets.insert(file.path().stem().string());
        }
        std::set<std::string> reached;
        for (const LexiconEntry& entry : promptLexicon().entries()) {
            QVERIFY2(entry.kind != ReadAs::Style || !entry.mix.empty(), entry.id.c_str());
            for (const Weighted& sheet : entry.mix) {
                QVERIFY2(sheets.contains(sheet.id), (entry.id + " names " + sheet.id).c_str());
                QVERIFY(sheet.amount > 0.0);
                reached.insert(sheet.id);
            }
            for (const auto& [decade, mix] : entry.mixByEra) {
                for (const Weighted& sheet : mix) {
                    QVERIFY2(sheets.contains(sheet.id), (entry.id + " names " + sheet.id).c_str());
                    reached.insert(sheet.id);
                }
            }
        }
        for (const std::string& sheet : sheets) {
            QVERIFY2(reached.contains(sheet), (sheet + " cannot be asked for").c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestPromptLexicon)
#include "test_prompt_lexicon.moc"
