// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/torch_module.h"

#include "core/engine_error.h"
#include "nn/torch/open_cuda.h"

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/headeronly/version.h>

namespace morphony {

namespace {

class LibTorch final : public TorchModule {
public:
    [[nodiscard]] std::string version() const override {
        return std::to_string(TORCH_VERSION_MAJOR) + "." + std::to_string(TORCH_VERSION_MINOR) + "." +
               std::to_string(TORCH_VERSION_PATCH);
    }
    [[nodiscard]] std::string cpuCapability() const override { return at::get_cpu_capability(); }
    [[nodiscard]] int cpuThreads() const override { return at::get_num_threads(); }
    [[nodiscard]] int cudaDeviceCount() const override {
        if (const std::string problem = openCuda(); !problem.empty()) {
            throw EngineError(ErrorKind::MissingResource, problem);
        }
        return at::detail::getCUDAHooks().deviceCount();
    }
};

} // namespace

} // namespace morphony

extern "C" __attribute__((visibility("default"))) const morphony::TorchModule* morphonyTorchModule() {
    static const morphony::LibTorch module;
    return &module;
}
