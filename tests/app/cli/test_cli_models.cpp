// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli_runner.h"

#include <QTest>

using namespace morphony::test;

namespace {

constexpr const char* kManifest = R"({"version": "2.1", "licence": "MIT", "enables": "Tests.", "rate": 16000,
    "files": [{"name": "weights.bin.txt", "bytes": 3,
               "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}]})"; // of "abc"

} // namespace

class TestCliModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aModelIsAddedVerifiedAndRemoved();
    void everyRefusalHasItsStatus();

private:
    static void prepare(CliRunner& cli) {
        cli.setEnvironment("XDG_DATA_HOME", cli.path("data"));
        QDir().mkpath(cli.path("mine"));
        cli.write("mine/manifest.json", kManifest);
        cli.write("mine/weights.bin.txt", "abc");
    }
};

void TestCliModels::aModelIsAddedVerifiedAndRemoved() {
    CliRunner cli;
    prepare(cli);
    const auto added = cli.run({"models", "add", "mine"});
    COMPARE_STATUS(added, 0);
    QVERIFY2(added.out.contains("version 2.1") && added.out.contains("16000 Hz"), added.out);
    QVERIFY(cli.run({"models", "list"}).out.contains("mine  (" + cli.path("data/morphony/models/mine").toUtf8()));
    const auto verified = cli.run({"models", "verify", "mine"});
    COMPARE_STATUS(verified, 0);
    QCOMPARE(verified.out, QByteArray("mine: in order\n"));
    COMPARE_STATUS(cli.run({"models", "remove", "mine"}), 0);
    QVERIFY(!QFile::exists(cli.path("data/morphony/models/mine")));
}

void TestCliModels::everyRefusalHasItsStatus() {
    CliRunner cli;
    prepare(cli);
    const auto refused = [&](const QStringList& arguments, int status, const char* words) {
        const auto result = cli.run(QStringList{"models"} + arguments);
        return result.status == status && isOneSentence(result.err, words)
                   ? QByteArray()
                   : QByteArray::number(result.status) + ": " + result.err;
    };
    QCOMPARE(refused({"add"}, 2, "FOLDER"), QByteArray());
    QCOMPARE(refused({"add", "nowhere"}, 3, "it is not a folder"), QByteArray());
    QCOMPARE(refused({"verify", "mine"}, 4, "is not installed"), QByteArray());
    QCOMPARE(refused({"remove", "mine"}, 4, "is not installed"), QByteArray());
    COMPARE_STATUS(cli.run({"models", "add", "mine"}), 0);
    QCOMPARE(refused({"add", "mine"}, 2, "--overwrite"), QByteArray());
    cli.write("data/morphony/models/mine/weights.bin.txt", "abd");
    const auto damaged = cli.run({"models", "verify", "mine"});
    COMPARE_STATUS(damaged, 4);
    QVERIFY2(damaged.out.startsWith("mine: weights.bin.txt has the SHA-256"), damaged.out);
    cli.write("mine/weights.bin.txt", "abd");
    QCOMPARE(refused({"add", "--overwrite", "mine"}, 3, "SHA-256"), QByteArray());
    cli.write("mine/weights.bin.txt", "abc");
    COMPARE_STATUS(cli.run({"models", "add", "--overwrite", "mine"}), 0);
}

QTEST_GUILESS_MAIN(TestCliModels)
#include "test_cli_models.moc"
