// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "nn/model_store.h"

#include <fstream>
#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QTest>

using namespace morphony;
namespace fs = std::filesystem;

namespace {

std::string weights() {
    const std::string header = R"({"conv.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}})";
    const std::uint64_t length = header.size();
    return std::string(reinterpret_cast<const char*>(&length), sizeof length) + header + std::string(24, '\1');
}

std::string manifest(const std::string& hashed, const std::string& shape = "[2, 3]") {
    const auto hash = QCryptographicHash::hash(QByteArray::fromStdString(hashed), QCryptographicHash::Sha256).toHex();
    return R"({"version": "1.0", "licence": "MIT", "enables": "Tests.", "rate": 22050, "tensors": {"conv.weight": )" +
           shape + R"(}, "files": [{"name": "weights.safetensors", "bytes": )" + std::to_string(weights().size()) +
           R"(, "sha256": ")" + hash.toStdString() + "\"}]}";
}

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

struct Refusal {
    ErrorKind kind = ErrorKind::Internal;
    QString sentence;
};

template <class Body>
Refusal refusalOf(Body body) {
    try {
        body();
    } catch (const EngineError& error) {
        return {error.kind(), error.what()};
    }
    return {};
}

} // namespace

class TestModelStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void addsVerifiesAndRemoves();
    void anExistingModelIsReplacedOnlyWhenAsked();
    void refusesWhatIsNoModel_data();
    void refusesWhatIsNoModel();
    void damageAfterwardsIsFound();
    void aCancelledCopyLeavesNothing();
    void onlyOwnModelsAreRemoved();

private:
    [[nodiscard]] int entriesInStore() const {
        return fs::exists(m_store) ? static_cast<int>(std::distance(fs::directory_iterator(m_store), {})) : 0;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_from, m_store;
    JobContext m_context;
};

void TestModelStore::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_from = fs::path(m_folder->path().toStdString()) / "from/tiny";
    m_store = fs::path(m_folder->path().toStdString()) / "data/models"; // made by the first model
    write(m_from / "weights.safetensors", weights());
    write(m_from / "manifest.json", manifest(weights()));
    write(m_from / "notes.txt", "not listed, not copied");
}

void TestModelStore::addsVerifiesAndRemoves() {
    const InstalledModel model = addModel(m_from, m_store, false, m_context);
    QCOMPARE(model.problem, std::string());
    QCOMPARE(model.folder, m_store / "tiny");
    QCOMPARE(model.rate, 22'050);
    QCOMPARE(entriesInStore(), 1);
    QVERIFY(!fs::exists(m_store / "tiny/notes.txt"));
    QCOMPARE(installedModels(std::vector{m_store}).size(), std::size_t(1));
    QCOMPARE(verifyModel(installedModel("tiny", std::vector{m_store}), m_context), std::string());
    removeModel("tiny", m_store, std::vector{m_store});
    QCOMPARE(entriesInStore(), 0);
}

void TestModelStore::anExistingModelIsReplacedOnlyWhenAsked() {
    std::ignore = addModel(m_from, m_store, false, m_context);
    write(m_store / "tiny/old", "x");
    const Refusal refusal = refusalOf([&] { std::ignore = addModel(m_from, m_store, false, m_context); });
    QVERIFY(refusal.kind == ErrorKind::BadUsage);
    QVERIFY2(refusal.sentence.contains("--overwrite"), qPrintable(refusal.sentence));
    QVERIFY(fs::exists(m_store / "tiny/old"));
    std::ignore = addModel(m_from, m_store, true, m_context);
    QVERIFY(!fs::exists(m_store / "tiny/old"));
    QCOMPARE(entriesInStore(), 1);
}

void TestModelStore::refusesWhatIsNoModel_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("content");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const char* file, const std::string& content, const char* words) {
        QTest::newRow(name) << file << QString::fromStdString(content) << words;
    };
    row("no JSON", "manifest.json", "{", "manifest.json is not a JSON object");
    row("other weights", "weights.safetensors", std::string(weights().size(), 'x'), "SHA-256");
    row("cut off", "weights.safetensors", "short", "has 5 bytes where");
    row("other shape", "manifest.json", manifest(weights(), "[3, 2]"), "conv.weight is 2 x 3 where 3 x 2 is expected");
    row("shape that is none", "manifest.json", manifest(weights(), "\"wide\""), "no names with shapes");
    row("not a checkpoint", "manifest.json", manifest("x"), "SHA-256");
}

void TestModelStore::refusesWhatIsNoModel() {
    QFETCH(const QString, file);
    QFETCH(const QString, content);
    QFETCH(const QString, words);
    write(m_from / file.toStdString(), content.toStdString());
    const Refusal refusal = refusalOf([&] { std::ignore = addModel(m_from, m_store, false, m_context); });
    QVERIFY2(refusal.kind == ErrorKind::InputUnreadable && refusal.sentence.contains(words), qPrintable(refusal.sentence));
    QCOMPARE(entriesInStore(), 0);
}

void TestModelStore::damageAfterwardsIsFound() {
    InstalledModel model = addModel(m_from, m_store, false, m_context);
    std::string damaged = weights();
    damaged.back() ^= 1;
    write(m_store / "tiny/weights.safetensors", damaged);
    QVERIFY(verifyModel(model, m_context).find("weights.safetensors has the SHA-256") == 0);
    model = modelIn(m_store / "tiny"); // the size is still right, so only reading it all tells
    QCOMPARE(model.problem, std::string());
    QVERIFY(!verifyModel(model, m_context).empty());
}

void TestModelStore::aCancelledCopyLeavesNothing() {
    JobContext context([&context](const Progress&) { context.cancel(); });
    QVERIFY_THROWS_EXCEPTION(JobCancelled, std::ignore = addModel(m_from, m_store, false, context));
    QCOMPARE(entriesInStore(), 0);
}

void TestModelStore::onlyOwnModelsAreRemoved() {
    const fs::path shipped = m_from.parent_path();
    const std::vector folders{shipped, m_store};
    const Refusal cameWith = refusalOf([&] { removeModel("tiny", m_store, folders); });
    QVERIFY2(cameWith.kind == ErrorKind::BadUsage && cameWith.sentence.contains("came with the program"),
             qPrintable(cameWith.sentence));
    QVERIFY(fs::exists(m_from / "manifest.json"));
    for (const char* name : {"none", "..", "../from/tiny", ""}) {
        const Refusal refusal = refusalOf([&] { removeModel(name, m_store, folders); });
        QVERIFY2(refusal.kind == ErrorKind::MissingResource, qPrintable(refusal.sentence));
        QVERIFY2(refusal.sentence.contains("installed are tiny"), qPrintable(refusal.sentence));
    }
}

QTEST_APPLESS_MAIN(TestModelStore)
#include "test_model_store.moc"
