// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernel_table.h"
#include "nn/kernels.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace morphony;

namespace {

std::vector<float> noise(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> values(-1.0F, 1.0F);
    std::vector<float> out(count);
    std::ranges::generate(out, [&] { return values(random); });
    return out;
}

/// Every set of loops that runs here.
std::vector<const KernelTable*> tables() {
    std::vector<const KernelTable*> all{&baselineKernels()};
    if (hasAvx2AndFma()) {
        all.push_back(&avx2Kernels());
    }
    return all;
}

} // namespace

class TestKernels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void productEqualsTheDefinition_data();
    void productEqualsTheDefinition();
    void overlappingRowsAreFrames();
    void correlationEqualsTheDefinition_data();
    void correlationEqualsTheDefinition();
    void activationsEqualTheLibrary();
    void cuttingUpTheWorkChangesNoBit();
};

void TestKernels::productEqualsTheDefinition_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("depth");
    QTest::addColumn<int>("columns");
    for (const auto& [rows, depth, columns] : std::vector<std::array<int, 3>>{
             {1, 128, 384}, {4, 72, 24}, {7, 256, 73}, {3, 5, 170}, {9, 1, 1}, {0, 4, 4}, {2, 0, 9}, {19, 600, 31}}) {
        QTest::addRow("%d x %d x %d", rows, depth, columns) << rows << depth << columns;
    }
}

void TestKernels::productEqualsTheDefinition() {
    QFETCH(const int, rows);
    QFETCH(const int, depth);
    QFETCH(const int, columns);
    const auto m = static_cast<std::size_t>(rows);
    const auto k = static_cast<std::size_t>(depth);
    const auto n = static_cast<std::size_t>(columns);
    const auto a = noise(m * k + 1, 1);
    const auto b = noise(k * n + 1, 2);
    for (const KernelTable* table : tables()) {
        auto out = noise(m * n + 1, 3);
        const auto before = out;
        table->product(a.data(), k, b.data(), n, out.data(), n, m, k, n);
        for (std::size_t i = 0; i < m * n; ++i) {
            double expected = before[i];
            for (std::size_t j = 0; j < k; ++j) {
                expected += static_cast<double>(a[i / n * k + j]) * b[j * n + i % n];
            }
            // k products below 1, each rounded by half of 2^-24 of a sum below sqrt(k): below 2e-5 for k <= 600
            QVERIFY2(std::abs(out[i] - expected) < 2e-5,
                     qPrintable(QString("%1: %2 for %3").arg(i).arg(out[i]).arg(expected)));
        }
        QCOMPARE(out.back(), before.back());
    }
}

void TestKernels::overlappingRowsAreFrames() {
    const auto signal = noise(10, 4);
    const std::vector<float> ones{1, 1, 1, 1};
    std::vector<float> out(4);
    addProduct({signal.data(), 4, 4, 2}, {ones.data(), 4, 1}, {out.data(), 4, 1});
    for (std::size_t t = 0; t < 4; ++t) {
        QVERIFY(std::abs(out[t] - (signal[2 * t] + signal[2 * t + 1] + signal[2 * t + 2] + signal[2 * t + 3])) < 1e-6F);
    }
}

void TestKernels::correlationEqualsTheDefinition_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("taps");
    for (const auto& [count, taps] :
         std::vector<std::array<int, 2>>{{264, 39}, {216, 5}, {71, 3}, {64, 1}, {5, 7}, {0, 3}}) {
        QTest::addRow("%d by %d", count, taps) << count << taps;
    }
}

void TestKernels::correlationEqualsTheDefinition() {
    QFETCH(const int, count);
    QFETCH(const int, taps);
    const auto in = noise(static_cast<std::size_t>(count + taps - 1), 5);
    const auto weights = noise(static_cast<std::size_t>(taps), 6);
    for (const KernelTable* table : tables()) {
        std::vector<float> out(static_cast<std::size_t>(count) + 1, 0.5F);
        table->correlation(in.data(), weights.data(), weights.size(), out.data(), static_cast<std::size_t>(count));
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
            double expected = 0.5;
            for (std::size_t j = 0; j < weights.size(); ++j) {
                expected += static_cast<double>(weights[j]) * in[i + j];
            }
            QVERIFY(std::abs(out[i] - expected) < 1e-5); // at most 39 products below 1 in single precision
        }
        QCOMPARE(out.back(), 0.5F);
    }
}

void TestKernels::activationsEqualTheLibrary() {
    std::vector<float> x;
    for (int i = -1000; i <= 1003; ++i) { // 2004 values: the last register is half full
        x.push_back(static_cast<float>(i) * 0.1F);
    }
    for (const KernelTable* table : tables()) {
        auto sigmoid = x;
        table->sigmoid(sigmoid.data(), sigmoid.size());
        auto tanh = x;
        table->tanh(tanh.data(), tanh.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            // as the header promises: the exponential's 2e-7, and the roundings of a sum and a quotient near 1
            QVERIFY2(std::abs(sigmoid[i] - 1.0 / (1.0 + std::exp(-static_cast<double>(x[i])))) < 3e-7,
                     qPrintable(QString::number(x[i])));
            QVERIFY2(std::abs(tanh[i] - std::tanh(static_cast<double>(x[i]))) < 3e-7, qPrintable(QString::number(x[i])));
        }
    }
    std::vector<float> positive;
    for (const float value : x) {
        positive.push_back(std::exp(value * 0.8F)); // from 1e-35 to 1e35
    }
    for (const KernelTable* table : tables()) {
        auto logarithm = positive;
        table->logarithm(logarithm.data(), logarithm.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double expected = std::log(static_cast<double>(positive[i]));
            QVERIFY2(std::abs(logarithm[i] - expected) < 2e-7 * std::max(1.0, std::abs(expected)),
                     qPrintable(QString::number(expected)));
        }
    }
    std::vector<float> values{-3.0F, -2.5F, 0.0F, 1.0F, 2.5F, 9.0F};
    applyHardSigmoid(values);
    QCOMPARE(values, (std::vector<float>{0.0F, 0.0F, 0.5F, 0.7F, 1.0F, 1.0F}));
    values = {-1.0F, 0.0F, 2.0F};
    applyRelu(values);
    QCOMPARE(values, (std::vector<float>{0.0F, 0.0F, 2.0F}));
}

void TestKernels::cuttingUpTheWorkChangesNoBit() {
    const auto a = noise(21 * 300, 7);
    const auto b = noise(300 * 99, 8);
    std::vector<float> whole(21 * 99);
    addProduct({a.data(), 21, 300}, {b.data(), 300, 99}, {whole.data(), 21, 99});
    std::vector<float> parts(21 * 99);
    for (std::size_t r = 0; r < 21; ++r) {
        addProduct({a.data() + r * 300, 1, 300}, {b.data(), 300, 99}, {parts.data() + r * 99, 1, 99});
    }
    QCOMPARE(parts, whole);
}

QTEST_APPLESS_MAIN(TestKernels)
#include "test_kernels.moc"
