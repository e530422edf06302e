// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/time_parser.h"
#include "core/engine_error.h"

#include <QTest>

using namespace morphony;

class TestTimeParser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTimes_data();
    void readsTimes();
    void refusesOthers_data();
    void refusesOthers();
};

void TestTimeParser::readsTimes_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<double>("seconds");
    const auto row = [](const char* text, double seconds) { QTest::newRow(text) << QByteArray(text) << seconds; };
    row("0", 0.0);
    row("75", 75.0);
    row("75.5", 75.5);
    row(".25", 0.25);
    row("90.", 90.0);
    row("1:15", 75.0);
    row("1:05.125", 65.125);
    row("0:5", 5.0);
    row("75:00", 4500.0); // minutes alone may be many
    row("1:02:03", 3723.0);
    row("10:00:00.5", 36000.5);
}

void TestTimeParser::readsTimes() {
    QFETCH(const QByteArray, text);
    QFETCH(const double, seconds);
    // every value above is exact in binary, and so must be the result
    QCOMPARE(cli::parseTime("--from", text.toStdString()), seconds);
}

void TestTimeParser::refusesOthers_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text :
         {"",     ".",       ":",       "1:",     ":30",     "-1",  "+1", "1e3", "inf", "nan",  "1,5",
          "1:60", "1:02:60", "1:60:00", "1.5:00", "1:2:3:4", "ten", " 1", "1 ",  "1s",  "0x10", "1..5"}) {
        QTest::newRow(*text == '\0' ? "empty" : text) << QByteArray(text);
    }
}

void TestTimeParser::refusesOthers() {
    QFETCH(const QByteArray, text);
    try {
        (void)cli::parseTime("--to", text.toStdString());
        QFAIL("accepted");
    } catch (const EngineError& e) {
        QCOMPARE(e.kind(), ErrorKind::BadUsage);
        QVERIFY(QByteArray(e.what()).startsWith("--to: '" + text + "'"));
    }
}

QTEST_APPLESS_MAIN(TestTimeParser)
#include "test_time_parser.moc"
