// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace morphony {

/// A GPU as the NVIDIA driver names it.
struct CudaGpu {
    std::string name;
    std::uint64_t memoryBytes = 0;
};

/// What the NVIDIA driver itself says, before any library of CUDA is involved.
struct CudaDriver {
    std::vector<CudaGpu> gpus;
    std::string whyNone; ///< one clause when `gpus` is empty, e.g. "no NVIDIA driver is installed"
};

/// Asks the driver (`library`, opened at run time because most machines have none).
[[nodiscard]] CudaDriver queryCudaDriver(const char* library = "libcuda.so.1");

} // namespace morphony
