// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"
#include "train/render/shard_folder.h"

#include <atomic>
#include <cstddef>
#include <functional>

namespace morphony {

struct RenderReport {
    std::size_t shards = 0;     ///< made now
    std::size_t keptShards = 0; ///< were there from an earlier run
    double audioSeconds = 0.0;  ///< of music made now
    double wallSeconds = 0.0;
};

/// Calls make(shard, context) on all processors for each of `count` shards that `folder` does not have yet; it saves the
/// shard and returns the seconds of music in it. `told` is called after every shard, from any thread but one at a time.
/// Throws what `make` throws; JobCancelled when `cancel` is set.
RenderReport makeShards(const ShardFolder& folder, std::size_t count, const std::atomic<bool>& cancel,
                        const std::function<double(std::size_t, JobContext&)>& make,
                        const std::function<void(const RenderReport&)>& told);

} // namespace morphony
