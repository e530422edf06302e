// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace morphony {

/// A processor that networks can run on, or the reason why there is none of its kind.
struct ComputeDevice {
    std::string id;         ///< as `--device` takes it: "cpu", "cuda:0", "cuda:1"; "cuda" when no GPU can be listed
    std::string name;       ///< the maker's name of it, "NVIDIA H200" say
    bool available = false; ///< networks can run on it now
    std::string detail;     ///< one line for the user: what was found, or why it cannot be used and what to do
};

/// Every device of this machine, the CPU first and always there (`available` speaks of LibTorch's networks; engines
/// without networks run on any CPU). Looks at the machine anew each time. Opens LibTorch on the first call, which takes
/// about half a second: not for the GUI thread. Never throws for a device that is missing.
[[nodiscard]] std::vector<ComputeDevice> computeDevices();

} // namespace morphony
