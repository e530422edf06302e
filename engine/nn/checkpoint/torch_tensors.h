// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/checkpoint/checkpoint_content.h"
#include "nn/checkpoint/pickle.h"

#include <functional>

namespace morphony {

/// A storage as a pickle of torch refers to it.
struct TorchStorage {
    std::string key;
    std::string type; ///< as safetensors names it
    std::size_t count = 0;
};

/// The storage that a persistent identifier names. Throws FormatProblem for any other identifier.
[[nodiscard]] TorchStorage torchStorage(const PickleValue& persistent);

/// Finds the bytes of a storage; throws FormatProblem when they are not there.
using StorageBytes = std::function<std::span<const std::byte>(const TorchStorage&)>;

/// Adds every tensor below `root` under its path of keys. Objects that are neither containers nor tensors are passed over.
void addTorchTensors(const PickleValue& root, const StorageBytes& bytesOf, CheckpointContent& content);

/// Calls use(value) for every object that can be reached from `root`, each once.
void forReachable(const PickleValue& root, const std::function<void(const PickleValue&)>& use);

} // namespace morphony
