// SPDX-License-Identifier: GPL-3.0-or-later
#include "fit_material.h"

#include "core/engine_error.h"
#include "nn/audio_net/audio_net.h"
#include "train/fit/learner.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <QTemporaryDir>
#include <QTest>

using namespace morphony;

namespace {

const AudioNetShape kShape{.width = 6, .units = 20, .embedding = 12, .families = 3, .instruments = 4};
const LearnerOptions kOptions{.seed = 7, .device = "cpu", .precision = "float32", .threads = 1};

const Learner::Metadata kLabels{{"families", R"(["a", "b", "c"])"},
                                {"instruments", R"(["w", "x", "y", "z"])"},
                                {"width", "6"},
                                {"units", "20"},
                                {"embedding", "12"}};

/// Some steps, so that the running statistics are not those of the beginning.
void warm(Learner& learner) {
    const std::vector<float> mean(64, -10.0F);
    const std::vector<float> scale(64, 0.4F);
    learner.setInput(mean, scale);
    for (std::uint64_t i = 0; i < 4; ++i) {
        learner.step(toyBatch(8, 4, i), 1e-3);
    }
}

float largestDifference(const std::vector<float>& a, const std::vector<float>& b) {
    float largest = a.size() == b.size() ? 0.0F : std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        largest = std::max(largest, std::abs(a[i] - b[i]));
    }
    return largest;
}

} // namespace

class TestLearner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_folder = m_temporary.path().toStdString(); }
    void theProgramsNetworkIsTheTrainersNetwork();
    void aStepMakesTheLossLess();
    void brainFloatsGiveNearlyTheSameStep();
    void aStateGoesOnToTheSameBits();
    void tellsWhichLayerIsNotFinite();
    void brokenWeightsAreRefused();
    void unlabelledPiecesCostNothing();

private:
    QTemporaryDir m_temporary;
    std::filesystem::path m_folder;
};

void TestLearner::theProgramsNetworkIsTheTrainersNetwork() {
    Learner learner(kShape, kOptions);
    warm(learner);
    learner.writeWeights(m_folder / "weights.safetensors", kLabels);
    learner.readWeights(m_folder / "weights.safetensors"); // rounded to half floats
    const AudioNet net(Checkpoint(m_folder / "weights.safetensors"));
    QCOMPARE(net.families(), (std::vector<std::string>{"a", "b", "c"}));
    QVERIFY(net.shape() == kShape);
    const JobContext context;
    for (std::uint64_t seed = 20; seed < 23; ++seed) {
        const TagBatch patch = toyBatch(1, 4, seed);
        TagOutputs wanted = learner.run(patch.mel);
        const AudioNet::Output found = net.run(patch.mel, context);
        double sum = 0.0;
        for (float& logit : wanted.families) {
            logit = std::exp(logit);
            sum += logit;
        }
        for (float& value : wanted.families) {
            value = static_cast<float>(value / sum);
        }
        for (float& logit : wanted.instruments) {
            logit = 1.0F / (1.0F + std::exp(-logit));
        }
        // the same sums in another order over 19 layers; what is asked of the program's networks
        QVERIFY(largestDifference(found.embedding, wanted.embedding) < 1e-4F);
        QVERIFY(largestDifference(found.families, wanted.families) < 1e-4F);
        QVERIFY(largestDifference(found.instruments, wanted.instruments) < 1e-4F);
        QVERIFY(*std::ranges::max_element(found.embedding) > 0.01F); // and it is not that nothing comes out
    }
}

void TestLearner::aStepMakesTheLossLess() {
    Learner learner(kShape, kOptions);
    warm(learner);
    const TagBatch batch = toyBatch(8, 4, 9);
    const double before = learner.step(batch, 2e-3).loss;
    double after = before;
    for (int i = 0; i < 12; ++i) {
        after = learner.step(batch, 2e-3).loss;
    }
    QVERIFY2(after < 0.9 * before, qPrintable(QString("%1 to %2").arg(before).arg(after)));
}

void TestLearner::brainFloatsGiveNearlyTheSameStep() {
    LearnerOptions options = kOptions;
    options.dropout = 0.0;
    Learner exact(kShape, options);
    options.precision = "bfloat16";
    Learner rough(kShape, options);
    const TagBatch batch = toyBatch(8, 4, 11);
    const double wanted = exact.step(batch, 1e-3).loss;
    const double found = rough.step(batch, 1e-3).loss;
    // a product has eight bits, an error of 2^-9 at random; nineteen layers and sums over many leave some per cent
    QVERIFY2(std::abs(found - wanted) < 0.05 * wanted, qPrintable(QString("%1, not %2").arg(found).arg(wanted)));
    QVERIFY(found != wanted);
}

void TestLearner::aStateGoesOnToTheSameBits() {
    Learner one(kShape, kOptions);
    warm(one);
    one.save(m_folder / "state.safetensors", {{"mine", "kept"}});
    Learner other(kShape, {.seed = 7, .device = "cpu", .precision = "float32", .threads = 1});
    QCOMPARE(other.load(m_folder / "state.safetensors").at("mine"), std::string("kept"));
    QCOMPARE(other.steps(), std::uint64_t(4));
    const TagBatch batch = toyBatch(8, 4, 12);
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(other.step(batch, 1e-3).loss, one.step(batch, 1e-3).loss);
    }
    QCOMPARE(other.run(batch.mel).families, one.run(batch.mel).families);
}

void TestLearner::tellsWhichLayerIsNotFinite() {
    Learner learner(kShape, kOptions);
    warm(learner);
    learner.writeWeights(m_folder / "good.safetensors", kLabels);
    const Checkpoint good(m_folder / "good.safetensors");
    for (const std::string layer : {"conv1_1", "conv3_2", "dense2"}) {
        std::vector<TensorToWrite> tensors;
        std::vector<float> broken = good.floats(layer + ".weight");
        broken[1] = std::numeric_limits<float>::quiet_NaN();
        for (const auto& [name, tensor] : good.tensors()) {
            const bool here = name == layer + ".weight";
            tensors.push_back(
                {name, here ? "F32" : tensor.type, tensor.shape, here ? std::as_bytes(std::span(broken)) : tensor.bytes});
        }
        writeSafetensors(m_folder / "bad.safetensors", tensors);
        learner.readWeights(m_folder / "bad.safetensors");
        try {
            learner.step(toyBatch(8, 4, 1), 1e-3);
            QFAIL("it went on");
        } catch (const EngineError& error) {
            QVERIFY2(QString(error.what()).contains("layer " + QString::fromStdString(layer) + " gives is not finite"),
                     error.what());
        }
    }
}

void TestLearner::brokenWeightsAreRefused() {
    Learner learner(kShape, kOptions);
    learner.writeWeights(m_folder / "named.safetensors", kLabels);
    learner.writeWeights(m_folder / "nameless.safetensors", {});
    Learner::Metadata wide = kLabels;
    wide["width"] = "8";
    learner.writeWeights(m_folder / "wide.safetensors", wide);
    const auto sentence = [&](const char* file) {
        try {
            const AudioNet net(Checkpoint(m_folder / file));
        } catch (const EngineError& error) {
            return QString(error.what());
        }
        return QString();
    };
    QCOMPARE(sentence("named.safetensors"), QString());
    QVERIFY(sentence("nameless.safetensors").contains("do not say their \"width\""));
    QVERIFY2(sentence("wide.safetensors").contains("conv1_1.weight is 6 x 1 x 3 x 3 where 8 x 1 x 3 x 3"),
             qPrintable(sentence("wide.safetensors")));
}

void TestLearner::unlabelledPiecesCostNothing() {
    LearnerOptions options = kOptions;
    options.retrieval = 0.0;
    options.weightDecay = 0.0;
    Learner learner(kShape, options);
    TagBatch batch = toyBatch(8, 4, 5);
    std::ranges::fill(batch.family, -1);
    std::ranges::fill(batch.instrumentsKnown, 0.0F);
    const StepResult result = learner.step(batch, 1e-3);
    QCOMPARE(result.loss, 0.0);
    QCOMPARE(result.gradientNorm, 0.0);
}

QTEST_GUILESS_MAIN(TestLearner)
#include "test_learner.moc"
