// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/model_manifest.h"

#include <fstream>
#include <QTemporaryDir>
#include <QTest>

using namespace morphony;
namespace fs = std::filesystem;

namespace {

constexpr const char* kGood = R"({"version": "1.0", "licence": "CC-BY-4.0", "enables": "Better vocals.",
                                  "files": [{"name": "weights.safetensors", "bytes": 5}]})";

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

} // namespace

class TestModelManifest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsModelsByNameAndHidesLaterDoubles();
    void missingFoldersHoldNothing();
    void tellsWhatIsBroken_data();
    void tellsWhatIsBroken();

private:
    [[nodiscard]] InstalledModel onlyModel(const std::string& manifest, const std::string& weights = "12345");
};

InstalledModel TestModelManifest::onlyModel(const std::string& manifest, const std::string& weights) {
    const QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    write(root / "one/manifest.json", manifest);
    write(root / "one/weights.safetensors", weights);
    const auto models = installedModels(std::vector{root});
    return models.size() == 1 ? models.front() : InstalledModel{.problem = "not one model"};
}

void TestModelManifest::listsModelsByNameAndHidesLaterDoubles() {
    const QTemporaryDir folder;
    const fs::path first = fs::path(folder.path().toStdString()) / "first";
    const fs::path second = fs::path(folder.path().toStdString()) / "second";
    for (const fs::path& model : {first / "b", second / "b", second / "a"}) {
        write(model / "manifest.json", kGood);
        write(model / "weights.safetensors", "12345");
    }
    write(second / "no-model/readme.txt", "nothing");
    write(second / "a-file", "nothing");

    const auto models = installedModels(std::vector{first, second});
    QCOMPARE(models.size(), std::size_t(2));
    QCOMPARE(models[0].name, std::string("a"));
    QCOMPARE(models[0].folder, second / "a");
    QCOMPARE(models[0].bytes, std::uintmax_t(5));
    QCOMPARE(models[0].version, std::string("1.0"));
    QCOMPARE(models[0].licence, std::string("CC-BY-4.0"));
    QCOMPARE(models[0].enables, std::string("Better vocals."));
    QCOMPARE(models[0].problem, std::string());
    QCOMPARE(models[1].folder, first / "b");
}

void TestModelManifest::missingFoldersHoldNothing() {
    QVERIFY(installedModels(std::vector<fs::path>{"/nonexistent/models"}).empty());
    QVERIFY(!modelFolders().empty());
}

void TestModelManifest::tellsWhatIsBroken_data() {
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("word");
    QTest::newRow("not JSON") << "{"
                              << "("
                              << "not a JSON object";
    QTest::newRow("no version") << "version"
                                << "revision"
                                << "\"version\"";
    QTest::newRow("empty licence") << "CC-BY-4.0"
                                   << ""
                                   << "\"licence\"";
    QTest::newRow("enables is a number") << "\"Better vocals.\""
                                         << "1"
                                         << "\"enables\"";
    QTest::newRow("no files") << "[{\"name\": \"weights.safetensors\", \"bytes\": 5}]"
                              << "[]"
                              << "lists no files";
    QTest::newRow("file of another folder") << "weights.safetensors"
                                            << "../weights.safetensors"
                                            << "inside the model's folder";
    QTest::newRow("missing file") << "weights.safetensors"
                                  << "other.safetensors"
                                  << "other.safetensors is missing";
    QTest::newRow("no size") << "\"bytes\""
                             << "\"size\""
                             << "how many bytes";
    QTest::newRow("cut off") << "\"bytes\": 5"
                             << "\"bytes\": 500"
                             << "5 bytes where 500 are expected";
}

void TestModelManifest::tellsWhatIsBroken() {
    QFETCH(const QString, from);
    QFETCH(const QString, to);
    QFETCH(const QString, word);
    const QString manifest = QString(kGood).replace(from, to);
    QVERIFY(manifest != QString(kGood));
    const QString problem = QString::fromStdString(onlyModel(manifest.toStdString()).problem);
    QVERIFY2(problem.contains(word), qPrintable(problem));
}

QTEST_APPLESS_MAIN(TestModelManifest)
#include "test_model_manifest.moc"
