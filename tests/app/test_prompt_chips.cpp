// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/prompt_chips.h"
#include "morph/prompt/understand_prompt.h"

#include <QTest>

using namespace morphony;

class TestPromptChips : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sayWhatWasUnderstood() {
        const QString prompt = QStringLiteral("Ärger, 80s funk, no drums, keep the vocals, 4711");
        const auto chips = promptChips(understandPrompt(prompt.toStdString()), prompt);
        QStringList texts;
        for (const PromptChip& chip : chips) {
            texts.append(chip.kind + QLatin1Char('=') + chip.value + (chip.understood ? QString() : QStringLiteral("?")));
        }
        for (const char* expected : {"No=Drums", "Keep=Vocals", "Era=80s", "4711=no effect?"}) {
            QVERIFY2(texts.contains(QLatin1String(expected)), qPrintable(texts.join(QLatin1Char('|'))));
        }
        QVERIFY(texts.filter(QStringLiteral("Genre=")).size() == 1);
    }

    void aChipTakesItsWordsAway() {
        const QString prompt = QStringLiteral("schöner Jazz mit Klavier");
        const StyleSpec spec = understandPrompt(prompt.toStdString());
        const auto chips = promptChips(spec, prompt);
        const auto piano = std::ranges::find(chips, QStringLiteral("Piano"), &PromptChip::value);
        QVERIFY(piano != chips.end());
        QCOMPARE(withoutChip(spec, prompt, static_cast<int>(piano - chips.begin())), QStringLiteral("schöner Jazz mit"));
        QCOMPARE(withoutChip(spec, prompt, 99), prompt);
    }
};

QTEST_GUILESS_MAIN(TestPromptChips)
#include "test_prompt_chips.moc"
