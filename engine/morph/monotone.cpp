// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/monotone.h"

#include <cstddef>

namespace morphony {

std::vector<double> nonDecreasing(const std::vector<double>& values) {
    struct Pool {
        double mean;
        std::size_t count;
    };
    std::vector<Pool> pools;
    for (const double value : values) {
        pools.push_back({value, 1});
        while (pools.size() > 1 && pools[pools.size() - 2].mean > pools.back().mean) {
            const Pool last = pools.back();
            pools.pop_back();
            Pool& before = pools.back();
            const std::size_t count = before.count + last.count;
            before.mean = (before.mean * static_cast<double>(before.count) + last.mean * static_cast<double>(last.count)) /
                          static_cast<double>(count);
            before.count = count;
        }
    }
    std::vector<double> result;
    for (const Pool& pool : pools) {
        result.insert(result.end(), pool.count, pool.mean);
    }
    return result;
}

} // namespace morphony
