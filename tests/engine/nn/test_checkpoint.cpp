// SPDX-License-Identifier: GPL-3.0-or-later
// The files of tests/data/checkpoints come from torch 2.15.0, onnx 1.23.2 and safetensors 0.8.0 (make_checkpoints.py).
#include "core/engine_error.h"
#include "nn/checkpoint/checkpoint.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <QTemporaryDir>
#include <QTest>
#include <random>

using namespace morphony;
namespace fs = std::filesystem;

namespace {

const fs::path kData = fs::path(MORPHONY_TEST_DATA) / "checkpoints";
using Shape = std::vector<std::size_t>;

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path& file, const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; }

/// What the error says, or nothing.
template <class Body>
QString sentenceOf(Body body) {
    try {
        body();
    } catch (const EngineError& error) {
        return error.kind() == ErrorKind::InputUnreadable ? QString(error.what()) : QString("of another kind");
    }
    return {};
}

const nlohmann::json& expected() {
    static const nlohmann::json values = nlohmann::json::parse(bytesOf(kData / "expected.json"));
    return values;
}

/// A file's tensors under `prefix` against what torch said of them; the number of those compared.
int compare(const Checkpoint& file, const std::string& prefix) {
    int compared = 0;
    for (const auto& [name, tensor] : expected().items()) {
        const auto found = file.tensors().find(prefix + name);
        if (found == file.tensors().end()) {
            continue;
        }
        ++compared;
        const auto shape = tensor.at("shape").get<Shape>();
        if (found->second.shape != shape) {
            qWarning("shape of %s", name.c_str());
            return -1;
        }
        if (!found->second.type.ends_with("16") && !found->second.type.starts_with("F")) {
            continue;
        }
        const auto values = file.floats(prefix + name, shape);
        const auto wanted = tensor.at("values").get<std::vector<double>>();
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (values.at(i) !=
                static_cast<float>(wanted[i])) { // conversion to float is exact but for F64, where it rounds
                qWarning("value %zu of %s: %g, not %g", i, name.c_str(), values[i], wanted[i]);
                return -1;
            }
        }
    }
    return compared;
}

/// A zip archive of stored members, as torch writes it but without its alignment.
std::string zipOf(const std::vector<std::pair<std::string, std::string>>& members) {
    std::string file;
    std::string directory;
    const auto number = [](std::string& to, std::uint64_t value, int bytes) {
        to.append(reinterpret_cast<const char*>(&value), static_cast<std::size_t>(bytes));
    };
    for (const auto& [name, content] : members) {
        const std::size_t offset = file.size();
        for (std::string* to : {&file, &directory}) {
            *to += to == &file ? "PK\x03\x04" : std::string("PK\x01\x02\0\0", 6);
            to->append(14, '\0'); // versions, flags, method, time and checksum: none
            number(*to, content.size(), 4);
            number(*to, content.size(), 4);
            number(*to, name.size(), 2);
            to->append(to == &file ? 2 : 12, '\0');
            if (to == &directory) {
                number(*to, offset, 4);
            }
            *to += name;
        }
        file += content;
    }
    const std::size_t offset = file.size();
    file += directory + std::string("PK\x05\x06\0\0\0\0", 8);
    number(file, members.size(), 2);
    number(file, members.size(), 2);
    number(file, directory.size(), 4);
    number(file, offset, 4);
    number(file, 0, 2);
    return file;
}

/// A pickle of {"x": tensor} over storage "0" of `values` floats, with the given offset, sizes and strides.
std::string tensorPickle(int values, int offset, const std::vector<int>& sizes, const std::vector<int>& strides,
                         const std::string& storage = "FloatStorage") {
    const auto small = [](int value) { return std::string("K") + static_cast<char>(value); };
    const auto text = [](const std::string& value) {
        return std::string("\x8c") + static_cast<char>(value.size()) + value;
    };
    const auto tuple = [&](const std::vector<int>& numbers) {
        std::string all = "(";
        for (const int each : numbers) {
            all += small(each);
        }
        return all + "t";
    };
    return "\x80\x02}" + text("x") + "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") + "ctorch\n" + storage +
           "\n" + text("0") + text("cpu") + small(values) + "tQ" + small(offset) + tuple(sizes) + tuple(strides) +
           "\x89}tRs.";
}

} // namespace

class TestCheckpoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatOtherProgramsWrite_data();
    void readsWhatOtherProgramsWrite();
    void keepsTheKeysOfDictionariesInside();
    void foreignObjectsArePassedOver();
    void nothingInAPickleIsCalled();
    void saysWhatIsNotThere();
    void refusesWhatMakesNoSense_data();
    void refusesWhatMakesNoSense();
    void partsMustBeThere();
    void aDamagedFileIsAClearError_data();
    void aDamagedFileIsAClearError();

private:
    QTemporaryDir m_folder;
    const fs::path m_root = m_folder.path().toStdString();
};

void TestCheckpoint::readsWhatOtherProgramsWrite_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<int>("tensors");
    QTest::newRow("torch") << "zip.pt"
                           << "torch"
                           << "state_dict." << 12;
    QTest::newRow("torch before 1.6") << "legacy.pt"
                                      << "legacy torch"
                                      << "state_dict." << 12;
    QTest::newRow("safetensors") << "whole.safetensors"
                                 << "safetensors"
                                 << "" << 12;
    QTest::newRow("safetensors in parts") << "model.safetensors.index.json"
                                          << "safetensors"
                                          << "" << 12;
    QTest::newRow("ONNX, raw") << "tiny.onnx"
                               << "ONNX"
                               << "" << 10;
    QTest::newRow("ONNX, lists of numbers") << "tiny.onnx"
                                            << "ONNX"
                                            << "listed." << 10;
    QTest::newRow("ONNX, kept outside") << "outside.onnx"
                                        << "ONNX"
                                        << "" << 10;
}

void TestCheckpoint::readsWhatOtherProgramsWrite() {
    QFETCH(const QString, file);
    QFETCH(const QString, format);
    QFETCH(const QString, prefix);
    QFETCH(const int, tensors);
    const Checkpoint checkpoint(kData / file.toStdString());
    QCOMPARE(checkpoint.format(), format.toStdString());
    QCOMPARE(compare(checkpoint, prefix.toStdString()), tensors);
    const auto steps = checkpoint.tensors().at(prefix.toStdString() + "steps");
    QCOMPARE(steps.type, std::string("I64"));
    QCOMPARE(steps.shape, Shape{});
}

void TestCheckpoint::keepsTheKeysOfDictionariesInside() {
    for (const char* file : {"zip.pt", "legacy.pt"}) {
        const Checkpoint checkpoint(kData / file);
        QCOMPARE(checkpoint.floats("list.0"), (std::vector<float>{1, 1}));
        QCOMPARE(checkpoint.floats("list.1.deep"), (std::vector<float>{0}));
        QCOMPARE(checkpoint.floats("5"), (std::vector<float>{5}));
    }
    QCOMPARE(Checkpoint(kData / "bare.pt").floats("tensor"), (std::vector<float>{0, 1, 2}));
}

void TestCheckpoint::foreignObjectsArePassedOver() {
    const Checkpoint checkpoint(kData / "zip.pt");
    for (const auto& [name, unused] : checkpoint.tensors()) {
        QVERIFY2(!name.starts_with("foreign"), name.c_str());
    }
}

void TestCheckpoint::nothingInAPickleIsCalled() {
    // what torch.load() without weights_only would run: os.system("touch FILE")
    const fs::path mark = m_root / "mark";
    const std::string command = "touch " + mark.string();
    const std::string call = std::string("cposix\nsystem\n(\x8c") + static_cast<char>(command.size()) + command + "tR";
    std::string pickle = tensorPickle(3, 0, {3}, {1});
    pickle.insert(3, std::string("\x8c\x01y") + call + "s");
    const fs::path file = m_root / "evil.pt";
    write(file, zipOf({{"a/data.pkl", pickle}, {"a/data/0", std::string(12, '\0')}}));
    QCOMPARE(Checkpoint(file).tensors().size(), std::size_t(1));
    QVERIFY(!fs::exists(mark));
}

void TestCheckpoint::saysWhatIsNotThere() {
    const Checkpoint checkpoint(kData / "zip.pt");
    const auto asking = [&](const char* name, const Shape& shape) {
        return sentenceOf([&] { std::ignore = checkpoint.floats(name, shape); });
    };
    const QString missing = asking("model.conv.bias", {2});
    QVERIFY2(missing.contains(
                 "zip.pt cannot be used: it has no tensor model.conv.bias; the nearest it has is state_dict.conv.bias."),
             qPrintable(missing));
    QVERIFY(asking("state_dict.conv.bias", {3}).contains("is 2 where 3 is expected"));
    QVERIFY(asking("state_dict.steps", {}).contains("holds I64 where a floating-point type is expected"));
    QVERIFY(sentenceOf([] {
                const Checkpoint checkpoint("/no/such/file");
            }).contains("/no/such/file cannot be read: No such file"));
    QVERIFY(sentenceOf([] { const Checkpoint checkpoint(kData); }).contains("it is not a file"));
}

void TestCheckpoint::refusesWhatMakesNoSense_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const std::string& bytes, const char* words) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << words;
    };
    const auto torch = [&](const char* name, const std::string& pickle, const char* words, std::size_t bytes = 24) {
        row(name, zipOf({{"a/data.pkl", pickle}, {"a/data/0", std::string(bytes, '\0')}}), words);
    };
    row("empty", "", "it is empty");
    row("a text", "hello world, this is no network", "none of safetensors, a file of torch.save() or ONNX");
    row("another zip", zipOf({{"readme.txt", "hello"}}), "without a data.pkl");
    row("a program", zipOf({{"a/data.pkl", tensorPickle(6, 0, {6}, {1})}, {"a/constants.pkl", "."}}), "TorchScript");
    row("big-endian", zipOf({{"a/data.pkl", tensorPickle(6, 0, {6}, {1})}, {"a/byteorder", "big"}}), "byte order \"big\"");
    row("no storage", zipOf({{"a/data.pkl", tensorPickle(6, 0, {6}, {1})}}), "storage 0 is missing");
    row("twice", zipOf({{"a/data.pkl", "."}, {"a/data.pkl", "."}}), "twice");
    torch("storage too short", tensorPickle(7, 0, {6}, {1}), "needs 7 values of F32 and 24 bytes are stored");
    torch("past its storage", tensorPickle(6, 1, {6}, {1}), "x (F32, 6) does not lie inside its 6 stored values");
    torch("stride past its storage", tensorPickle(6, 0, {2, 3}, {4, 1}), "does not lie inside");
    torch("repeats values", tensorPickle(6, 0, {7}, {0}), "repeats its 6 stored values");
    torch("fewer strides", tensorPickle(6, 0, {2, 3}, {1}), "has no possible shape");
    torch("complex numbers", tensorPickle(3, 0, {3}, {1}, "ComplexFloatStorage"), "torch.ComplexFloatStorage");
    torch("no tensors", "\x80\x02}.", "it holds no tensors");
    torch("an operation of code", "\x80\x02i__main__\nX\n.", "operation 105 is none");
    torch("cut off", "\x80\x02}", "it ends too early");
    torch("a list that holds itself",
          "\x80\x02]q\x01h\x01"
          "a.",
          "nests deeper");
    row("no graph", std::string("\x08\x07", 2), "it holds no tensors");
    row("not ONNX", std::string("\x08\x07\x3f", 3), "it is not ONNX");
}

void TestCheckpoint::refusesWhatMakesNoSense() {
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, words);
    const fs::path file = m_root / "file.bin";
    write(file, bytes.toStdString());
    const QString sentence = sentenceOf([&] { Checkpoint checkpoint(file); });
    QVERIFY2(sentence.contains("file.bin") && sentence.contains(words), qPrintable(sentence));
}

void TestCheckpoint::partsMustBeThere() {
    const auto sentence = [&](const std::string& map) {
        const fs::path file = m_root / "model.safetensors.index.json";
        write(file, "{\"weight_map\": " + map + "}");
        return sentenceOf([&] { Checkpoint checkpoint(file); });
    };
    fs::copy_file(kData / "model-00001-of-00002.safetensors", m_root / "one.safetensors");
    QVERIFY(sentence(R"({"a": "../one.safetensors"})").contains("which is no file beside it"));
    QVERIFY(sentence(R"({"a": "two.safetensors"})").contains("two.safetensors cannot be read"));
    QVERIFY(sentence(R"({"a": "one.safetensors"})").contains("its part one.safetensors does not hold the tensor a"));
    QVERIFY(sentence(R"({"a": 1})").contains("weight_map"));
}

void TestCheckpoint::aDamagedFileIsAClearError_data() {
    QTest::addColumn<QString>("file");
    for (const char* file :
         {"zip.pt", "legacy.pt", "whole.safetensors", "tiny.onnx", "outside.onnx", "model.safetensors.index.json"}) {
        QTest::newRow(file) << file;
    }
}

/// Cut off anywhere, or with bits turned over: either it is still a checkpoint whose values can all be read, or one
/// sentence says what is wrong. Under the sanitizers this also finds every read outside the file.
void TestCheckpoint::aDamagedFileIsAClearError() {
    QFETCH(const QString, file);
    for (const auto& entry : fs::directory_iterator(kData)) {
        fs::copy_file(entry.path(), m_root / entry.path().filename(), fs::copy_options::overwrite_existing);
    }
    const fs::path damaged = m_root / file.toStdString();
    const std::string good = bytesOf(damaged);
    std::mt19937 random(7);
    int refused = 0;
    constexpr int kTries = 1500;
    for (int i = 0; i < kTries; ++i) {
        std::string bytes = good;
        if (i % 3 == 0) {
            bytes.resize(random() % good.size());
        }
        for (unsigned flips = i % 3 == 0 ? 0 : 1 + random() % 8; flips > 0; --flips) {
            bytes[random() % bytes.size()] ^= static_cast<char>(1U << (random() % 8));
        }
        write(damaged, bytes);
        try {
            const Checkpoint checkpoint(damaged);
            for (const auto& [name, tensor] : checkpoint.tensors()) {
                if (tensor.type.starts_with("F") || tensor.type == "BF16") {
                    std::ignore = checkpoint.floats(name);
                }
            }
        } catch (const EngineError& error) {
            QVERIFY2(error.kind() == ErrorKind::InputUnreadable && std::strlen(error.what()) > 40, error.what());
            ++refused;
        }
    }
    QVERIFY2(refused > kTries / 4, qPrintable(QString::number(refused))); // a third are cut off
}

QTEST_APPLESS_MAIN(TestCheckpoint)
#include "test_checkpoint.moc"
