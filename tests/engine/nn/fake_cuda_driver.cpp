// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of libcuda.so.1 that device discovery calls, with two made-up GPUs. FAKE_CUDA_INIT is cuInit's status,
// FAKE_CUDA_COUNT the number of GPUs.
#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace {

int fromEnvironment(const char* name, int fallback) {
    const char* value = std::getenv(name);
    return value ? std::atoi(value) : fallback;
}

} // namespace

extern "C" {

int cuInit(unsigned) {
    return fromEnvironment("FAKE_CUDA_INIT", 0);
}

int cuDeviceGetCount(int* count) {
    *count = fromEnvironment("FAKE_CUDA_COUNT", 2);
    return 0;
}

int cuDeviceGet(int* device, int index) {
    *device = 100 + index; // a handle that is not the index, so that mixing them up shows
    return 0;
}

int cuDeviceGetName(char* name, int size, int device) {
    std::snprintf(name, static_cast<std::size_t>(size), "Fake GPU %d", device - 100);
    return 0;
}

int cuDeviceTotalMem_v2(std::size_t* bytes, int device) {
    *bytes = static_cast<std::size_t>(device - 99) << 30;
    return 0;
}
}
