// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "nn/crema/crema_network.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdint>

using namespace morphony;

namespace {

/// Magnitudes spread evenly in dB over 52 dB.
std::vector<float> testInput(std::size_t frames) {
    std::uint32_t state = 1;
    std::vector<float> values(frames * CremaNetwork::kBins);
    for (float& value : values) {
        state = state * 1664525U + 1013904223U;
        value = static_cast<float>(std::exp(6.0 * (state / 4294967296.0) - 6.0));
    }
    return values;
}

/// Major triads of two seconds each: every note with four partials on a floor 50 dB below.
std::vector<float> triads(std::size_t frames) {
    std::vector<float> values(frames * CremaNetwork::kBins, 0.003F);
    for (std::size_t t = 0; t < frames; ++t) {
        const std::size_t root = t / 24 * 7 % 12;
        for (const std::size_t note : {root + 12, root + 28, root + 31, root + 36}) {
            for (const std::size_t partial : {0U, 12U, 19U, 24U}) {
                values[t * CremaNetwork::kBins + 3 * (note + partial)] = 1.0F;
            }
        }
    }
    return values;
}

void compare(std::span<const float> row, const std::vector<float>& expected) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
        // single precision over 64 steps of recurrence against double, rounded to five digits
        QVERIFY2(std::abs(row[i] - expected[i]) < 5e-5F, qPrintable(QString("%1: %2").arg(i).arg(row[i])));
    }
}

std::span<const float> rowOf(const std::vector<float>& values, std::size_t width, std::size_t frame) {
    return std::span(values).subspan(frame * width, width);
}

} // namespace

class TestCremaNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Reference: the Keras model's layers written out in numpy 2.4.6 in double precision, with the weights of the PyPI
    // package crema 0.2.0 read by h5py 3.16.0, on the same magnitudes
    void equalsTheReference() {
        JobContext context;
        const CremaNetwork network(openModel("crema"));
        const auto found = network.run(testInput(64), context);
        QCOMPARE(found.frames, 64U);
        compare(rowOf(found.pitches, 12, 0), {0.15111F, 0.18133F, 0.05316F, 0.84774F, 0.34192F, 0.10786F, 0.53301F,
                                              0.04371F, 0.33363F, 0.36550F, 0.07410F, 0.67862F});
        compare(rowOf(found.roots, 13, 31), {0.00710F, 0.03904F, 0.00314F, 0.00688F, 0.28783F, 0.01543F, 0.03870F, 0.00224F,
                                             0.05137F, 0.01693F, 0.03264F, 0.48877F, 0.00992F});
        compare(rowOf(found.basses, 13, 63), {0.01896F, 0.05489F, 0.02492F, 0.07198F, 0.08505F, 0.13201F, 0.04831F,
                                              0.01051F, 0.06258F, 0.01351F, 0.12528F, 0.32406F, 0.02793F});
        compare(rowOf(found.tags, 170, 63), {0.05340F, 0.00022F, 0.00113F, 0.00003F, 0.00015F, 0.04500F, 0.00097F, 0.00085F,
                                             0.00362F, 0.00004F, 0.00160F, 0.00000F});
        const auto tags = rowOf(found.tags, 170, 31);
        const auto best = static_cast<std::size_t>(std::ranges::max_element(tags) - tags.begin());
        QCOMPARE(QString::fromStdString(network.labels()[best]), QString("B:7"));
        QVERIFY(std::abs(tags[best] - 0.65483F) < 5e-5F);
    }

    void partsOfALongPieceJoin() {
        JobContext context;
        const CremaNetwork network(openModel("crema"));
        const std::size_t frames = CremaNetwork::kFramesAtOnce + 600;
        const auto input = triads(frames);
        const auto whole = network.run(input, context);
        QCOMPARE(whole.frames, frames);
        QCOMPARE(whole.tags.size(), frames * ChordActivations::kTags);
        // the last 2,100 frames alone: their state at the joint comes from 1,500 frames before, that of the parts from 512
        const std::size_t begin = frames - 2'100;
        const auto tail = network.run(std::span(input).subspan(begin * CremaNetwork::kBins), context);
        float largest = 0.0F;
        for (std::size_t t = CremaNetwork::kFramesAtOnce - 8; t < CremaNetwork::kFramesAtOnce + 8; ++t) {
            const auto a = rowOf(whole.pitches, 12, t);
            const auto b = rowOf(tail.pitches, 12, t - begin);
            for (std::size_t i = 0; i < 12; ++i) {
                largest = std::max(largest, std::abs(a[i] - b[i]));
            }
        }
        // 48 s and 140 s of memory: a recurrence never forgets entirely (0.018 here, 0.7 where the parts did not overlap)
        QVERIFY2(largest < 0.03F, qPrintable(QString::number(largest)));
    }

    void stopsWhenAsked() {
        JobContext context;
        context.cancel();
        const CremaNetwork network(openModel("crema"));
        QVERIFY_EXCEPTION_THROWN((void)network.run(testInput(64), context), JobCancelled);
    }
};

QTEST_GUILESS_MAIN(TestCremaNetwork)
#include "test_crema_network.moc"
