// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/torch_module.h"

#include "core/engine_error.h"

#ifdef MORPHONY_HAS_TORCH
#include <filesystem>

#include <dlfcn.h>
#endif

namespace morphony {

#ifdef MORPHONY_HAS_TORCH

namespace {

const TorchModule& openModule() {
    // the same place in the build folder and in an installation: bin/ or tests/ beside lib/morphony/
    const auto program = std::filesystem::read_symlink("/proc/self/exe");
    const auto file = program.parent_path().parent_path() / "lib/morphony/libmorphony_torch.so";
    // global: LibTorch's CUDA half, opened later, finds the symbols of the CPU half this way
    void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (!handle) {
        throw EngineError(ErrorKind::MissingResource, std::string("LibTorch cannot be opened: ") + dlerror() +
                                                          "; run ./packaging/dev setup and build again");
    }
    const auto entry = reinterpret_cast<const TorchModule* (*)()>(dlsym(handle, kTorchModuleEntry));
    if (!entry) {
        throw EngineError(ErrorKind::MissingResource,
                          file.string() + " is not Morphony's LibTorch module (" + kTorchModuleEntry +
                              " is not in it); build or install Morphony again");
    }
    return *entry();
}

} // namespace

const TorchModule& torchModule() {
    static const TorchModule& module = openModule();
    return module;
}

#else

const TorchModule& torchModule() {
    throw EngineError(ErrorKind::MissingResource,
                      "this build has no LibTorch (MORPHONY_TORCH=OFF); run ./packaging/dev setup and build again "
                      "with -DMORPHONY_TORCH=ON");
}

#endif

} // namespace morphony
