// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace morphony {

/// What the engine asks of LibTorch, without a LibTorch type. Everything compiled against LibTorch stands in a shared
/// object of its own (engine/nn/torch), opened when it is first needed: loading LibTorch costs 0.4 s and 110 MB, which
/// a window that only plays music, or `morphony-cli --help`, must not pay.
class TorchModule {
public:
    virtual ~TorchModule() = default;

    /// LibTorch's own version, "2.15.0".
    [[nodiscard]] virtual std::string version() const = 0;
    /// The instruction set its CPU kernels use here: "AVX512", "AVX2" or "DEFAULT".
    [[nodiscard]] virtual std::string cpuCapability() const = 0;
    [[nodiscard]] virtual int cpuThreads() const = 0;
    /// Opens LibTorch's CUDA half on the first call and returns how many GPUs it can use. Throws EngineError
    /// (MissingResource) with what is missing and how to get it.
    [[nodiscard]] virtual int cudaDeviceCount() const = 0;
};

/// The module, opened on the first call (about half a second) and kept until the program ends. Any thread. Throws
/// EngineError (MissingResource) when this build has no LibTorch or its libraries cannot be opened.
[[nodiscard]] const TorchModule& torchModule();

/// Name of the one symbol that the shared object exports: a function that returns a `const TorchModule*`.
inline constexpr const char* kTorchModuleEntry = "morphonyTorchModule";

} // namespace morphony
