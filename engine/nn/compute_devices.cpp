// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/compute_devices.h"

#include "core/engine_error.h"
#include "nn/cuda_driver.h"
#include "nn/torch_module.h"

#include <fstream>
#include <thread>

namespace morphony {

namespace {

std::string cpuName() {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (const auto colon = line.find(": "); line.starts_with("model name") && colon != std::string::npos) {
            return line.substr(colon + 2);
        }
    }
    return "CPU";
}

std::string plural(int count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

/// LibTorch or null; then `whyNot` holds the sentence.
const TorchModule* tryTorch(std::string& whyNot) {
    try {
        return &torchModule();
    } catch (const EngineError& error) {
        whyNot = error.what();
        return nullptr;
    }
}

ComputeDevice cpuDevice(const TorchModule* torch, const std::string& whyNot) {
    const std::string threads = plural(static_cast<int>(std::thread::hardware_concurrency()), "hardware thread");
    if (!torch) {
        return {"cpu", cpuName(), false, threads + "; no networks: " + whyNot};
    }
    return {"cpu", cpuName(), true,
            threads + ", LibTorch " + torch->version() + " with " + torch->cpuCapability() + " on " +
                plural(torch->cpuThreads(), "thread")};
}

/// How many of the driver's GPUs LibTorch can use; with fewer than `found`, `whyNot` says why.
int usableGpus(const TorchModule* torch, int found, std::string& whyNot) {
    if (!torch) {
        return 0;
    }
    try {
        const int count = torch->cudaDeviceCount();
        if (count < found) {
            whyNot = "LibTorch " + torch->version() + " can use " + std::to_string(count) + " of the " +
                     plural(found, "GPU") + " here; a newer NVIDIA driver may be needed";
        }
        return count;
    } catch (const EngineError& error) {
        whyNot = error.what();
        return 0;
    }
}

void addGpus(std::vector<ComputeDevice>& devices, const TorchModule* torch, std::string whyNot) {
    const CudaDriver driver = queryCudaDriver();
    if (driver.gpus.empty()) {
        devices.push_back({"cuda", "NVIDIA GPU", false, driver.whyNone});
        return;
    }
    const int usable = usableGpus(torch, static_cast<int>(driver.gpus.size()), whyNot);
    int index = 0;
    for (const CudaGpu& gpu : driver.gpus) {
        const bool available = index < usable;
        std::string detail = std::to_string(gpu.memoryBytes >> 20) + " MiB";
        detail += available ? ", LibTorch " + torch->version() : "; cannot be used: " + whyNot;
        devices.push_back({"cuda:" + std::to_string(index), gpu.name, available, detail});
        ++index;
    }
}

} // namespace

std::vector<ComputeDevice> computeDevices() {
    std::string whyNot;
    const TorchModule* torch = tryTorch(whyNot);
    std::vector<ComputeDevice> devices{cpuDevice(torch, whyNot)};
    addGpus(devices, torch, whyNot);
    return devices;
}

} // namespace morphony
