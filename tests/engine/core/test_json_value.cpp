// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/half.h"
#include "core/json_value.h"

#include <limits>
#include <QTest>

using namespace morphony;

class TestJsonValue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryKind();
    void refusesWhatIsNoJson_data();
    void refusesWhatIsNoJson();
    void quotedTextsComeBack();
    void everyHalfFloatComesBack();
    void halvesAreTheNearestOnes();
};

void TestJsonValue::readsEveryKind() {
    const JsonValue value =
        JsonValue::parse(R"( {"a": [1, -2.5e3, true, null, "x\u00e9\ud83c\udfb5\n"], "b": {}, "a2": []} )");
    const auto& list = value.at("a").array();
    QCOMPARE(list.size(), std::size_t(5));
    QCOMPARE(list[0].count(), std::size_t(1));
    QCOMPARE(list[1].number(), -2500.0);
    QVERIFY(list[2].boolean());
    QVERIFY(list[3].kind() == JsonValue::Kind::Null);
    QCOMPARE(list[4].text(), std::string("x\xc3\xa9\xf0\x9f\x8e\xb5\n"));
    QVERIFY(value.at("b").object().empty());
    QVERIFY(value.find("c") == nullptr);
    QVERIFY_THROWS_EXCEPTION(JsonProblem, std::ignore = value.at("c"));
    QVERIFY_THROWS_EXCEPTION(JsonProblem, std::ignore = list[1].count());
    QVERIFY_THROWS_EXCEPTION(JsonProblem, std::ignore = list[4].number());
}

void TestJsonValue::refusesWhatIsNoJson_data() {
    QTest::addColumn<QByteArray>("text");
    int row = 0;
    for (const QByteArray& text :
         {QByteArray(""), QByteArray("{"), QByteArray("[1,]"), QByteArray("{\"a\" 1}"), QByteArray("1 2"),
          QByteArray("\"a"), QByteArray("nul"), QByteArray("1e999"), QByteArray("\"\\x\""), QByteArray("\"\\u12g4\""),
          QByteArray("{1: 2}"), QByteArray(5000, '[')}) {
        QTest::addRow("%d", ++row) << text;
    }
}

void TestJsonValue::refusesWhatIsNoJson() {
    QFETCH(const QByteArray, text);
    QVERIFY_THROWS_EXCEPTION(JsonProblem,
                             std::ignore = JsonValue::parse({text.data(), static_cast<std::size_t>(text.size())}));
}

void TestJsonValue::quotedTextsComeBack() {
    for (const std::string& text : {std::string("plain"), std::string("a\"b\\c\n\t\x01"), std::string("caf\xc3\xa9")}) {
        QCOMPARE(JsonValue::parse(jsonQuoted(text)).text(), text);
    }
}

void TestJsonValue::everyHalfFloatComesBack() {
    for (unsigned half = 0; half < 0x10000; ++half) {
        const float value = fromHalf(static_cast<std::uint16_t>(half));
        if (!std::isnan(value)) {
            QCOMPARE(toHalf(value), static_cast<std::uint16_t>(half));
        }
    }
    QVERIFY(std::isnan(fromHalf(toHalf(std::numeric_limits<float>::quiet_NaN()))));
}

void TestJsonValue::halvesAreTheNearestOnes() {
    QCOMPARE(toHalf(1.0F), std::uint16_t(0x3C00));
    QCOMPARE(toHalf(65519.0F), std::uint16_t(0x7BFF));
    QCOMPARE(toHalf(65520.0F), std::uint16_t(0x7C00)); // the tie goes to infinity, as in numpy
    QCOMPARE(toHalf(0.1F), std::uint16_t(0x2E66));     // numpy.float16(0.1).view("u2")
    QCOMPARE(toHalf(-1e-7F), std::uint16_t(0x8002));
}

QTEST_APPLESS_MAIN(TestJsonValue)
#include "test_json_value.moc"
