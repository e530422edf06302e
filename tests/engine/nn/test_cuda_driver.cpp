// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/cuda_driver.h"

#include <QTest>

using namespace morphony;

class TestCudaDriver : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() {
        qunsetenv("FAKE_CUDA_INIT");
        qunsetenv("FAKE_CUDA_COUNT");
    }

    void listsEveryGpuWithItsMemory() {
        const CudaDriver driver = queryCudaDriver(FAKE_CUDA_DRIVER);
        QCOMPARE(driver.gpus.size(), std::size_t(2));
        QCOMPARE(driver.gpus[1].name, std::string("Fake GPU 1"));
        QCOMPARE(driver.gpus[0].memoryBytes, std::uint64_t(1) << 30);
        QCOMPARE(driver.gpus[1].memoryBytes, std::uint64_t(2) << 30);
        QVERIFY(driver.whyNone.empty());
    }

    void saysWhyThereIsNone_data() {
        QTest::addColumn<QByteArray>("library");
        QTest::addColumn<QByteArray>("init");
        QTest::addColumn<QByteArray>("count");
        QTest::addColumn<QString>("expected");
        QTest::newRow("no driver") << QByteArray("libno_such_driver.so") << QByteArray("0") << QByteArray("2")
                                   << "no NVIDIA driver is installed";
        QTest::newRow("not a driver") << QByteArray("libm.so.6") << QByteArray("0") << QByteArray("2") << "lacks functions";
        QTest::newRow("does not start") << QByteArray(FAKE_CUDA_DRIVER) << QByteArray("100") << QByteArray("2")
                                        << "cuInit says 100";
        QTest::newRow("no GPU") << QByteArray(FAKE_CUDA_DRIVER) << QByteArray("0") << QByteArray("0") << "finds no GPU";
    }

    void saysWhyThereIsNone() {
        QFETCH(QByteArray, library);
        QFETCH(QByteArray, init);
        QFETCH(QByteArray, count);
        QFETCH(QString, expected);
        qputenv("FAKE_CUDA_INIT", init);
        qputenv("FAKE_CUDA_COUNT", count);
        const CudaDriver driver = queryCudaDriver(library.constData());
        QVERIFY(driver.gpus.empty());
        QVERIFY2(QString::fromStdString(driver.whyNone).contains(expected), driver.whyNone.c_str());
    }
};

QTEST_APPLESS_MAIN(TestCudaDriver)
#include "test_cuda_driver.moc"
