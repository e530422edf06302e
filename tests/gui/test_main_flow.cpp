// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui_rig.h"

#include "morph/render.h"
#include "ui/console/console.h"
#include "ui/console/dial.h"
#include "ui/file_dialog.h"
#include "ui/panel/export_sheet.h"
#include "ui/panel/morph_panel.h"
#include "ui/timeline/timeline_view.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>

#include <algorithm>
#include <memory>

using namespace morphony;

namespace {
constexpr double kSeconds = 8.0;
} // namespace

/// The way of a user through the real window, from two files to two exported ones. The tests build on one another.
class TestMainFlow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_rig.reset(); }

    void emptyWindowSaysWhatIsMissing();
    void promptIsShownAsChips();
    void twoDroppedFilesAskOnceAndGetLanes();
    void cancelLeavesNoTake();
    void morphMakesATakeThatIsHeard();
    void playSwitchAndSeek();
    void dialIsHeardLiveAndTheWaveformFollows();
    void scoresAreMeasured();
    void exportedWavIsTheRender();
    void existingNameGetsTwo();
    void exportedMp3HasTheLength();
    void brokenFilesSayWhatAndWhy_data();
    void brokenFilesSayWhatAndWhy();
    void deletedTakeComesBack();
    void closingWhileMorphingStopsAtOnce();

private:
    void morphNow();
    void exportAs(const QString& formatButton, const QString& fileName);
    [[nodiscard]] Session& session() { return m_rig->workbench.session(); }
    [[nodiscard]] PlayerState player() { return m_rig->workbench.playback().state(); }
    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    [[nodiscard]] AudioBuffer readBack(const QString& file) const;

    QTemporaryDir m_folder;
    std::unique_ptr<GuiRig> m_rig;
};

void TestMainFlow::initTestCase() {
    QVERIFY2(QFileInfo::exists(QString::fromLatin1(kBrandenburg)), "Debian package gamine-data is missing");
    QVERIFY2(QFileInfo::exists(QString::fromLatin1(kMetal)), "Debian package fretsonfire-songs-sectoid is missing");
    writeExcerpt(kBrandenburg, 30.0, kSeconds, path("song.wav"));
    writeExcerpt(kMetal, 60.0, 5.0, path("style.wav"));
    QFile text(path("words.mp3"));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("This is not music.\n");
    QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("folder.wav")));
    m_rig = std::make_unique<GuiRig>();
    QVERIFY(QTest::qWaitForWindowExposed(&m_rig->window));
}

AudioBuffer TestMainFlow::readBack(const QString& file) const {
    JobContext context;
    return readAll(*loadAudio(file.toStdString(), context).audio);
}

void TestMainFlow::emptyWindowSaysWhatIsMissing() {
    auto* morph = m_rig->window.findChild<QAbstractButton*>(QStringLiteral("morphButton"));
    QVERIFY(morph);
    QVERIFY(!morph->isEnabled());
    QVERIFY2(morph->accessibleName().contains(QStringLiteral("song")), qPrintable(morph->accessibleName()));
}

void TestMainFlow::promptIsShownAsChips() {
    auto* field = m_rig->window.findChild<QLineEdit*>(QStringLiteral("promptField"));
    const auto names = [this] {
        QStringList list;
        for (const auto* chip :
             m_rig->window.findChildren<QAbstractButton*>(QRegularExpression(QStringLiteral("^chip_\\d+$")))) {
            list.append(chip->accessibleName());
        }
        return list.join(QLatin1Char('|'));
    };
    QTest::keyClicks(field, QStringLiteral("80s funk, no drums"));
    QTRY_VERIFY_WITH_TIMEOUT(names().contains(QStringLiteral("No Drums")), kLong);
    QVERIFY2(names().contains(QStringLiteral("Genre 80s funk")), qPrintable(names()));
    const auto chips = m_rig->window.findChildren<QAbstractButton*>(QRegularExpression(QStringLiteral("^chip_\\d+$")));
    const auto drums = std::ranges::find_if(
        chips, [](const auto* chip) { return chip->accessibleName().contains(QStringLiteral("Drums")); });
    (*drums)->click(); // takes the word away; "no" alone says nothing
    QTRY_VERIFY_WITH_TIMEOUT(!names().contains(QStringLiteral("Drums")), kLong);
    QCOMPARE(field->text(), QStringLiteral("80s funk, no"));

    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("xkcd"));
    auto* hint = m_rig->window.findChild<QLabel*>(QStringLiteral("promptHint"));
    QTRY_VERIFY_WITH_TIMEOUT(hint->text().contains(QStringLiteral("nearest styles")), kLong);
    field->selectAll();
    QTest::keyClick(field, Qt::Key_Delete);
    QTRY_VERIFY(names().isEmpty());
    QVERIFY(hint->text().isEmpty());
}

void TestMainFlow::twoDroppedFilesAskOnceAndGetLanes() {
    m_rig->drop({path("song.wav"), path("style.wav")}, QPoint(400, 300));
    QVERIFY(!m_rig->workbench.files().isBusy()); // asked first
    QTRY_VERIFY(m_rig->button(QStringLiteral("song.wav")));
    m_rig->button(QStringLiteral("song.wav"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(session().source() && session().style(), kLong);
    QCOMPARE(session().source()->title(), QStringLiteral("song"));
    QCOMPARE(session().style()->title(), QStringLiteral("style"));
    QCOMPARE(session().source()->audio.audio->frames(), FrameCount{8 * 44100});
    QVERIFY(m_rig->window.findChild<QWidget*>(QStringLiteral("lane_source"))->isVisible());
    QVERIFY(m_rig->window.findChild<QWidget*>(QStringLiteral("lane_style"))->isVisible());
    auto* morph = m_rig->window.findChild<QAbstractButton*>(QStringLiteral("morphButton"));
    QVERIFY(morph->isEnabled());
}

void TestMainFlow::cancelLeavesNoTake() {
    m_rig->trigger("actionMorph");
    QVERIFY(m_rig->workbench.morphs().isBusy());
    const auto* pending = m_rig->window.findChild<QWidget*>(QStringLiteral("lane_pending"));
    QVERIFY(pending && pending->isVisible()); // at once, before anything is rendered
    auto* cancel = m_rig->window.findChild<QPushButton*>(QStringLiteral("cancelMorph"));
    QTRY_VERIFY(cancel->isVisible());
    cancel->click();
    QTRY_VERIFY_WITH_TIMEOUT(!m_rig->workbench.morphs().isBusy(), kLong);
    QVERIFY(session().takes().isEmpty());
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(!m_rig->window.findChild<QWidget*>(QStringLiteral("lane_pending")));
    QVERIFY(!cancel->isVisible());
    QVERIFY(m_rig->window.findChild<QAbstractButton*>(QStringLiteral("morphButton"))->isEnabled());
}

void TestMainFlow::morphNow() {
    const qsizetype before = session().takes().size();
    m_rig->trigger("actionMorph");
    QTRY_COMPARE_WITH_TIMEOUT(session().takes().size(), before + 1, kLong);
    QTRY_VERIFY_WITH_TIMEOUT(m_rig->idle(), kLong);
}

void TestMainFlow::morphMakesATakeThatIsHeard() {
    morphNow();
    const Take* take = session().selectedTake();
    QVERIFY(take);
    QCOMPARE(take->name, QStringLiteral("Take 1"));
    QCOMPARE(take->result->sourceAudio().frames(), session().source()->audio.audio->frames());
    QVERIFY(m_rig->window.findChild<QWidget*>(QStringLiteral("lane_") + take->id)->isVisible());
    const auto* pending = m_rig->window.findChild<QWidget*>(QStringLiteral("lane_pending"));
    QVERIFY(!pending || !pending->isVisible());
    QTRY_COMPARE(player().heard, Deck::Take);
    const auto* rendered = m_rig->workbench.renderer().rendered(take->id);
    QVERIFY(rendered);
    QCOMPARE(rendered->pyramid->frames(), take->result->sourceAudio().frames());
}

void TestMainFlow::playSwitchAndSeek() {
    m_rig->trigger("actionPlay");
    QTRY_VERIFY(player().playing);
    QTRY_VERIFY(player().position > 4410); // 0.1 s
    m_rig->trigger("actionHearSource");
    QTRY_COMPARE(player().heard, Deck::Source);
    QVERIFY(player().playing);
    m_rig->trigger("actionToggleHeard");
    QTRY_COMPARE(player().heard, Deck::Take);
    m_rig->trigger("actionHearStyle");
    QTRY_COMPARE(player().heard, Deck::Style);
    m_rig->trigger("actionHearTake");
    Q_EMIT m_rig->window.seekRequested(3 * 44100);
    QTRY_VERIFY(player().position >= 3 * 44100 && player().position < 5 * 44100);
    // A loop of half a second: two seconds later the position is still inside it.
    Q_EMIT m_rig->window.loopChanged(FrameRange{88200, 88200 + 22050});
    QTest::qWait(2000);
    QVERIFY(player().playing);
    QVERIFY2(player().position >= 88200 - 2205 && player().position <= 110250,
             qPrintable(QString::number(player().position)));
    m_rig->trigger("actionEscape");
    m_rig->trigger("actionPlay");
    QTRY_VERIFY(!player().playing);
}

void TestMainFlow::dialIsHeardLiveAndTheWaveformFollows() {
    const QString id = session().selectedTake()->id;
    const auto before = m_rig->workbench.renderer().rendered(id)->audio;
    Dial& dial = m_rig->window.console().dialWidget();
    for (int value = dial.value(); value >= 300; value -= 50) {
        dial.setValue(value);
    }
    dial.setValue(300);
    QCOMPARE(session().dial(id).strength, 0.3);
    QCOMPARE(m_rig->workbench.renderer().rendered(id)->audio, before); // not on this thread
    QTRY_VERIFY_WITH_TIMEOUT(m_rig->workbench.renderer().rendered(id)->dial.strength == 0.3, kLong);
    QVERIFY(m_rig->workbench.renderer().rendered(id)->audio != before);
    QTRY_VERIFY_WITH_TIMEOUT(m_rig->idle(), kLong);
}

void TestMainFlow::scoresAreMeasured() {
    const QString id = session().selectedTake()->id;
    QTRY_VERIFY_WITH_TIMEOUT(session().measured(id) && session().measured(id)->dial.strength == 0.3, kLong);
    const Report& report = session().measured(id)->report;
    QVERIFY(report.content.chromaCosine.has_value());
    // level match is part of the mix: the render is as loud as the source within what the limiter takes off
    QVERIFY2(std::abs(report.quality.lufsResult - report.quality.lufsSource) < 1.0,
             qPrintable(QStringLiteral("%1 %2").arg(report.quality.lufsSource).arg(report.quality.lufsResult)));
}

void TestMainFlow::exportAs(const QString& formatButton, const QString& fileName) {
    if (!m_rig->window.exportSheet().isVisible()) {
        m_rig->trigger("actionExport");
    }
    QTRY_VERIFY(m_rig->window.exportSheet().isVisible());
    m_rig->window.findChild<QAbstractButton*>(formatButton)->click();
    FileDialog::setNextFileName(m_folder.path());
    m_rig->window.findChild<QPushButton*>(QStringLiteral("chooseFolder"))->click();
    auto* name = m_rig->window.findChild<QLineEdit*>(QStringLiteral("exportName"));
    name->selectAll();
    QTest::keyClicks(name, fileName);
    m_rig->window.findChild<QPushButton*>(QStringLiteral("exportButton"))->click();
    QVERIFY(m_rig->workbench.exports().isBusy());
    QTRY_VERIFY_WITH_TIMEOUT(!m_rig->workbench.exports().isBusy(), kLong);
}

void TestMainFlow::exportedWavIsTheRender() {
    exportAs(QStringLiteral("formatWav"), QStringLiteral("out.wav"));
    const AudioBuffer file = readBack(path("out.wav"));
    const AudioBuffer expected = render(*session().selectedTake()->result, 0.3);
    QCOMPARE(file.frames(), expected.frames());
    QCOMPARE(file.channels(), expected.channels());
    for (int c = 0; c < file.channels(); ++c) {
        QVERIFY(std::ranges::equal(file.channel(c), expected.channel(c))); // bit for bit
    }
    const auto* message = m_rig->window.findChild<QLabel*>(QStringLiteral("exportMessage"));
    QVERIFY2(message->text().contains(QStringLiteral("out.wav")), qPrintable(message->text()));
}

void TestMainFlow::existingNameGetsTwo() {
    exportAs(QStringLiteral("formatWav"), QStringLiteral("out.wav"));
    QVERIFY(QFileInfo::exists(path("out-2.wav")));
    QCOMPARE(QFileInfo(path("out-2.wav")).size(), QFileInfo(path("out.wav")).size());
}

void TestMainFlow::exportedMp3HasTheLength() {
    exportAs(QStringLiteral("formatMp3"), QStringLiteral("out.mp3"));
    QCOMPARE(readBack(path("out.mp3")).frames(), FrameCount{8 * 44100});
    m_rig->trigger("actionEscape");
    QVERIFY(!m_rig->window.exportSheet().isVisible());
    QVERIFY(QDir(m_folder.path())
                .entryList({QStringLiteral("*.part*"), QStringLiteral(".*")}, QDir::Files | QDir::Hidden)
                .isEmpty());
}

void TestMainFlow::brokenFilesSayWhatAndWhy_data() {
    QTest::addColumn<QString>("file");
    QTest::newRow("text named .mp3") << path("words.mp3");
    QTest::newRow("folder") << path("folder.wav");
    QTest::newRow("not there") << path("nothing.wav");
    QTest::newRow("no permission") << QStringLiteral("/proc/self/mem");
}

void TestMainFlow::brokenFilesSayWhatAndWhy() {
    QFETCH(QString, file);
    m_rig->drop({file}, QPoint(400, 300));
    QTRY_VERIFY_WITH_TIMEOUT(!m_rig->workbench.files().isBusy(), kLong);
    auto* card = m_rig->window.findChild<QWidget*>(QStringLiteral("card_load-source"));
    QVERIFY(card);
    QTRY_VERIFY(card->isVisible());
    bool named = false;
    for (const auto* label : card->findChildren<QLabel*>()) {
        named = named || label->text().contains(QFileInfo(file).fileName());
    }
    QVERIFY2(named, "the card does not name the file");
    QCOMPARE(session().source()->title(), QStringLiteral("song")); // what was there is kept
    QAbstractButton* keep = m_rig->button(QStringLiteral("Keep song"));
    QVERIFY(keep);
    keep->click();
    QTRY_VERIFY(!m_rig->button(QStringLiteral("Keep song")));
    QVERIFY(m_rig->window.findChild<QWidget*>(QStringLiteral("lane_source"))->isVisible());
}

void TestMainFlow::deletedTakeComesBack() {
    m_rig->trigger("actionDeleteTake");
    QVERIFY(session().takes().isEmpty());
    QTRY_COMPARE(player().heard, Deck::Source);
    m_rig->trigger("actionUndo");
    QCOMPARE(session().takes().size(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(m_rig->idle(), kLong);
}

void TestMainFlow::closingWhileMorphingStopsAtOnce() {
    m_rig->trigger("actionMorph");
    QVERIFY(m_rig->workbench.morphs().isBusy());
    QTest::qWait(30);
    m_rig->window.close();
    m_rig.reset(); // joins; a job that does not stop would hang here until the test's time limit
}

QTEST_MAIN(TestMainFlow)
#include "test_main_flow.moc"
