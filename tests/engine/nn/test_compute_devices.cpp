// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "nn/compute_devices.h"
#include "nn/cuda_driver.h"
#include "nn/torch_module.h"

#include <QTest>

#include <algorithm>
#include <thread>

using namespace morphony;

class TestComputeDevices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theCpuComesFirstWithItsThreads() {
        const auto devices = computeDevices();
        QVERIFY(!devices.empty());
        QCOMPARE(devices[0].id, std::string("cpu"));
        QVERIFY(!devices[0].name.empty());
        QVERIFY2(devices[0].detail.starts_with(std::to_string(std::thread::hardware_concurrency()) + " hardware thread"),
                 devices[0].detail.c_str());
    }

    void everyGpuOfTheDriverIsListedOrOneRowSaysWhyNot() {
        const auto devices = computeDevices();
        const CudaDriver driver = queryCudaDriver();
        QCOMPARE(devices.size(), 1 + std::max<std::size_t>(1, driver.gpus.size()));
        if (driver.gpus.empty()) {
            QCOMPARE(devices[1].id, std::string("cuda"));
            QVERIFY(!devices[1].available);
            QCOMPARE(devices[1].detail, driver.whyNone);
        } else {
            QCOMPARE(devices[1].id, std::string("cuda:0"));
            QCOMPARE(devices[1].name, driver.gpus[0].name);
        }
    }

#ifdef MORPHONY_HAS_TORCH
    void libTorchIsThePinnedVersion() {
        const TorchModule& torch = torchModule();
        QCOMPARE(torch.version(), std::string("2.15.0"));
        QVERIFY(torch.cpuThreads() >= 1);
        QVERIFY(!torch.cpuCapability().empty());
        QVERIFY(computeDevices()[0].available);
    }

    void withoutTheCudaHalfTheErrorSaysHowToGetIt() {
        try {
            QVERIFY(torchModule().cudaDeviceCount() >= 0); // the machine has it
        } catch (const EngineError& error) {
            QCOMPARE(error.kind(), ErrorKind::MissingResource);
            QVERIFY2(QString(error.what()).contains("packaging/dev setup cuda"), error.what());
        }
    }
#else
    void aBuildWithoutLibTorchSaysSo() {
        QVERIFY_EXCEPTION_THROWN(std::ignore = torchModule(), EngineError);
        const auto cpu = computeDevices()[0];
        QVERIFY(!cpu.available);
        QVERIFY2(QString::fromStdString(cpu.detail).contains("this build has no LibTorch"), cpu.detail.c_str());
    }
#endif
};

QTEST_APPLESS_MAIN(TestComputeDevices)
#include "test_compute_devices.moc"
