// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/torch_module.h"

#include "core/engine_error.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <torch/headeronly/version.h>

#include <dlfcn.h>

namespace morphony {

namespace {

/// Registers LibTorch's CUDA backend with the CPU half, once. The CPU half is open and global by now; the library is
/// found by the run path of this shared object.
void openCuda() {
    // not in the header, so that a failure is tried again once the user has run the set-up
    if (at::hasCUDA()) {
        return;
    }
    if (!dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL)) {
        throw EngineError(ErrorKind::MissingResource, std::string("the CUDA half of LibTorch cannot be opened (") +
                                                          dlerror() + "); run ./packaging/dev setup cuda");
    }
}

class LibTorch final : public TorchModule {
public:
    [[nodiscard]] std::string version() const override {
        return std::to_string(TORCH_VERSION_MAJOR) + "." + std::to_string(TORCH_VERSION_MINOR) + "." +
               std::to_string(TORCH_VERSION_PATCH);
    }
    [[nodiscard]] std::string cpuCapability() const override { return at::get_cpu_capability(); }
    [[nodiscard]] int cpuThreads() const override { return at::get_num_threads(); }
    [[nodiscard]] int cudaDeviceCount() const override {
        openCuda();
        return at::detail::getCUDAHooks().deviceCount();
    }
};

} // namespace

} // namespace morphony

extern "C" __attribute__((visibility("default"))) const morphony::TorchModule* morphonyTorchModule() {
    static const morphony::LibTorch module;
    return &module;
}
