// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/render/shard_loop.h"

#include "core/parallel.h"

#include <chrono>
#include <mutex>

namespace morphony {

using Clock = std::chrono::steady_clock;

RenderReport makeShards(const ShardFolder& folder, std::size_t count, const std::atomic<bool>& cancel,
                        const std::function<double(std::size_t, JobContext&)>& make,
                        const std::function<void(const RenderReport&)>& told) {
    const auto start = Clock::now();
    std::mutex mutex;
    RenderReport report;
    parallelFor(count, [&](std::size_t shard) {
        JobContext context;
        context.watch(&cancel);
        context.checkCancelled();
        const bool kept = folder.has(shard);
        const double seconds = kept ? 0.0 : make(shard, context);
        const std::scoped_lock lock(mutex);
        ++(kept ? report.keptShards : report.shards);
        report.audioSeconds += seconds;
        report.wallSeconds = std::chrono::duration<double>(Clock::now() - start).count();
        told(report);
    });
    return report;
}

} // namespace morphony
