// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/torch/open_cuda.h"

#include <dlfcn.h>

namespace morphony {

std::string openCuda() {
    // without asking LibTorch first whether it has CUDA: it keeps for good what it finds when it is first asked
    if (dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL)) {
        return {};
    }
    return std::string("the CUDA half of LibTorch cannot be opened (") + dlerror() + "); run ./packaging/dev setup cuda";
}

} // namespace morphony
