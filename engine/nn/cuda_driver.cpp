// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/cuda_driver.h"

#include <array>
#include <cstddef>

#include <dlfcn.h>

namespace morphony {

namespace {

// The driver's C interface (CUDA driver API), stable since 2010. Declared here because its header comes with the CUDA
// toolkit, which nobody needs for five functions. A CUresult of 0 is success, a CUdevice is an int.
struct DriverApi {
    int (*init)(unsigned) = nullptr;
    int (*deviceGetCount)(int*) = nullptr;
    int (*deviceGet)(int*, int) = nullptr;
    int (*deviceGetName)(char*, int, int) = nullptr;
    int (*deviceTotalMem)(std::size_t*, int) = nullptr;

    bool load(void* handle) {
        return symbol(handle, "cuInit", init) && symbol(handle, "cuDeviceGetCount", deviceGetCount) &&
               symbol(handle, "cuDeviceGet", deviceGet) && symbol(handle, "cuDeviceGetName", deviceGetName) &&
               symbol(handle, "cuDeviceTotalMem_v2", deviceTotalMem);
    }

private:
    template <typename F>
    static bool symbol(void* handle, const char* name, F& function) {
        function = reinterpret_cast<F>(dlsym(handle, name));
        return function != nullptr;
    }
};

} // namespace

CudaDriver queryCudaDriver(const char* library) {
    CudaDriver driver;
    // never closed: the driver starts threads that outlive a dlclose
    void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        driver.whyNone = std::string("no NVIDIA driver is installed (") + library + " cannot be opened)";
        return driver;
    }
    DriverApi api;
    if (!api.load(handle)) {
        driver.whyNone = std::string(library) + " lacks functions that every NVIDIA driver since 2010 has";
        return driver;
    }
    int count = 0;
    if (const int status = api.init(0); status != 0) {
        driver.whyNone = "the NVIDIA driver does not start (cuInit says " + std::to_string(status) + ")";
    } else if (api.deviceGetCount(&count) != 0 || count == 0) {
        driver.whyNone = "the NVIDIA driver finds no GPU";
    }
    for (int i = 0; i < count; ++i) {
        int device = 0;
        std::array<char, 256> name{};
        std::size_t bytes = 0;
        if (api.deviceGet(&device, i) == 0 && api.deviceGetName(name.data(), name.size(), device) == 0 &&
            api.deviceTotalMem(&bytes, device) == 0) {
            driver.gpus.push_back({name.data(), bytes});
        } else {
            driver.gpus.push_back({"NVIDIA GPU " + std::to_string(i), 0});
        }
    }
    return driver;
}

} // namespace morphony
