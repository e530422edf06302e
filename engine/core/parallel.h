// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>

namespace morphony {

/// Processors this process may use (the affinity mask, not the machine), at least 1.
[[nodiscard]] int availableProcessors();

/// Runs body(i) for i in [0, count) on up to availableProcessors() threads, the caller among them, and returns when all
/// are done. Which thread runs which i is not fixed, so bodies must write to places of their own: results are then the
/// same for any number of threads. The first exception is rethrown here after the others have stopped; JobCancelled
/// passes through like any other. Nested calls run on the caller alone. Not real-time safe.
void parallelFor(std::size_t count, const std::function<void(std::size_t)>& body);

} // namespace morphony
