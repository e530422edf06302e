// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <sched.h>
#include <thread>
#include <vector>

namespace morphony {

namespace {
thread_local bool t_insideParallelFor = false;
}

int availableProcessors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        return std::max(1, CPU_COUNT(&set));
    }
    return std::max(1U, std::thread::hardware_concurrency());
}

void parallelFor(std::size_t count, const std::function<void(std::size_t)>& body) {
    const std::size_t threads = std::min(count, static_cast<std::size_t>(availableProcessors()));
    if (threads <= 1 || t_insideParallelFor) {
        for (std::size_t i = 0; i < count; ++i) {
            body(i);
        }
        return;
    }

    std::atomic<std::size_t> next{0};
    std::exception_ptr firstError;
    std::mutex errorMutex;
    const auto work = [&] {
        t_insideParallelFor = true;
        try {
            for (std::size_t i = next++; i < count; i = next++) {
                body(i);
            }
        } catch (...) {
            next = count;
            const std::scoped_lock lock(errorMutex);
            if (!firstError) {
                firstError = std::current_exception();
            }
        }
        t_insideParallelFor = false;
    };

    {
        std::vector<std::jthread> workers;
        for (std::size_t i = 1; i < threads; ++i) {
            workers.emplace_back(work);
        }
        work();
    }
    if (firstError) {
        std::rethrow_exception(firstError);
    }
}

} // namespace morphony
