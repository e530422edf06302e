// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace morphony {

/// Registers LibTorch's CUDA half with its CPU half, once; the library is found by the run path of the object that this is
/// linked into. Empty when it is there, else a clause: what is missing. A failure is tried again with the next call, and
/// then works as long as LibTorch was not asked about GPUs in between. Nothing may ask LibTorch about GPUs before this.
[[nodiscard]] std::string openCuda();

} // namespace morphony
