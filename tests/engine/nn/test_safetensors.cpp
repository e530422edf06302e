// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "nn/model_manifest.h"
#include "nn/safetensors.h"

#include <fstream>
#include <QTemporaryDir>
#include <QTest>

using namespace morphony;
namespace fs = std::filesystem;

namespace {

constexpr const char* kHeader =
    R"({"__metadata__":{"labels":"N X"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
    R"("half":{"dtype":"F16","shape":[2],"data_offsets":[24,28]},"one":{"dtype":"F32","shape":[],"data_offsets":[28,32]}})";

void write(const fs::path& file, const std::string& header, std::size_t dataBytes) {
    std::ofstream stream(file, std::ios::binary);
    const std::uint64_t length = header.size();
    stream.write(reinterpret_cast<const char*>(&length), sizeof length);
    stream << header;
    for (std::size_t i = 0; i < dataBytes / sizeof(float); ++i) {
        const auto value = static_cast<float>(i);
        stream.write(reinterpret_cast<const char*>(&value), sizeof value);
    }
}

/// What the error says, or nothing.
template <class Body>
QString sentenceOf(Body body) {
    try {
        body();
    } catch (const EngineError& error) {
        return error.kind() == ErrorKind::MissingResource ? QString(error.what()) : QString("of another kind");
    }
    return {};
}

} // namespace

class TestSafetensors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTensorsByNameAndShape();
    void saysWhatIsNotThere();
    void refusesDamagedFiles_data();
    void refusesDamagedFiles();
    void everyModelOfTheSetupIsInstalled_data();
    void everyModelOfTheSetupIsInstalled();
    void anUnknownModelSaysHowToGetIt();

private:
    QTemporaryDir m_folder;
    const fs::path m_file = fs::path(m_folder.path().toStdString()) / "weights.safetensors";
};

void TestSafetensors::readsTensorsByNameAndShape() {
    write(m_file, kHeader, 32);
    const TensorFile file(m_file);
    QCOMPARE(file.entries().size(), std::size_t(3));
    const auto a = file.floats("a", {2, 3});
    QCOMPARE(std::vector<float>(a.begin(), a.end()), (std::vector<float>{0, 1, 2, 3, 4, 5}));
    QCOMPARE(file.floats("one", {})[0], 7.0F);
    QCOMPARE(file.metadata("labels"), std::string("N X"));
}

void TestSafetensors::saysWhatIsNotThere() {
    write(m_file, kHeader, 32);
    const TensorFile file(m_file);
    const auto asking = [&](const char* name, std::initializer_list<std::size_t> shape) {
        return sentenceOf([&] { std::ignore = file.floats(name, shape); });
    };
    QVERIFY2(asking("b", {2, 3}).contains("weights.safetensors cannot be used: it has no tensor b;"),
             qPrintable(asking("b", {2, 3})));
    QVERIFY2(asking("a", {3, 2}).contains("a is 2 x 3 where 3 x 2 is expected"), qPrintable(asking("a", {3, 2})));
    QVERIFY2(asking("a", {6}).contains("a is 2 x 3 where 6 is expected"), qPrintable(asking("a", {6})));
    QVERIFY2(asking("half", {2}).contains("holds F16 where"), qPrintable(asking("half", {2})));
    QVERIFY(sentenceOf([&] { std::ignore = file.metadata("names"); }).contains("no text under the key names"));
}

void TestSafetensors::refusesDamagedFiles_data() {
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<int>("dataBytes");
    QTest::addColumn<QString>("word");
    QTest::newRow("cut off") << "x"
                             << "x" << 28 << "one (F32, a scalar) does not lie inside it";
    QTest::newRow("empty data") << "x"
                                << "x" << 0 << "does not lie inside it";
    QTest::newRow("not JSON") << "{\"__meta"
                              << "(\"__meta" << 32 << "not a JSON object";
    QTest::newRow("an array") << QString(kHeader) << "[1, 2]" << 32 << "not a JSON object";
    QTest::newRow("no shape") << "\"shape\":[2,3]"
                              << "\"form\":[2,3]" << 32 << "does not describe a";
    QTest::newRow("negative size") << "[2,3]"
                                   << "[-2,3]" << 32 << "does not describe a";
    QTest::newRow("shape that overflows") << "[2,3]"
                                          << "[4294967296,4294967296,3]" << 32 << "does not lie inside";
    QTest::newRow("more than the shape") << "[0,24]"
                                         << "[0,28]" << 32 << "a (F32, 2 x 3) does not lie";
    QTest::newRow("backwards") << "[0,24]"
                               << "[24,0]" << 32 << "a (F32";
    QTest::newRow("past the end") << "[0,24]"
                                  << "[4000,4024]" << 32 << "a (F32";
    QTest::newRow("one offset") << "[0,24]"
                                << "[0]" << 32 << "does not describe a";
    QTest::newRow("unknown type") << "\"F32\",\"shape\":[2,3]"
                                  << "\"F31\",\"shape\":[2,3]" << 32 << "a (F31";
}

void TestSafetensors::refusesDamagedFiles() {
    QFETCH(const QString, from);
    QFETCH(const QString, to);
    QFETCH(const int, dataBytes);
    QFETCH(const QString, word);
    write(m_file, QString(kHeader).replace(from, to).toStdString(), static_cast<std::size_t>(dataBytes));
    const QString sentence = sentenceOf([&] { TensorFile file(m_file); });
    QVERIFY2(sentence.contains(word), qPrintable(sentence));
    QVERIFY2(sentence.contains("packaging/dev setup"), qPrintable(sentence));
}

void TestSafetensors::everyModelOfTheSetupIsInstalled_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<QString>("licence");
    QTest::newRow("notes") << "basic-pitch"
                           << "contour.conv1.weight"
                           << "Apache-2.0";
    QTest::newRow("pitch") << "swift-f0"
                           << "stem.weight"
                           << "MIT";
    QTest::newRow("chords") << "crema"
                            << "bidirectional_2.backward_gru_2.recurrent_kernel"
                            << "BSD-2-Clause";
    QTest::newRow("beats") << "beatnet"
                           << "model_3.lstm.weight_hh_l1"
                           << "CC-BY-4.0";
    QTest::newRow("sounds") << "musicnn-mtt"
                            << "conv2d_4.kernel"
                            << "ISC";
    QTest::newRow("genres") << "musicnn-msd"
                            << "batch_normalization_10.moving_mean"
                            << "ISC";
}

void TestSafetensors::everyModelOfTheSetupIsInstalled() {
    QFETCH(const QString, name);
    QFETCH(const QString, tensor);
    QFETCH(const QString, licence);
    const TensorFile file = openModel(name.toStdString());
    QVERIFY(file.entries().contains(tensor.toStdString()));
    const auto models = installedModels(modelFolders());
    const auto model = std::ranges::find(models, name.toStdString(), &InstalledModel::name);
    QVERIFY(model != models.end());
    QCOMPARE(model->licence, licence.toStdString());
    QVERIFY(fs::file_size(model->folder / "ATTRIBUTION") > 500);
}

void TestSafetensors::anUnknownModelSaysHowToGetIt() {
    const QString sentence = sentenceOf([] { std::ignore = openModel("no-such-model"); });
    QVERIFY2(sentence.startsWith("The model no-such-model is not installed; packaging/dev setup"), qPrintable(sentence));
}

QTEST_APPLESS_MAIN(TestSafetensors)
#include "test_safetensors.moc"
