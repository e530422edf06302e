// SPDX-License-Identifier: GPL-3.0-or-later
// Tags of five minutes of stereo on all processors, and one patch of one network on one thread.
#include "analysis/tags.h"
#include "nn/musicnn/musicnn.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <vector>

using namespace morphony;

namespace {

void tagsOfFiveMinutes(benchmark::State& state) {
    constexpr SampleRate kRate{44'100};
    AudioBuffer buffer(2, framesOf(300.0, kRate));
    unsigned seed = 1;
    for (int c = 0; c < 2; ++c) {
        for (float& sample : buffer.channel(c)) {
            seed = seed * 1664525U + 1013904223U;
            sample = 0.3F * static_cast<float>(seed / 2147483648.0 - 1.0);
        }
    }
    const BufferSource source(std::move(buffer), kRate);
    for (auto _ : state) {
        JobContext context;
        benchmark::DoNotOptimize(analyseTags(source, context).tags.data());
    }
}
BENCHMARK(tagsOfFiveMinutes)->UseRealTime()->Unit(benchmark::kMillisecond);

/// Counter: multiplications and additions of the layers, per second.
void musicnnPatch(benchmark::State& state) {
    const Musicnn network(openModel("musicnn-mtt"));
    const std::vector<float> features(std::size_t{Musicnn::kPatchFrames} * Musicnn::kBands, 1.0F);
    const JobContext context;
    for (auto _ : state) {
        benchmark::DoNotOptimize(network.run(features, context).data());
    }
    // [frames x places x filters x weights] of the timbral, temporal and later layers
    constexpr double kFlops =
        2.0 * 187.0 * (204.0 * (59.0 * 266.0 + 30.0 * 469.0) + 96.0 * 51.0 * 224.0 + 64.0 * 7.0 * 689.0);
    state.counters["flops"] =
        benchmark::Counter(kFlops * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(musicnnPatch)->Unit(benchmark::kMillisecond);

} // namespace
