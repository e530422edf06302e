// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/content_hash.h"
#include "core/spsc_ring.h"

#include <benchmark/benchmark.h>

#include <vector>

using namespace morphony;

namespace {

void sha256(benchmark::State& state) {
    const std::vector<std::byte> bytes(1 << 20);
    for (auto _ : state) {
        Sha256 hash;
        hash.update(bytes);
        benchmark::DoNotOptimize(hash.hex());
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(sha256)->Unit(benchmark::kMillisecond);

void spscRingPushPop(benchmark::State& state) {
    SpscRing<int> ring(1024);
    int value = 0;
    for (auto _ : state) {
        ring.tryPush(1);
        ring.tryPop(value);
        benchmark::DoNotOptimize(value);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(spscRingPushPop);

} // namespace
