// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "nn/beatnet/beatnet.h"

#include <QTest>

#include <cmath>

using namespace morphony;

namespace {

constexpr std::size_t kFrames = 200;

/// Values that any language makes to the bit, with a stroke every 23 frames.
std::vector<float> features() {
    std::vector<float> values;
    for (std::size_t t = 0; t < kFrames; ++t) {
        for (std::size_t b = 0; b < BeatNet::kFeatures; ++b) {
            const auto step = (37 * t + 101 * b + 7 * ((t * b) % 13)) % 97;
            values.push_back(static_cast<float>(static_cast<double>(step) / 97.0 * (t % 23 < 2 ? 2.0 : 0.5)));
        }
    }
    return values;
}

struct Expected {
    std::size_t model;
    std::size_t frame;
    float beat;
    float downbeat;
};

} // namespace

class TestBeatNet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Reference: the three state dicts of BeatNet 1.1.3 run by torch 2.15.0: conv1d, relu, max_pool1d, linear, LSTM, linear
    // and softmax over the classes
    void equalsTorch() {
        const TensorFile weights = openModel("beatnet");
        const std::vector<float> input = features();
        for (const Expected& expected : std::vector<Expected>{{0, 0, 0.186271F, 0.798526F},
                                                              {0, 1, 0.243331F, 0.667337F},
                                                              {0, 23, 0.436942F, 0.504535F},
                                                              {0, 100, 0.410598F, 0.446602F},
                                                              {0, 199, 0.385374F, 0.449522F},
                                                              {1, 0, 0.120736F, 0.841515F},
                                                              {1, 1, 0.109206F, 0.873104F},
                                                              {1, 23, 0.300957F, 0.662124F},
                                                              {1, 199, 0.192527F, 0.658015F},
                                                              {2, 0, 0.392596F, 0.575955F},
                                                              {2, 23, 0.932967F, 0.018404F},
                                                              {2, 100, 0.770070F, 0.108591F},
                                                              {2, 199, 0.788490F, 0.100728F}}) {
            BeatNet::State state;
            const auto heard = BeatNet(weights, expected.model).run(input, state);
            QCOMPARE(heard.size(), kFrames);
            const BeatNet::Activation found = heard[expected.frame];
            // single precision on both sides, other orders of summation, 200 steps of memory
            QVERIFY2(std::abs(found.beat - expected.beat) < 2e-5F, qPrintable(QString::number(found.beat)));
            QVERIFY2(std::abs(found.downbeat - expected.downbeat) < 2e-5F, qPrintable(QString::number(found.downbeat)));
        }
    }

    void blocksOfAnySizeGiveTheSame() {
        const BeatNet network(openModel("beatnet"), 0);
        const std::vector<float> input = features();
        BeatNet::State whole;
        const auto expected = network.run(input, whole);
        BeatNet::State state;
        std::vector<BeatNet::Activation> found;
        for (std::size_t from = 0, size = 1; from < kFrames; from += size, ++size) {
            const std::size_t count = std::min(size, kFrames - from);
            const auto part =
                network.run(std::span(input).subspan(from * BeatNet::kFeatures, count * BeatNet::kFeatures), state);
            found.insert(found.end(), part.begin(), part.end());
        }
        for (std::size_t t = 0; t < kFrames; ++t) {
            QCOMPARE(found[t].beat, expected[t].beat);
            QCOMPARE(found[t].downbeat, expected[t].downbeat);
        }
    }

    void refusesAModelThatIsNotThere() { QVERIFY_EXCEPTION_THROWN((void)BeatNet(openModel("beatnet"), 3), EngineError); }
};

QTEST_APPLESS_MAIN(TestBeatNet)
#include "test_beatnet.moc"
